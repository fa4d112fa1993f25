"""The marks above a title as GB/T 9704 has them: 份号, 密级, 紧急程度, 发文机关标志, 发文字号, 签发人."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.ingest.lines import Line

YEAR = r"[〔［\[﹝【（(](?:19|20)\d\d[〕］\]﹞】）)]"
DOC_NUMBER = re.compile(
    rf"[\u4e00-\u9fff（）()]{{1,20}}\s?{YEAR}\s?(?:第\s?)?\d{{1,4}}\s?号"
    r"|〔[\u4e00-\u9fff]{2,8}〕\s?第\s?\d{1,4}\s?号"
    r"|(?:[\u4e00-\u9fff]{2,20}(?:[ 、][\u4e00-\u9fff]{2,20}){0,12}(?:令|公告)\s?)?(?:(?:19|20)\d\d\s?年\s?)?"
    r"第\s?(?:\d{1,4}|[〇零一二三四五六七八九十百]{1,5})\s?号"
)
LABELLED_NUMBER = re.compile(r"^(?:发文字号|文号|发文文号)\s*[:：]?\s*")
COPY_NUMBER = re.compile(r"^(?:份号\s*[:：]?\s*|No\.?\s*)?(\d{6})$")
SECRECY = re.compile(r"^(?:密级\s*[:：]?\s*)?((?:绝密|机密|秘密)(?:[★☆*].{1,8})?)$")
URGENCY = re.compile(r"^(?:紧急程度\s*[:：]?\s*)?(特提|特急|加急|平急|紧急)$")
ORGAN_MARK = re.compile(r"^(?P<mark>(?P<organ>[\u4e00-\u9fff、]{3,60}?)(?P<kind>文件|令|公告|通告))$")
SIGNATORY = re.compile(r"\s*签\s*发\s*人\s*[:：]?\s*(?P<who>[\u4e00-\u9fff·、\s]{2,40})$")
# A title that carries its order and number: 中华人民共和国农业部令(2010年第4号) 农业植物疫情报告与发布管理办法
ORDER = re.compile(
    r"^(?P<organ>[\u4e00-\u9fff、 ]{2,40}?)(?P<kind>令|公告|通告)\s*[（(]?(?P<number>(?:(?:19|20)\d\d\s?年\s?)?第\s?\d{1,4}\s?号)[）)]?\s*"
    r"(?P<rest>.*)$"
)
# How a statute's head tells by whom and when it was made public; the last line that does so counts.
PROMULGATED = re.compile(
    r"(?P<date>\d{4}年\d{1,2}月\d{1,2}日)\s*(?P<organ>[\u4e00-\u9fff、]{2,40}?)(?P<kind>令|公告)\s*(?P<number>(?:\d{4}年)?第\s?\d{1,4}\s?号)\s*(?:公布|发布|颁布)"
)


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of a header block; what is not there is None. `end` is the line after the last mark."""

    copy_number: str | None = None
    secrecy: str | None = None
    urgency: str | None = None
    organ_mark: str | None = None
    organ: str | None = None
    doc_number: str | None = None
    signatory: str | None = None
    end: int = 0


def read_marks(lines: Sequence[Line], at: int, known: Marks | None = None) -> Marks:
    """Read the marks that stand on the lines from `at` on, up to the first line that is none."""
    marks = replace(known or Marks(), end=at)
    for end in range(at, min(at + 10, len(lines))):
        found = _line(lines[end].text, marks) if lines[end].kind == "text" else None
        if found is None:
            break
        marks = replace(found, end=end + 1)
    return marks


def _line(text: str, marks: Marks) -> Marks | None:
    """Return the marks with those of one line, or None when the line is no line of marks."""
    signatory = SIGNATORY.search(text)
    rest = text[: signatory.start()] if signatory else text
    found = replace(marks, signatory=signatory["who"].strip()) if signatory else marks
    if not rest.strip():
        return found
    squeezed = re.sub(r"\s", "", rest)
    number = DOC_NUMBER.fullmatch(LABELLED_NUMBER.sub("", rest).strip("（）() "))
    if number:
        return replace(found, doc_number=_number(number[0], found))
    mark = ORGAN_MARK.match(squeezed)
    if mark and not re.search("关于|印发|发布", squeezed):
        return replace(found, organ_mark=squeezed, organ=mark["organ"])
    for token in rest.split():
        one = _token(token, found)
        if one is None:
            return None
        found = one
    return found


def _token(token: str, marks: Marks) -> Marks | None:
    if found := COPY_NUMBER.match(token):
        return replace(marks, copy_number=found[1])
    if found := SECRECY.match(token):
        return replace(marks, secrecy=found[1])
    if found := URGENCY.match(token):
        return replace(marks, urgency=found[1])
    return None


def _number(text: str, marks: Marks) -> str:
    """An order's bare number (第179号) is cited with the mark above it."""
    number = re.sub(r"\s", "", text)
    named = marks.organ_mark or ""
    return named + number if number[0] in "第12〔" and named.endswith(("令", "公告", "通告")) else number


def promulgation(texts: Sequence[str]) -> tuple[str, str, str] | None:
    """Return (organ, number, date as written) of the last order that made a statute public.

    >>> promulgation(["1997年5月8日 中华人民共和国国务院令第216号发布"])
    ('国务院', '国务院令第216号', '1997年5月8日')
    """
    found = [match for text in texts if (match := PROMULGATED.search(text))]
    if not found:
        return None
    organ = found[-1]["organ"].removeprefix("中华人民共和国")
    return organ, organ + found[-1]["kind"] + re.sub(r"\s", "", found[-1]["number"]), found[-1]["date"]
