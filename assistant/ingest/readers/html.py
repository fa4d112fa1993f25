"""Saved web pages of government sites: the main text, its tables, and what the page's metadata says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from assistant.ingest.lines import Line, Page, tidy
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
SKIPPED = ("script", "style", "noscript", "template", "head", "nav", "iframe", "button", "select")
META = {"ArticleTitle": "title", "PubDate": "published_on", "ContentSource": "publisher", "Url": "url"}
PUNCTUATION = re.compile("[，。；：、]")
CHARSET = re.compile(rb"charset=[\"']?\s*(gb2312|gbk|gb18030)", re.IGNORECASE)


def read_html(raw: bytes, path: Path) -> Page:
    """Read a saved page: main text without navigation, table rows with their headers, metadata as facts."""
    text = (
        raw.decode("gb18030", "replace")
        if CHARSET.search(raw[:4096])
        else decode(raw.replace(b"\x00", b""), path)
    )
    tree = LexborHTMLParser(text)
    facts = {META[name]: tidy(content) for name, content in _metadata(tree) if name in META and tidy(content)}
    if tree.body is None:
        return Page((), facts)
    for node in tree.css(",".join(SKIPPED)):
        node.decompose()
    main = _main(tree.body, tree)
    return Page(tuple(_lines(main)), facts)


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
        children = [child for child in node.iter(include_text=False) if _weight(child) * 5 >= weight * 4]
        if not children or node.tag in ("p", "table"):
            return node
        node = children[0]


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
    rows = [cells for cells in _grid(table) if any(cells)]
    while rows and len(set(rows[0])) == 1:  # a first row of one merged cell is the caption
        yield Line(rows.pop(0)[0], "caption")
    if not rows:
        return
    names = rows[0]
    yield Line("｜".join(dict.fromkeys(cell for cell in names if cell)), "caption")
    for cells in rows[1:]:
        pairs = [
            f"{name}：{cell}" if name and name != cell else cell
            for name, cell in zip(names, cells, strict=False)
            if cell
        ]
        yield Line("；".join(dict.fromkeys(pairs)), "row")


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
