"""The markers that number clauses, as data, and how a place is written and cited.

Two systems meet in one table: circulars go 一、（一）1.（1）①, statutes 编章节 条 款（一）1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.ingest.dates import read_number

NUMERAL = r"[〇零一二三四五六七八九十百千两]{1,6}"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

# kind, canonical level, pattern. A marker stands at the start of its line.
MARKERS: tuple[tuple[str, float, re.Pattern[str]], ...] = tuple(
    (kind, level, re.compile(pattern))
    for kind, level, pattern in (
        ("part", 0.1, rf"^第(?P<n>{NUMERAL}|\d{{1,3}})[编篇](?=\s|$|[^第]{{1,30}}$)"),
        ("chapter", 0.2, rf"^第(?P<n>{NUMERAL}|\d{{1,3}})章(?=\s|$|[^第。]{{1,40}}$)"),
        ("section", 0.3, rf"^第(?P<n>{NUMERAL}|\d{{1,3}})节(?=\s|$|[^第。]{{1,40}}$)"),
        (
            "article",
            1,
            rf"^第(?P<n>{NUMERAL}|\d{{1,4}})条(?:之(?P<sub>{NUMERAL}))?(?![、，,的和至或第规款])\s*",
        ),
        ("one", 1, rf"^(?P<n>{NUMERAL})\s*[、．.]\s*(?![、])"),
        ("bracket", 2, rf"^[（(]\s*(?P<n>{NUMERAL})\s*[）)]\s*[、.．]?\s*"),
        ("digit", 3, r"^(?P<n>\d{1,3})\s*(?:[.．](?!\d)|、|\.(?=\d+[年月日个项]))\s*"),
        ("digit_bracket", 4, r"^(?:[（(]\s*(?P<n>\d{1,3})\s*[）)]|(?P<n2>\d{1,2})[）)])\s*[、.．]?\s*"),
        ("circled", 5, rf"^(?P<n>[{CIRCLED}])\s*"),
    )
)
HEADING_ONLY = {"part", "chapter", "section"}


@dataclass(frozen=True, slots=True)
class Marker:
    """A numbering mark at the start of a line; `length` counts its characters, blanks included."""

    kind: str
    level: float
    number: int
    part: str  # its piece of the canonical path
    length: int


def read_marker(line: str) -> Marker | None:
    """Return the marker a line opens with, or None.

    >>> [read_marker(t).part for t in ("一、总体要求", "（三）加强监督检查。", "3.健全", "（1）甲", "第三条之一　本法")]
    ['一', '(三)', '3', '(1)', '第三条之一']
    >>> [read_marker(t) for t in ("一是加强", "1.5亿元", "第三条、第四条的规定", "十四五")]
    [None, None, None, None]
    """
    for kind, level, pattern in MARKERS:
        found = pattern.match(line)
        if found:
            numeral = found["n"] or found.groupdict().get("n2") or ""
            number = CIRCLED.index(numeral) + 1 if kind == "circled" else read_number(numeral)
            return Marker(
                kind, level, number, _part(kind, numeral, found.groupdict().get("sub")), found.end()
            )
    return None


COUNTED = re.compile(r"^(?P<n>\d{1,2})[.．](?=\d+(?!\d*[.．%％亿万千百倍米公元亩吨平克升]))")


def read_counted(line: str, last: int) -> Marker | None:
    """Return the marker of a line such as 3.24小时内回复 when it goes on counting from `last`, else None.

    >>> read_counted("3.24小时内回复留言。", 2).part, read_counted("3.24小时", 7), read_counted("2.5亿元", 1)
    ('3', None, None)
    """
    found = COUNTED.match(line)
    if not found or last < 1 or int(found["n"]) != last + 1:
        return None
    return Marker("digit", 3, last + 1, found["n"], found.end())


# A labelled heading (领域一：…, 第二部分 …, 场景3：…) counts only where its word stands with several numbers.
LABELLED = re.compile(
    rf"^(?:(?P<word>[\u4e00-\u9fff]{{2,6}}?)(?P<n>{NUMERAL}|\d{{1,2}})\s*[:：]|第(?P<n2>{NUMERAL})(?P<word2>部分)[\s:：]?)"
    r"\s*(?=\S.{0,40}$)"
)
NO_LABELS = ("附件", "附表", "附录", "电话", "时间", "公式", "注释", "参考")


def read_labelled(line: str) -> Marker | None:
    """Return the marker of a labelled heading, or None; its kind carries the word.

    >>> [(m.kind, m.part) for m in map(read_labelled, ("领域十一：智能决策", "第二部分 任务")) if m]
    [('label:领域', '领域十一'), ('label:部分', '第二部分')]
    """
    found = LABELLED.match(line)
    if not found or re.search("[。；]", line):
        return None
    word, numeral = found["word"] or found["word2"], found["n"] or found["n2"]
    if word.endswith(NO_LABELS) or word.startswith("第"):
        return None
    part = f"第{numeral}部分" if found["word2"] else word + numeral
    return Marker(f"label:{word}", 0, read_number(numeral), part, found.end())


def label_words(lines: Iterable[str]) -> set[str]:
    """Return the kinds of labelled headings that a document numbers: each stands with 一 and 二 at least."""
    numbers: dict[str, set[int]] = {}
    for line in lines:
        marker = read_labelled(line)
        if marker:
            numbers.setdefault(marker.kind, set()).add(marker.number)
    return {kind for kind, seen in numbers.items() if {1, 2} <= seen}


def _part(kind: str, numeral: str, sub: str | None) -> str:
    if kind == "article":
        return f"第{numeral}条" + (f"之{sub}" if sub else "")
    return f"({numeral})" if kind in ("bracket", "digit_bracket") else numeral


NAMED_PLACES = {
    "header": "文头",
    "notice": "印发通知",
    "preamble": "引言",
    "signature": "落款",
    "imprint": "版记",
    "attachments": "附件说明",
    "toc": "目录",
    "note": "附注",
    "downloads": "附件下载",
}


TREE = re.compile(r"^(?:附件|附表|附录|文)[\d一二三四五六七八九十]*(?:[-#]\d+)?$")


def label_of(path: str) -> str:
    """Return how people cite a path.

    >>> label_of("二/(一)/3"), label_of("第十二条/第二款/(三)/1"), label_of("附件1/一/(二)")
    ('二、（一）3', '第十二条第二款第（三）项第1目', '附件1 一、（二）')
    """
    parts = path.split("/")
    head = ""
    while parts and TREE.match(parts[0]):
        head += parts.pop(0) + " "
    if parts and parts[0].startswith("第") and "条" in parts[0]:
        return head + _statute_label(parts)
    return (head + _circular_label(parts)).strip()


def _statute_label(parts: list[str]) -> str:
    label = parts[0]
    for part in parts[1:]:
        if part.startswith("第"):
            label += part
        elif part.startswith("("):
            label += f"第（{part.strip('()')}）项"
        else:
            label += f"第{part}目"
    return label


def _circular_label(parts: list[str]) -> str:
    label = ""
    for part in parts:
        if part in NAMED_PLACES:
            label += NAMED_PLACES[part]
        elif part.startswith("组"):
            label += f"第{part[1:]}组"
        elif part.startswith("("):
            label += f"（{part.strip('()')}）"
        elif re.fullmatch(NUMERAL, part):
            label += part + "、"
        else:
            label += part
    return label.removesuffix("、")


HEADING_CHARS = 45
FIRST_SENTENCE = re.compile(rf"^[^。；！？!?;]{{1,{HEADING_CHARS}}}[。！？?]")


def split_heading(marker: Marker, text: str) -> tuple[str, int]:
    """Return a clause's heading with its marker, and how many characters of the line it takes."""
    if marker.kind == "article":
        titled = re.match(r"[【〔\[（(][^】〕\]）)]{1,20}[】〕\]）)]\s*", text[marker.length :])
        length = marker.length + (titled.end() if titled else 0)
        return text[:length].strip(), length
    rest = text[marker.length :]
    if (
        not re.search("[。；;！!]", rest)
        and (len(rest) <= HEADING_CHARS)
        and not rest.endswith(("，", ",", "、"))
    ):
        return text, len(text)
    sentence = FIRST_SENTENCE.match(rest)
    if sentence and sentence.end() < len(rest.rstrip()):
        return text[: marker.length + sentence.end()], marker.length + sentence.end()
    return text[: marker.length].strip(), marker.length


