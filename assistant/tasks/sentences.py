"""Sentences of Chinese official prose, with offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass

ENDINGS = "。！？!?"
OPENERS = "（(“《〈「『【〔["
CLOSERS = "）)”》〉」』】〕]"
PAUSES = "，,；;：:"
QUOTED = re.compile("“[^”]*”|「[^」]*」|『[^』]*』|《[^》]*》")
# A label line that ends the bracket which the line above opened: （牵头单位：甲局\n配合单位：乙局）
LABEL_BELOW = re.compile(r"(?:\n\s*[^\n（）()：:。]{2,8}[：:][^\n（）()。]*){1,4}[）)]")
CLOCK = re.compile(r"(?<=\d)[:：](?=\d\d)")  # 17:00 is one word


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text and where it stands."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Offset after the last character."""
        return self.start + len(self.text)


def sentences(text: str, offset: int = 0) -> list[Span]:
    """Split at sentence endings and line breaks; a quotation or a bracket is never cut.

    >>> [s.text for s in sentences("建立清单。（市商务局负责）严禁“走过场。”")]
    ['建立清单。', '（市商务局负责）', '严禁“走过场。”']
    """
    found: list[Span] = []
    start = depth = 0
    for index, char in enumerate(text):
        depth = _depth(depth, char, text, index)
        closes = char in CLOSERS and depth == 0 and text[start:index].strip()[:1] in ("（", "(")
        ends = char in ENDINGS and not _closer_follows(text, index)
        if (depth == 0 and (ends or char == "\n")) or closes:
            found.append(Span(text[start : index + 1], start + offset))
            start = index + 1
    found.append(Span(text[start:], start + offset))
    return [trimmed for span in found if (trimmed := trim(span)).text]


def trim(span: Span) -> Span:
    """Drop white space at both ends, keeping the offset true."""
    left = span.text.lstrip(" \t\r\n\u3000\xa0")
    return Span(left.rstrip(" \t\r\n\u3000\xa0"), span.start + len(span.text) - len(left))


def segments(sentence: Span, pauses: str = PAUSES) -> list[Span]:
    """Split a sentence at its commas, semicolons and colons, each kept with what stands before it."""
    found, start, depth = [], 0, 0
    for index, char in enumerate(sentence.text):
        depth = _depth(depth, char, sentence.text, index)
        if depth == 0 and char in pauses and not CLOCK.match(sentence.text, index):
            found.append(Span(sentence.text[start : index + 1], sentence.start + start))
            start = index + 1
    if start < len(sentence.text):
        found.append(Span(sentence.text[start:], sentence.start + start))
    return found


def plain_segments(text: str) -> list[str]:
    """Return the segments of a text without the pauses between them."""
    return [part.text.strip(f"{PAUSES}。 ") for part in segments(Span(text, 0))]


def mask_quotes(text: str) -> str:
    """Blank out what stands in quotation marks, character for character: a quoted name sets no time and no rule.

    >>> mask_quotes("做好“每月一题”公布")
    '做好＿＿＿＿＿＿公布'
    """
    return QUOTED.sub(lambda match: "＿" * len(match.group()), text)


def _depth(depth: int, char: str, text: str, index: int) -> int:
    """Follow brackets and quotes; a line break closes them: a lost bracket cannot swallow a text."""
    if char == "\n":
        return depth if LABEL_BELOW.match(text, index) else 0
    if char in OPENERS:
        return depth + 1
    if char == ")" and depth == 0:
        return 0
    return max(0, depth - 1) if char in CLOSERS else depth


def _closer_follows(text: str, index: int) -> bool:
    return text[index + 1 : index + 2] in ("”", "》", "」", "』")
