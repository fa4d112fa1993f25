"""What a document says of itself: title, 发文字号, 机关, dates, 主送, and where these blocks stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.ingest.dates import read_date
from assistant.ingest.header_block import DOC_NUMBER, LABELLED_NUMBER, ORDER, Marks, promulgation, read_marks
from assistant.ingest.lines import Line, Page
from assistant.ingest.numbering import read_marker
from assistant.ingest.signing import DATE_LINE, ORGAN, find_signatures, is_date

SITE_PREFIX = re.compile(r"^(?:[\u4e00-\u9fff]{1,8}-{2,}|[（(](?:转载|图文)[）)])\s*")
ADDRESS = re.compile(r"^(?!.{0,3}(?:附件|联系|电话|地址|注|问|答|一是))[^。；]{2,400}[:：]$")
BODY_WORD = re.compile(
    r"(?:各|人民政府|委员会|局|厅|办|部门|单位|委|公司|机构|学校|街道|院|中心|处|同志|企业|市民)"
)
KINDS = (
    "方案|办法|意见|细则|要点|计划|规定|条例|措施|清单|指引|指南|规划|制度|预案|标准|目录|规范|规程|规则|决定|"
    "公告|通告|通知|纲要|准则|守则|章程|流程|政策|函|批复|报告|实施|要求|倡议书|名单|解答|问答|问题|简介|标准"
)
TITLE_END = re.compile(rf"(?:{KINDS})(?:[（(][^）)]{{1,20}}[）)])?$")
PRINTS = re.compile(
    r"(?:印发|发布|公布|颁布|转发|修订)(?:了)?[《〈]?(?P<title>[^》]*?[^》〉]*?)[》〉]?(?:[（(].{1,12}[）)])?的?(?:通知|公告|令|决定)?$"
)
ISSUER = re.compile(r"^(?P<issuer>.{3,60}?)(?:关于|印发)")

PERSON = re.compile(
    r"^(?:总\s*理|[部市省区县旗盟州局署行院会]\s*长|主\s*[任席])(?:\s|[:：]|$|(?!办公|热线|信箱|联席)[\u4e00-\u9fff]{2,3}$)"
)
DOTS = re.compile(r"\s*(?:…{2,}|[.．·]{5,}).*$")  # a line of dots to the author's name or the page
REPEALED_MARK = re.compile(r"[（(【\[](?:已|现已)?(?:废止|失效)[）)】\]]")


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
    marks: Marks = Marks()
    repealed: bool = False  # the page itself writes （已废止） into the title


def read_heading(page: Page) -> Heading:
    """Read the header block of a page whose furniture is gone."""
    lines = page.lines
    marks = read_marks(lines, 0)
    titles, body = _title_lines(page, marks.end)
    if titles or not marks.end:
        marks = read_marks(lines, body, marks)
    number, body = _number(lines, max(body, marks.end))
    titles = _above_number(lines, titles, body) if number else titles
    addressees, body = _addressees(lines, body)
    written = _clean_title(page.facts.get("title") or _joined(titles))
    if not is_named(written) and _is_title_of(marks):
        written = marks.organ_mark or ""
        marks = replace(marks, organ_mark=None, organ=None)
    notice = REPEALED_MARK.sub("", written)
    order = ORDER.match(notice)
    order = None if order and "关于" in order["organ"] else order
    notice = (
        order["rest"] if order and TITLE_END.search(order["rest"]) and "关于" not in order["rest"] else notice
    )
    printed = _printed_title(notice, lines, body)
    signatures = find_signatures(lines, body)
    dated = [at for at in signatures if read_date(lines[at].text.replace(" ", ""))]
    made = promulgation([line.text for line in lines[: body + 12]])
    named = _order_number(order) if order else None
    issuer = _issuer(notice, marks, lines, signatures, page) or _organ(order) or (made[0] if made else None)
    day = lines[dated[0]].text.replace(" ", "") if dated else made[2] if made else ""
    return Heading(
        title=printed or notice,
        notice_title=notice if printed and printed != notice else None,
        doc_number=_full_number(marks.doc_number or number, named, notice, issuer)
        or (made[1] if made else None),
        issuer=issuer,
        issued_on=read_date(day),
        published_on=read_date(page.facts.get("published_on", "")),
        addressees=addressees,
        body=body,
        marks=marks,
        repealed=written != notice and bool(REPEALED_MARK.search(written)),
    )


def _is_title_of(marks: Marks) -> bool:
    """True when what looks like the mark of an organ is the title: 某县停车收费公告, not 某县人民政府公告."""
    return (marks.organ_mark or "").endswith(("公告", "通告")) and not ORGAN.match(marks.organ or "")


def _full_number(number: str | None, named: str | None, title: str, issuer: str | None) -> str | None:
    """A bare number (2020年第18号) is cited with whose order or announcement it is."""
    if number is None or not re.match(r"第|\d", number):
        return number or named
    if named and named.endswith(number):
        return named
    return f"{issuer}公告{number}" if issuer and title.rstrip("）)").endswith("公告") else number


def _order_number(order: re.Match[str]) -> str:
    return re.sub(r"\s", "", order["organ"].removeprefix("中华人民共和国") + order["kind"] + order["number"])


def _organ(order: re.Match[str] | None) -> str | None:
    return order["organ"].removeprefix("中华人民共和国").strip() or None if order else None


def _clean_title(text: str) -> str:
    text = DOTS.sub("", text)
    return SITE_PREFIX.sub("", text).strip("《》 ") if text.count("《") != 1 else SITE_PREFIX.sub("", text)


def bare_title(text: str) -> str:
    """Return a title without blanks, title marks and the prefix of a site, to compare it."""
    return re.sub(r"[\s《》]", "", SITE_PREFIX.sub("", text))


def _joined(titles: list[str]) -> str:
    """Join the lines of a title; a first line that repeats the rest (a page title) wins alone."""
    if not titles:
        return ""
    rest = "".join(titles[1:])
    same = (
        bare_title(titles[0]) == bare_title(rest)
        or bare_title(titles[0]) in bare_title(rest)
        or TITLE_END.search(titles[0])
    )
    return titles[0] if same else "".join(titles)


def _title_lines(page: Page, first: int) -> tuple[list[str], int]:
    titles: list[str] = []
    for at, line in enumerate(page.lines[first : first + 8], first):
        text = line.text
        stop = (
            DOC_NUMBER.fullmatch(LABELLED_NUMBER.sub("", text))
            or is_date(text)
            or line.kind != "text"
            or re.search("[。；]", text)
            or (titles and (ADDRESS.match(text) or len(text) > 90))
        )
        marked = read_marker(text) and not TITLE_END.search(text)
        ended = titles and TITLE_END.search("".join(titles)) and not _continues(titles, text)
        if stop or marked or ended:
            return _told(titles, page, first, at)
        titles.append(text)
    return _told(titles[:1], page, first, min(first + 1, len(page.lines)))


def _told(titles: list[str], page: Page, first: int, at: int) -> tuple[list[str], int]:
    """Lines that neither look like a title nor repeat the one the page gives are the document's own words."""
    given = bare_title(page.facts.get("title", ""))
    joined = bare_title("".join(titles))
    if given and titles and not (joined in given or given in joined or TITLE_END.search(joined)):
        return [], first
    return titles, at