ALONE = re.compile(r"^[^。；！？!?;，,：:、\d]{2,20}。$")


def heads_alone(marker: Marker, text: str) -> bool:
    """True for a line that is a marker and one short sentence without a pause.

    >>> line = "（三）信息报送。"
    >>> heads_alone(read_marker(line), line), heads_alone(read_marker("1.甲，乙。"), "1.甲，乙。")
    (True, False)
    """
    return marker.kind != "article" and bool(ALONE.match(text[marker.length :]))


def is_article(text: str) -> bool:
    """True for a line that opens an article of a statute."""
    marker = read_marker(text)
    return marker is not None and marker.kind == "article"


def numeral(number: int) -> str:
    """Write a number in Chinese.

    >>> numeral(2), numeral(10), numeral(21), numeral(100), numeral(101), numeral(112), numeral(2030)
    ('二', '十', '二十一', '一百', '一百零一', '一百一十二', '二千零三十')
    """
    written = _written(number) or "〇"
    return written[1:] if written.startswith("一十") else written


def _written(number: int) -> str:
    """Write a number, nothing for zero, as it stands inside a larger one (一十 for ten)."""
    for unit, name in ((10_000, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= unit:
            many, rest = divmod(number, unit)
            gap = "零" if 0 < rest < unit // 10 else ""
            return _written(many) + name + gap + _written(rest)
    return "〇一二三四五六七八九"[number] if number else ""
