"""What a document says of itself: title, 发文字号, 机关, dates, 主送, and where these blocks stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.ingest.dates import read_date
from assistant.ingest.lines import Line, Page
from assistant.ingest.numbering import read_marker

DOC_NUMBER = re.compile(
    r"[\u4e00-\u9fff（）()]{1,20}\s?[〔［\[【（(](?:19|20)\d\d[〕］\]】）)]\s?(?:第\s?)?\d{1,4}\s?号"
    r"|(?:[\u4e00-\u9fff]{2,20}(?:令|公告)\s?)?第\s?\d{1,4}\s?号"
)
LABELLED_NUMBER = re.compile(r"^(?:发文字号|文号|发文文号)\s*[:：]?\s*")
SITE_PREFIX = re.compile(r"^(?:[\u4e00-\u9fff]{1,8}-{2,}|[（(](?:转载|图文)[）)])\s*")
DATE_LINE = re.compile(
    r"^(?:\d{4}|[〇零○一二三四五六七八九]{4})年(?:\d{1,2}|[一二三四五六七八九十]{1,3})月"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})日$"
)
ADDRESS = re.compile(r"^(?!.{0,3}(?:附件|联系|电话|地址|注|问|答|一是))[^。；]{2,400}[:：]$")
BODY_WORD = re.compile(
    r"(?:各|人民政府|委员会|局|厅|办|部门|单位|委|公司|机构|学校|街道|院|中心|处|同志|企业|市民)"
)
REMARK = re.compile(r"^[（(](?:此件|此文|联系人|注[:：]).{0,40}[）)]$")
KINDS = (
    "方案|办法|意见|细则|要点|计划|规定|条例|措施|清单|指引|指南|规划|制度|预案|标准|目录|规范|规程|规则|决定|"
    "公告|通告|通知|纲要|准则|守则|章程|流程|政策|函|批复|报告|实施|要求|倡议书|名单|解答|问答|问题|简介|标准"
)
TITLE_END = re.compile(rf"(?:{KINDS})(?:[（(][^）)]{{1,20}}[）)])?$")
PRINTS = re.compile(
    r"(?:印发|发布|公布|颁布|转发|修订)(?:了)?[《〈]?(?P<title>[^》]*?[^》〉]*?)[》〉]?(?:[（(].{1,12}[）)])?的?(?:通知|公告|令|决定)?$"
)
ISSUER = re.compile(r"^(?P<issuer>.{3,60}?)(?:关于|印发)")
ORGAN = re.compile(
    r"^(?:中共|中国|国家|国务院|北京|上海)?[\u4e00-\u9fff、 ()（）]{2,40}"
    r"(?:政府|办公室|办公厅|局|委员会|委|厅|部|院|中心|署|会|组|处|集团|公司|法院|行|协会|总站)$"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """The facts of the header block; `body` is the line on which the words of the document begin."""

    title: str
    notice_title: str | None
    doc_number: str | None
    issuer: str | None
    issued_on: str | None
    published_on: str | None
    addressees: str | None
    body: int


def read_heading(page: Page) -> Heading:
    """Read the header block of a page whose furniture is gone."""
    lines = page.lines
    titles, body = _title_lines(page)
    number, body = _number(lines, body)
    addressees, body = _addressees(lines, body)
    notice = _clean_title(page.facts.get("title") or _joined(titles))
    printed = _printed_title(notice, lines, body)
    dated = _dates(lines, body)
    return Heading(
        title=printed or notice,
        notice_title=notice if printed else None,
        doc_number=number,
        issuer=_issuer(notice, lines, dated),
        issued_on=next((read_date(lines[at].text) for at in dated), None),
        published_on=read_date(page.facts.get("published_on", "")),
        addressees=addressees,
        body=body,
    )


def _clean_title(text: str) -> str:
    return SITE_PREFIX.sub("", text).strip("《》 ") if text.count("《") != 1 else SITE_PREFIX.sub("", text)


def _joined(titles: list[str]) -> str:
    """Join the lines of a title; a first line that repeats the rest (a page title) wins alone."""
    if not titles:
        return ""
    rest = "".join(titles[1:])
    same = _bare(titles[0]) == _bare(rest) or _bare(titles[0]) in _bare(rest) or TITLE_END.search(titles[0])
    return titles[0] if same else "".join(titles)


def _bare(text: str) -> str:
    return re.sub(r"[\s《》]", "", SITE_PREFIX.sub("", text))


def _title_lines(page: Page) -> tuple[list[str], int]:
    titles: list[str] = []
    for at, line in enumerate(page.lines[:8]):
        text = line.text
        stop = (
            DOC_NUMBER.fullmatch(LABELLED_NUMBER.sub("", text))
            or DATE_LINE.match(text)
            or line.kind != "text"
            or re.search("[。；]", text)
            or (titles and (ADDRESS.match(text) or len(text) > 90))
        )
        marked = read_marker(text) and not TITLE_END.search(text)
        if stop or marked or (titles and TITLE_END.search("".join(titles)) and not _continues(titles, text)):
            return titles, at
        titles.append(text)
    return titles[:1], min(1, len(page.lines))


def _continues(titles: list[str], text: str) -> bool:
    """True while the title is being repeated below itself, in one line or broken over several."""
    return _bare(text) in _bare(titles[0]) or _bare(titles[0]) in _bare(text)


def _number(lines: tuple[Line, ...], at: int) -> tuple[str | None, int]:
    for offset in range(at, min(at + 4, len(lines))):
        text = LABELLED_NUMBER.sub("", lines[offset].text).strip("（）() ")
        found = DOC_NUMBER.fullmatch(text) or DOC_NUMBER.fullmatch(lines[offset].text)
        if found:
            return re.sub(r"\s", "", found[0]), offset + 1
    return None, at


def _addressees(lines: tuple[Line, ...], at: int) -> tuple[str | None, int]:
    for offset in range(at, min(at + 4, len(lines))):
        text = lines[offset].text
        if ADDRESS.match(text) and BODY_WORD.search(text) and not read_marker(text) and "如下" not in text:
            return text.rstrip(":："), offset + 1
    return None, at


def _printed_title(notice: str, lines: tuple[Line, ...], body: int) -> str | None:
    """Return the title of the document that a notice prints, when it stands in the text on its own."""
    quoted = re.findall(r"《([^》]+(?:〈[^〉]+〉[^》]*)*)》", notice)
    found = PRINTS.search(notice)
    candidates = quoted[-1:] or ([found["title"]] if found and "关于" in notice else [])
    for title in candidates:
        bare = _bare(title)
        for at in range(body, len(lines)):
            text = lines[at].text
            if len(bare) >= 4 and _bare(text).startswith(bare) and len(_bare(text)) <= len(bare) + 10:
                return re.sub(r"\s", "", title)
            two = _bare(text) + (_bare(lines[at + 1].text) if at + 1 < len(lines) else "")
            if len(bare) >= 4 and len(text) >= 3 and bare.startswith(_bare(text)) and two == bare:
                return re.sub(r"\s", "", title)
    return None


def _dates(lines: tuple[Line, ...], body: int) -> list[int]:
    return [at for at in range(body, len(lines)) if DATE_LINE.match(lines[at].text.replace(" ", ""))]


def _issuer(notice: str, lines: tuple[Line, ...], dated: list[int]) -> str | None:
    found = ISSUER.match(notice)
    if (
        found
        and not found["issuer"].endswith(("转发", "的", "，"))
        and not re.search("[《，。]", found["issuer"])
    ):
        return found["issuer"].strip()
    signed = [lines[at].text for at in signature_lines(lines, dated[0])] if dated else []
    organs = [text for text in signed if ORGAN.match(text)]
    return " ".join(organs) or None


def signature_lines(lines: tuple[Line, ...], date_at: int) -> range:
    """Return the lines of a signature block: the organs above the date, the date, the remarks below it."""
    first = date_at
    while first > 0 and date_at - first < 12 and is_organ(lines[first - 1].text):
        first -= 1
    last = date_at + 1
    while last < len(lines) and REMARK.match(lines[last].text):
        last += 1
    return range(first, last)


def is_organ(text: str) -> bool:
    """True for a line that is nothing but the name of an organ, or a note such as （代章）.

    >>> is_organ("北京市政务公开领导小组办公室"), is_organ("（代章）"), is_organ("请市财政局认真落实。")
    (True, True, False)
    """
    return bool(ORGAN.match(text) or re.match(r"^[（(].{2,25}代章[）)]$|^[（(](?:代章|盖章)[）)]$", text))


def is_title(text: str) -> bool:
    """True for a line that can be the title of a printed document.

    >>> is_title("奈曼旗政府效能提升行动方案"), is_title("一、实施方案"), is_title("请制定方案。")
    (True, False, False)
    """
    bare = text.strip("《》 ")
    return (
        4 <= len(bare) <= 70
        and bool(TITLE_END.search(bare))
        and not re.search("[。；:：]", bare)
        and read_marker(bare) is None
    )
