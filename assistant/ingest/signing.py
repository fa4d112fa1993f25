"""Signature blocks (落款): the organs, the date below them, and what stands in brackets under it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.ingest.blocks import ATTACHMENT, DISCLOSURE
from assistant.ingest.lines import Line
from assistant.ingest.numbering import read_marker

DATE = (
    r"(?:\d{4}|[〇零○ＯO一二三四五六七八九]{4})年(?:\d{1,2}|[一二三四五六七八九十]{1,3})月"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})日"
)
DATE_LINE = re.compile(rf"^{DATE}$")
ORGAN_AND_DATE = re.compile(rf"^(?P<organ>[\u4e00-\u9fff、 （）()]{{4,60}}?)\s+(?P<date>{DATE})$")
ORGAN = re.compile(
    r"^(?:中共|中国|国家|国务院|北京|上海)?[\u4e00-\u9fff、 ()（）]{2,40}"
    r"(?:政府|办公室|办公厅|局|委员会|委|厅|部|院|中心|署|会|组|处|司|集团|公司|法院|行|办|协会|总站|机制|指挥部|社|联|馆|联席会议|小组)$"
)
SEALED = re.compile(r"^[（(].{2,25}代章[）)]$|^[（(](?:代章|盖章|公章|印章)[）)]$")
REMARK = re.compile(r"^[（(](?:此件|此文|联系人|注[:：]).{0,40}[）)]$")
MOST_ORGANS = 16  # lines of a signature block


def is_organ(text: str) -> bool:
    """True for a line that is nothing but the name of an organ, or a note such as （代章）.

    >>> is_organ("北京市政务公开领导小组办公室"), is_organ("（代章）"), is_organ("请市财政局认真落实。")
    (True, True, False)
    """
    return bool(ORGAN.match(text) or SEALED.match(text))


def is_date(text: str) -> bool:
    """True for a line that is a date and nothing else, blanks inside it included.

    >>> is_date("2025年 4月 20 日"), is_date("2025年4月20日起施行")
    (True, False)
    """
    return bool(DATE_LINE.match(text.replace(" ", "")))


def signature_lines(lines: Sequence[Line], date_at: int, body: int = 0) -> range:
    """Return the lines of a signature block: the organs above the date, the date, the remarks below it."""
    first = date_at
    while first > body and date_at - first < MOST_ORGANS and is_organ(lines[first - 1].text):
        first -= 1
    first = _loosely(lines, first, date_at, body)
    last = date_at + 1
    while last < len(lines) and REMARK.match(lines[last].text):
        last += 1
    return range(first, last)


def _loosely(lines: Sequence[Line], first: int, date_at: int, body: int) -> int:
    """Take names in that do not end like an organ's, when a finished sentence or a list stands above them."""
    above = first
    while above > body and date_at - above < MOST_ORGANS and _is_bare(lines[above - 1]):
        above -= 1
    if above == first or above <= body:
        return first
    before = lines[above - 1].text
    finished = before.endswith(("。", "！", "）", ")", "；", "：", ":")) or bool(
        ATTACHMENT.match(before) or read_marker(before)
    )
    return above if finished and first - above <= 4 else first


def _is_bare(line: Line) -> bool:
    text = line.text
    return (
        line.kind == "text"
        and 2 <= len(text) <= 36
        and not re.search(r"[。；：:，,！？?《》\d“”/]", text)
        and read_marker(text) is None
        and not text.endswith(
            ("通知", "方案", "办法", "公告", "意见", "条例", "规定", "标准", "指南", "目录", "表")
        )
        and text not in ("特此通知", "特此公告", "附件")
    )


def find_signatures(lines: Sequence[Line], body: int) -> dict[int, bool]:
    """Map each line of a signature block to whether it opens the block."""
    found: dict[int, bool] = {}
    for at in range(body, len(lines)):
        text = lines[at].text
        if lines[at].kind != "text" or at in found:
            continue
        one = ORGAN_AND_DATE.match(text)
        if is_date(text) or (one and is_organ(one["organ"].strip())):
            block = signature_lines(lines, at, body)
            found.update({i: i == block.start for i in block if i not in found})
    return found


def is_remark(text: str) -> bool:
    """True for what stands under a signature (附注): whether the paper is public, whom to ask.

    >>> is_remark("（信息公开形式：主动公开）"), is_remark("（联系电话：010-68206158）"), is_remark("一、总则")
    (True, True, False)
    """
    return bool(DISCLOSURE.match(text)) or (len(text) <= 120 and text[:1] in "（(" and text[-1:] in "）)")
