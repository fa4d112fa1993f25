"""Saved web pages of government sites: the main text, its tables, and what the page's metadata says."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from assistant.errors import UnreadableFile
from assistant.ingest.lines import Line, Page, tidy
from assistant.ingest.readers.hidden import drop_hidden, style_sheets
from assistant.ingest.readers.tables import bounded, table_lines
from assistant.ingest.readers.text import decode

MAIN = (
    "#UCAP-CONTENT",
    "#zoomcon",
    "#zoom",
    ".TRS_Editor",
    ".article-content-body",
    ".article-content",
    ".pages_content",
    "#article-content",
    "article",
)
BLOCKS = {
    "p",
    "div",
    "li",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "ul",
    "ol",
    "table",
    "dd",
    "dt",
    "blockquote",
    "article",
    "body",
    "center",
    "pre",
}
# Branches to go down; a single paragraph is never the whole document, whatever share of the commas it has.
CONTAINERS = ("div", "section", "article", "main", "form", "center", "table", "td", "dl", "dd", "ul")
SKIPPED = ("script", "style", "noscript", "template", "head", "nav", "iframe", "button", "select")
META = {"ArticleTitle": "title", "PubDate": "published_on", "ContentSource": "publisher", "Url": "url"}
PUNCTUATION = re.compile("[，。；：、]")
CHARSET = re.compile(rb"charset=[\"']?\s*(gb2312|gbk|gb18030)", re.IGNORECASE)
DEEPEST = 600  # elements inside each other: pages of people have a few dozen
MAX_DAMAGE = 0.002  # share of letters that may be broken in a page saved in GBK


def read_html(raw: bytes, path: Path) -> Page:
    """Read a saved page: main text without navigation, table rows with their headers, metadata as facts.

    What the page hides from its readers is not read. Raises UnreadableFile for a page nested beyond sense.
    """
    tree = LexborHTMLParser(_decoded(raw, path))
    facts = {META[name]: tidy(content) for name, content in _metadata(tree) if name in META and tidy(content)}
    if tree.body is None:
        return Page((), facts)
    _check_depth(tree.body, path)
    css = style_sheets(tree)
    for node in tree.css(",".join(SKIPPED)):
        node.decompose()
    drop_hidden(tree, css)
    if tree.body is None:
        return Page((), facts)
    main = _main(tree.body, tree)
    return Page(tuple(bounded(_lines(main), path)), facts)


def _decoded(raw: bytes, path: Path) -> str:
    """Decode a page as it declares; a few broken letters of an old page are let pass, more are not."""
    raw = raw if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else raw.replace(b"\x00", b"")
    if not CHARSET.search(raw[:4096]):
        return decode(raw, path)
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", "replace")
    if text.count("\ufffd") <= max(1, MAX_DAMAGE * len(text)):
        return text
    return decode(raw, path)  # it declares GBK and is something else, or is broken


def _check_depth(body: LexborNode, path: Path) -> None:
    """Refuse a page whose elements stand inside each other without end, before anything walks down them."""
    node, depth = body, 0
    while True:
        below = node.first_child
        if below is not None:
            node, depth = below, depth + 1
            if depth > DEEPEST:
                raise UnreadableFile(
                    f"{path}: 网页结构嵌套过深（超过 {DEEPEST} 层）: 请另存为 .docx 或 .txt 后再导入"
                )
            continue
        while node.next is None:
            parent = node.parent
            if parent is None or depth == 0:
                return
            node, depth = parent, depth - 1
        if depth == 0:
            return
        node = node.next


def _metadata(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    for node in tree.css("meta"):
        yield node.attributes.get("name") or "", node.attributes.get("content") or ""


def _main(body: LexborNode, tree: LexborHTMLParser) -> LexborNode:
    """Return the node that holds the document: a known container, else the densest branch."""
    weight = _weight(body)
    for selector in MAIN:
        for node in tree.css(selector):
            if _weight(node) * 3 >= weight and _weight(node) >= 3:
                return node
    node = body
    while True:
        children = [
            child
            for child in node.iter(include_text=False)
            if child.tag in CONTAINERS and _weight(child) * 5 >= weight * 4 and not _is_data_table(child)
        ]
        if not children or node.tag == "table":
            return node
        node = children[0]


def _is_data_table(node: LexborNode) -> bool:
    """A large table of data is a part of its document, never the whole of it."""
    return node.tag == "table" and _is_data(node)


def _weight(node: LexborNode) -> int:
    return len(PUNCTUATION.findall(node.text(deep=True)))


def _lines(main: LexborNode) -> Iterator[Line]:
    pending: list[str] = []
    for kind, value in _walk(main):
        if kind == "text" and isinstance(value, str):
            pending.append(value)
            continue
        yield from _flush(pending)
        if isinstance(value, LexborNode):
            yield from _table(value)
    yield from _flush(pending)


def _flush(pending: list[str]) -> Iterator[Line]:
    text = tidy("".join(pending))
    pending.clear()
    if text:
        yield Line(text)


def _walk(node: LexborNode) -> Iterator[tuple[str, str | LexborNode | None]]:
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            yield "text", child.text(deep=False).replace("\n", "").replace("\r", "")
        elif child.tag == "table" and _is_data(child):
            yield "table", child
        elif child.tag == "br":
            yield "break", None
        elif child.tag in BLOCKS:
            yield "break", None
            yield from _walk(child)
            yield "break", None
        else:
            yield from _walk(child)


def _is_data(table: LexborNode) -> bool:
    """A table of data has several rows of several short cells and no table inside it."""
    rows = [len(row.css("td, th")) for row in table.css("tr")]
    return len(rows) >= 2 and max(rows) >= 2 and len(table.css("table")) <= 1


def _table(table: LexborNode) -> Iterator[Line]:
    yield from table_lines(_grid(table), _header_rows(table))


def _header_rows(table: LexborNode) -> int:
    """Two rows of names when one cell of the first stands beside others that are divided below it."""
    first = table.css_first("tr")
    cells = first.css("td, th") if first is not None else []
    heights = {_span(cell, "rowspan", 9) for cell in cells}
    wide = any(_span(cell, "colspan", 50) > 1 for cell in cells)
    return 2 if wide and heights == {1, 2} else 1


def _grid(table: LexborNode) -> list[list[str]]:
    """Return the cells as a rectangle; a merged cell stands in every place that it covers."""
    grid: dict[tuple[int, int], str] = {}
    rows = table.css("tr")
    for top, row in enumerate(rows):
        left = 0
        for cell in row.css("td, th"):
            while (top, left) in grid:
                left += 1
            height, width = _span(cell, "rowspan", len(rows) - top), _span(cell, "colspan", 50)
            text = tidy(cell.text(deep=True))
            grid.update({(top + i, left + j): text for i in range(height) for j in range(width)})
            left += width
    columns = max((place[1] for place in grid), default=-1) + 1
    return [[grid.get((i, j), "") for j in range(columns)] for i in range(len(rows))]


def _span(cell: LexborNode, name: str, most: int) -> int:
    value = cell.attributes.get(name) or "1"
    return max(1, min(int(value) if value.isdecimal() else 1, most))