def _above_number(lines: tuple[Line, ...], titles: list[str], body: int) -> list[str]:
    """A news page puts its own title first: the line above the number is the notice's title then."""
    above = lines[body - 2].text if body >= 2 else ""
    ours = "".join(titles)
    return [above] if "关于" in above and TITLE_END.search(above) and not TITLE_END.search(ours) else titles


def _continues(titles: list[str], text: str) -> bool:
    """True while the title is being repeated below itself, in one line or broken over several."""
    return bare_title(text) in bare_title(titles[0]) or bare_title(titles[0]) in bare_title(text)


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
        if read_marker(text):
            break
        if ADDRESS.match(text) and BODY_WORD.search(text) and not read_marker(text) and "如下" not in text:
            return text.rstrip(":："), offset + 1
    return None, at


def _printed_title(notice: str, lines: tuple[Line, ...], body: int) -> str | None:
    """Return the title of the document that a notice prints, when it stands in the text on its own."""
    quoted = re.findall(r"《([^》]+(?:〈[^〉]+〉[^》]*)*)》", notice)
    found = PRINTS.search(notice)
    candidates = quoted[-1:] or ([found["title"]] if found and "关于" in notice else [])
    for title in candidates:
        if len(bare_title(title)) >= 4 and any(_stands(lines, at, title) for at in range(body, len(lines))):
            return re.sub(r"\s", "", title)
    return None


def _stands(lines: tuple[Line, ...], at: int, title: str) -> bool:
    """The title stands here on its own, on one line (perhaps with a few words more) or over two or three."""
    expected = bare_title(title)
    text = bare_title(lines[at].text)
    if text.startswith(expected):
        return len(text) <= len(expected) + 10
    if len(text) < 3 or not expected.startswith(text):
        return False
    joined = text
    for line in lines[at + 1 : at + 3]:
        joined += bare_title(line.text)
        if joined == expected:
            return True
    return False


def _issuer(
    notice: str, marks: Marks, lines: tuple[Line, ...], signatures: dict[int, bool], page: Page
) -> str | None:
    """The title names who issues; else the order above it; else who signed; else the source that the page names, when it is an organ."""
    found = ISSUER.match(notice)
    if (
        found
        and not found["issuer"].endswith(("转发", "的", "，", "解读"))
        and not re.search("[《，。(（]|负责人|第.{1,6}号", found["issuer"])
    ):
        return found["issuer"].strip().removesuffix("联合")
    if marks.organ and (marks.organ_mark or "").endswith("令"):
        return marks.organ.removeprefix("中华人民共和国")
    signed = signers(lines, signatures)
    publisher = page.facts.get("publisher", "")
    return " ".join(signed) or (publisher if ORGAN.match(publisher) else None)


def signers(lines: tuple[Line, ...], signatures: dict[int, bool]) -> list[str]:
    """Return the organs that the first signature block names (署名)."""
    names: list[str] = []
    for at in sorted(signatures):
        if signatures[at] and names:
            break
        text = lines[at].text
        if DATE_LINE.match(text.replace(" ", "")):
            break
        names.append(re.sub(r"\s+\d{4}年.*$|[（(][^）)]*代章[）)]$", "", text))
    return [name for name in names if name[:1] not in "（(" and not PERSON.match(name)]


def is_named(title: str) -> bool:
    """True for a title; false when there is none or a salutation stands in its place."""
    return bool(title) and not title.rstrip().endswith(("：", ":"))


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
