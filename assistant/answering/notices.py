"""What a reader is told of how an answer was composed, in Chinese, in one place."""

from __future__ import annotations


def silent_notice() -> str:
    """Say that the language model gave no answer; why is in the log, not on the page."""
    return "语言模型这次没有作答，以上是文件原文。"


def cut_notice(cut: int, kept: int) -> str:
    """Say that sentences of the model were cut; empty when none was.

    >>> cut_notice(1, 2)
    '语言模型所写的 1 句与文件对不上，已删去。'
    """
    if not cut:
        return ""
    told = f"语言模型所写的 {cut} 句与文件对不上，已删去"
    return f"{told}。" if kept else f"{told}；以上是文件原文。"
