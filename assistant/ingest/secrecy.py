"""Marks of secrecy: a file that bears one is refused, a text that speaks of secrets is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from assistant.errors import Classified
from assistant.ingest.lines import Page

LEVEL = r"(?:绝密|机密|秘密)"
PERIOD = r"(?:\d{1,3}(?:年|个月|月|天|日)|[一二三五十]{1,3}年|长期|(?:启用|解密|公布|公开|使用|考试结束)(?:前|后)?)"
URGENCY = r"(?:特急|加急|特提|平急|急件|紧急)?"
# The whole line is the mark: 机密★1年, 密级：秘密, 绝密★启用前 特急, 份号 000001 机密★长期.
MARK = re.compile(
    rf"^(?:(?:份号[:：]?)?\d{{3,8}})?(?:密级(?:和保密期限)?[:：])?(?P<level>{LEVEL})级?"
    rf"(?:(?:[★☆*＊]|[:：·・-])?{PERIOD}|[★☆*＊])?(?:保密期限[:：]?{PERIOD})?{URGENCY}$"
)
STARRED = re.compile(rf"^(?:\d{{3,8}})?{LEVEL}[★☆]")
STARRED_MOST = 24
TOP_LINES = 12


def mark_of(text: str, at_top: bool) -> str | None:
    """Return the mark of secrecy that a line is, None for a line that is none.

    A star makes a mark anywhere; the bare word only above the text, in a page header or in a text box.

    >>> [mark_of(t, True) for t in ("机密★1年", "密级： 秘 密", "★机密", "涉及国家秘密的，依法办理。", "保密")]
    ['机密★1年', '密级：秘密', '★机密', None, None]
    """
    plain = re.sub(r"\s", "", text)
    bare = plain.strip("★☆*＊【】[]〔〕")
    if len(plain) <= STARRED_MOST and STARRED.match(plain):
        return plain
    return plain if at_top and MARK.match(bare) else None


def _marks(page: Page) -> Iterator[str]:
    for text in page.marks:
        for part in (text, *re.split(r"[\s；;｜|]+", text)):
            yield from filter(None, [mark_of(part, at_top=True)])
    top = [line.text for line in page.lines[:TOP_LINES]]
    glossary = sum(bool(re.fullmatch(LEVEL, text)) for text in top) > 1  # all levels one by one: a lesson
    for at, line in enumerate(page.lines):
        short = at < TOP_LINES and len(line.text) <= 2 * STARRED_MOST
        for part in (line.text, *(re.split(r"[\s；;｜|]+", line.text) if short else ())):
            yield from filter(None, [mark_of(part, at_top=at < TOP_LINES and not glossary)])


def check_secrecy(page: Page, path: Path) -> None:
    """Raise Classified when a page bears a mark of secrecy in its text, headers or boxes."""
    mark = next(_marks(page), None)
    if mark:
        raise Classified(
            f"{path}: 文件标有密级（{mark}）: 本系统不处理涉密文件，请按保密规定处理，不要导入、不要在联网计算机上打开"
        )
