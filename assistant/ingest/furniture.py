"""Page furniture: lines that stand around a document, and the facts they carry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.ingest.lines import Line, Page

DATE = r"(?P<date>\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}日?)"
FURNITURE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^(?:发布|公开|发文|更新)(?:日期|时间)\s*[:：]\s*{DATE}.*$",
        r"^(?:浏览|阅读|点击)(?:次数|量)\s*[:：]?\s*\d*\s*次?$",
        r"^(?:信息来源|文章来源|来源|稿源|作者|责任编辑|编辑|信息索引|索引号)\s*[:：].{0,60}$",
        r"^(?:首页|上一篇|下一篇|返回顶部|返回首页|打印|打印本页|关闭|关闭窗口|收藏|分享|分享到|无障碍|繁体|简体)[:：]?[^。；，]{0,4}$",
        r"^[【\[（(]\s*(?:打印|打印本页|关闭|关闭窗口|收藏|分享|返回)\s*[】\]）)]$",
        r"^[【\[（(]?\s*(?:字体|字号)\s*[:：]?.{0,16}$",
        r"^(?:扫一扫|当前位置|您的位置|网站标识码|版权所有|(?:主办|承办)单位\s*[:：]).{0,60}$",
        r"^(?:语音播报|我要纠错|政策解读|相关链接|相关附件下载|附件下载)[:：]?$",
    )
)

# The index card that a site prints below or above the text: its fields say nothing that the text does not.
CARD = re.compile(
    r"(?:索\s?引\s?号|主题分类|发文机关|成文日期|标\s?题|发文字号|文\s?号|发布日期|公开日期|主\s?题\s?词|有效性|信息类别)\s*[:：]"
)
PUBLISHED = re.compile(rf"(?:发布|公开)日期\s*[:：]\s*{DATE}")
CARD_ROWS = 12
CRUMB_CHARS = 12
CRUMBS = re.compile(r"^(?:网站)?首页\s*(?:[>›»＞→]|&gt;).{0,80}$")
TOP_LINES = 10  # where a site's path stands; further down it may be a part of the text

# What a page header may hold that belongs to the header block of the document (版头).
HEAD = re.compile(
    r"^(?:特急|加急|特提|平急|急件|紧急程度[:：].{2,4})$|^[\u4e00-\u9fff]{3,30}(?:文件|办公室文件)$"
    r"|^[\u4e00-\u9fff]{1,12}[〔\[](?:19|20)\d\d[〕\]]\d{1,4}号$"
)


def head_from_marks(page: Page) -> Page:
    """Put urgency, 发文机关标志 and 发文字号 that stand in a page header before the text, where readers see them."""
    have = {line.text for line in page.lines}
    found = [
        mark for mark in dict.fromkeys(page.marks) if HEAD.match(mark.replace(" ", "")) and mark not in have
    ]
    return Page((*map(Line, found), *page.lines), page.facts, page.marks) if found else page


def strip_furniture(page: Page) -> Page:
    """Take page furniture out of the lines, keeping the publication date it gives."""
    facts = dict(page.facts)
    kept: list[Line] = []
    lines, dropped = _without_card(page.lines)
    for line in dropped:
        if found := PUBLISHED.search(line.text):
            facts.setdefault("published_on", found["date"])
    for line in _without_crumbs(lines):
        found = next((match for rule in FURNITURE if (match := rule.match(line.text))), None)
        if found is None or line.kind != "text":
            kept.append(line)
            continue
        if found.groupdict().get("date"):
            facts.setdefault("published_on", found["date"])
    return Page(tuple(kept), facts, page.marks)


def _without_card(lines: Sequence[Line]) -> tuple[Sequence[Line], Sequence[Line]]:
    """Return the lines without an index card at the foot of the page, and the lines of the card.

    Three fields in a few rows make a card; a single one (标题：) may be part of a form.
    """
    start = max(0, len(lines) - CARD_ROWS)
    found = [at for at in range(start, len(lines)) if CARD.search(lines[at].text)]
    fields = sum(len(CARD.findall(lines[at].text)) for at in found)
    if fields < 4 or not re.search(r"索\s?引\s?号", lines[found[0]].text):
        return lines, ()
    if found[-1] < len(lines) - 2:
        return lines, ()
    return lines[: found[0]], lines[found[0] :]


def _without_crumbs(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines without the path of a site (首页 > 政务公开), on one line or one name a line."""
    crumb = False
    for at, line in enumerate(lines):
        if at < TOP_LINES and line.kind == "text" and CRUMBS.match(line.text):
            continue
        sign = line.text in (">", "›", "»", ">>")
        if sign or (crumb and len(line.text) <= CRUMB_CHARS):
            crumb = sign
            continue
        crumb = False
        yield line
