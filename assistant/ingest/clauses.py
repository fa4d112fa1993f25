"""Cutting a document into clauses whose spans tile its text: nothing lost, nothing repeated."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.ingest.heading import DATE_LINE, REMARK, Heading, is_title, signature_lines
from assistant.ingest.lines import Line
from assistant.ingest.numbering import (
    HEADING_ONLY,
    Marker,
    is_article,
    label_of,
    numeral,
    read_marker,
    split_heading,
)
from assistant.schema import Clause

ATTACHMENT = re.compile(
    r"^附\s?件\s?(?P<n>\d{1,2}|[一二三四五六七八九十]{1,3})?(?:[-—－]\d+)?\s*[:：]?\s*(?P<rest>.*)$"
)
IMPRINT = re.compile(r"^(?:抄送|主题词)\s*[:：]|.{2,30}\d{4}年\d{1,2}月\d{1,2}日印发$")
TOC = re.compile(r"^目\s*录$")
PARAGRAPH_CHARS = 300  # unnumbered text longer than this is cut at its paragraphs


@dataclass(slots=True)
class _Open:
    """A clause being read: where it starts and what it is called."""

    path: str
    start: int
    headings: tuple[str, ...]
    heading: str = ""
    text_start: int = -1


@dataclass(slots=True)
class _State:
    """What the reader of lines remembers from line to line."""

    root: str = ""
    root_heading: tuple[str, ...] = ()
    chapters: dict[int, str] = field(default_factory=dict)
    stack: list[tuple[Marker, str, str]] = field(default_factory=list)  # marker, path part, heading
    paragraphs: int = 0  # 款 of the open article
    plain: int = 0  # unnumbered paragraphs since the last marker
    items: bool = False  # items have been read since the last 款
    tables: int = 0
    rows: int = 0
    signed: bool = False


def split_clauses(document_id: str, lines: Sequence[Line], heading: Heading) -> tuple[str, list[Clause]]:
    """Return the stored text (lines joined by newlines) and its clauses, in order.

    The spans of the clauses tile the text: the first starts at 0, each starts where the one before it
    ends, the last ends with the text.
    """
    text = "\n".join(line.text for line in lines)
    opened = _Splitter(lines, heading).run()
    return text, _close(document_id, text, opened)


def _close(document_id: str, text: str, opened: list[_Open]) -> list[Clause]:
    clauses = []
    seen: Counter[str] = Counter()
    for at, clause in enumerate(opened):
        end = opened[at + 1].start if at + 1 < len(opened) else len(text)
        seen[clause.path] += 1
        path = clause.path if seen[clause.path] == 1 else f"{clause.path}#{seen[clause.path]}"
        first = min(clause.text_start if clause.text_start >= 0 else clause.start, end)
        body = text[first:end]
        first += len(body) - len(body.lstrip())
        clauses.append(
            Clause(
                document_id,
                path,
                label_of(clause.path),
                clause.headings,
                clause.heading,
                body.strip(),
                clause.start,
                end,
                first if body.strip() else end,
            )
        )
    return clauses


class _Splitter:
    """Reads the lines once, opening a clause wherever one begins."""

    def __init__(self, lines: Sequence[Line], heading: Heading) -> None:
        self.lines = lines
        self.heading = heading
        self.state = _State()
        self.opened: list[_Open] = []
        self.offset = 0
        self.signatures = self._signatures()
        self.statute = sum(is_article(line.text) for line in lines) >= 3

    def run(self) -> list[_Open]:
        for at, line in enumerate(self.lines):
            self._read(at, line)
            self.offset += len(line.text) + 1
        return self.opened

    def _signatures(self) -> dict[int, bool]:
        """Map each line of a signature block to whether it opens the block."""
        found: dict[int, bool] = {}
        for at in range(self.heading.body, len(self.lines)):
            if DATE_LINE.match(self.lines[at].text.replace(" ", "")):
                block = signature_lines(tuple(self.lines), at)
                found.update({i: i == block.start for i in block if i not in found})
        return found

    def _read(self, at: int, line: Line) -> None:
        if at < self.heading.body:
            if at == 0:
                self._open("header")
        elif at in self.signatures:
            if self.signatures[at]:
                self._open(self._rooted("signature"))
                self.state.signed = True
                self.state.stack.clear()
        elif line.kind != "text":
            self._table_line(line)
        elif not (self._attachment(line.text) or self._title(at, line.text) or self._named(line.text)):
            self._numbered_or_plain(at, line.text)

    # -- blocks that are known by their words -------------------------------------------------

    def _attachment(self, text: str) -> bool:
        found = ATTACHMENT.match(text)
        if not found:
            return False
        numbered = found["n"] or ""
        title = is_title(found["rest"]) or not found["rest"]
        if (
            title
            and (self.state.signed or not found["rest"])
            and not re.search(r"^[:：]", text[2:].lstrip("0123456789 "))
        ):
            self._new_root(f"附件{numbered}" if numbered else "附件", found["rest"])
            return True
        if found["rest"] and not self.state.root and len(text) < 200 and "。" not in text:
            self._open("attachments")
            self.state.stack.clear()
            return True
        return False

    def _new_root(self, root: str, title: str) -> None:
        self.state = _State(root=root, root_heading=(f"{root} {title}".strip(),))
        self._open(root, heading=title)

    def _title(self, at: int, text: str) -> bool:
        """The title of a printed document opens a tree of its own after the notice that prints it."""
        bare = text.replace(" ", "").strip("《》")
        expected = bare == self.heading.title.replace(" ", "") and self.heading.notice_title is not None
        if not (self.state.signed and is_title(text)) and not expected:
            return False
        if (
            at + 1 >= len(self.lines)
            or any(o.path.startswith("preamble") for o in self.opened)
            and not self.state.signed
        ):
            return False
        root = self.state.root
        if root:
            return False
        name = (
            ""
            if not self._has_tree()
            else f"文{2 + sum(o.path.startswith('文') and '/' not in o.path for o in self.opened)}"
        )
        self.state = _State(root=name, root_heading=(text,) if name else ())
        self._open(self._rooted("preamble"), heading=text)
        return True

    def _has_tree(self) -> bool:
        return any(read_marker(o.path.split("/")[0] + "、") or is_article(o.path + " ") for o in self.opened)

    def _named(self, text: str) -> bool:
        if IMPRINT.search(text) and self.offset and len(text) < 200:
            self._open(self._rooted("imprint"))
            return True
        if TOC.match(text):
            self._open(self._rooted("toc"))
            return True
        return bool(REMARK.match(text) and self.opened and self.opened[-1].path.endswith("signature"))

    def _table_line(self, line: Line) -> None:
        state = self.state
        base = self._here()
        if line.kind == "caption" and not (self.opened and self.opened[-1].path.endswith("/表题")):
            state.tables, state.rows = state.tables + 1, 0
            self._open(f"{base}/表{state.tables}/表题")
        elif line.kind == "row":
            state.rows += 1
            self._open(f"{base}/表{state.tables}/行{state.rows}")

    # -- numbered text ------------------------------------------------------------------------

    def _numbered_or_plain(self, at: int, text: str) -> None:
        marker = read_marker(text)
        listed = self.opened and self.opened[-1].path.endswith("attachments")
        if marker and marker.kind == "digit" and listed:
            return  # a line of the list of attachments
        if marker and marker.kind in HEADING_ONLY:
            self._chapter(at, marker, text)
        elif marker and self._counts(marker, at, text):
            self._marked(marker, text)
        else:
            self._plain(at, text)

    def _counts(self, marker: Marker, at: int, text: str) -> bool:
        """A mark with nothing after it is no clause, nor is a line of the table of contents."""
        if self.opened and self.opened[-1].path.endswith("toc"):
            return marker.kind == "article" or not any(o.text == text for o in self.lines[at + 1 :])
        return len(text) > marker.length

    def _chapter(self, at: int, marker: Marker, text: str) -> None:
        if self.opened and self.opened[-1].path.endswith("toc") and self._comes_again(at, text):
            return
        order = ("part", "chapter", "section").index(marker.kind)
        chapters = {level: name for level, name in self.state.chapters.items() if level < order}
        self.state.chapters = chapters | {order: text}
        self.state.stack.clear()
        parts = [re.sub(r"\s.*$|(?<=[编篇章节]).*$", "", name) for name in self.state.chapters.values()]
        self._open(self._rooted("/".join(parts)), heading=text)

    def _comes_again(self, at: int, text: str) -> bool:
        """A line of the table of contents stands again further down."""
        return any(line.text.replace(" ", "") == text.replace(" ", "") for line in self.lines[at + 1 :])

    def _marked(self, marker: Marker, text: str) -> None:
        state = self.state
        self._pop(marker)
        if marker.kind == "article":
            state.paragraphs, state.items = 1, False
        elif state.stack and state.stack[0][0].kind == "article":
            state.items = True
        state.plain = 0
        name, rest = split_heading(marker, text)
        part = marker.part
        if marker.kind == "bracket" and self._article() and state.paragraphs > 1 and len(state.stack) == 1:
            part = f"第{numeral(state.paragraphs)}款/{part}"
        state.stack.append((marker, part, name))
        self._open(self._here(), heading=name, text_start=self.offset + rest)

    def _pop(self, marker: Marker) -> None:
        stack = self.state.stack
        kinds = [opened.kind for opened, _, _ in stack]
        if marker.kind in kinds:
            del stack[kinds.index(marker.kind) :]
        elif marker.number != 1 or marker.level <= 1:
            while stack and stack[-1][0].level >= marker.level:
                stack.pop()

    def _article(self) -> bool:
        return bool(self.state.stack) and self.state.stack[0][0].kind == "article"

    def _plain(self, at: int, text: str) -> None:
        state = self.state
        if self._article() and self.statute:
            state.paragraphs += 1
            state.items = False
            del state.stack[1:]
            self._open(f"{self._here()}/第{numeral(state.paragraphs)}款", text_start=self.offset)
        elif not self.opened or self._leaves_block():
            name = (
                "preamble"
                if state.root or self.heading.notice_title is None or self._has_preamble()
                else "notice"
            )
            self._open(self._rooted(name), text_start=self.offset)
        elif self._is_long():
            state.plain += 1
            base = re.sub(r"/段\d+$", "", self.opened[-1].path)
            self._open(
                f"{base}/段{state.plain + 1}",
                text_start=self.offset,
                heading=text if len(text) <= 30 and not re.search("[。；，]", text) else "",
            )

    def _has_preamble(self) -> bool:
        return any(o.path.endswith("preamble") for o in self.opened)

    def _leaves_block(self) -> bool:
        last = self.opened[-1].path.split("/")[-1]
        return last in ("header", "signature", "attachments", "imprint", "toc")

    def _is_long(self) -> bool:
        last = self.opened[-1]
        in_row = re.search(r"/(?:行\d+|表题)$", last.path)
        return bool(in_row) or self.offset - last.start > PARAGRAPH_CHARS

    # -- opening ------------------------------------------------------------------------------

    def _rooted(self, path: str) -> str:
        return f"{self.state.root}/{path}" if self.state.root else path

    def _here(self) -> str:
        parts = [part for _, part, _ in self.state.stack]
        return "/".join([*([self.state.root] if self.state.root else []), *parts]) or "preamble"

    def _open(self, path: str, heading: str = "", text_start: int = -1) -> None:
        state = self.state
        chain = [*state.root_heading, *state.chapters.values(), *(name for _, _, name in state.stack)]
        if heading and (not chain or chain[-1] != heading):
            chain.append(heading)
        if text_start < 0:
            text_start = self.offset + len(heading) if heading else self.offset
        path = re.sub(r"^/+", "", path)
        own = heading if text_start > self.offset else ""
        self.opened.append(_Open(path, self.offset, tuple(name for name in chain if name), own, text_start))
