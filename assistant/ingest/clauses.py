"""Cutting a document into clauses whose spans tile its text: nothing lost, nothing repeated."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.ingest.blocks import block_of
from assistant.ingest.embedded import Opening, attachment_at, find_titles, is_printed
from assistant.ingest.figures import find_figures
from assistant.ingest.heading import Heading
from assistant.ingest.lines import Line
from assistant.ingest.numbering import (
    HEADING_ONLY,
    Marker,
    heads_alone,
    is_article,
    label_words,
    numeral,
    read_counted,
    read_labelled,
    read_marker,
    split_heading,
)
from assistant.ingest.questions import find_questions, question_marker
from assistant.ingest.signing import find_signatures, is_remark
from assistant.ingest.spans import Open, Opener, close_clauses
from assistant.ingest.tables import caption_above, row_heading
from assistant.ingest.tree import Tree, chapter_part, free
from assistant.schema import Clause

PARAGRAPH_CHARS = 300  # unnumbered text longer than this is cut at its paragraphs
TOC_PAGE = re.compile(r"[\s.…·-]*\d*$")
BLOCK_ENDS = ("header", "signature", "attachments", "imprint", "toc", "note", "downloads")
SHORT_TITLE = 12  # characters of a sentence that heads plain text, which is longer
MANY_MARKS = 3  # a document with so many articles is read as a statute


def split_clauses(document_id: str, lines: Sequence[Line], heading: Heading) -> tuple[str, list[Clause]]:
    """Return the stored text (lines joined by newlines) and its clauses, in order.

    The spans of the clauses tile the text: the first starts at 0, each starts where the one before it
    ends, the last ends with the text.
    """
    text = "\n".join(line.text for line in lines)
    opened = _Splitter(lines, heading).run()
    return text, close_clauses(document_id, text, opened)


class _Splitter(Opener):
    """Reads the lines once, opening a clause wherever one begins."""

    def __init__(self, lines: Sequence[Line], heading: Heading) -> None:
        super().__init__(lines)
        self.heading = heading
        self.until = 0  # lines before it belong to a heading that is open already
        self.signed = False
        self.counted = 0  # the last 1. 2. 3. that was read
        self.has_tree = False  # numbered clauses stand outside attachments
        texts = [line.text for line in lines]
        self.last = {text.replace(" ", ""): at for at, text in enumerate(texts)}
        self.labels = label_words(texts[heading.body :])
        self.statute = sum(is_article(text) for text in texts) >= MANY_MARKS
        self.questions = find_questions(texts)
        self.signatures = find_signatures(lines, heading.body)
        self.figures = find_figures(lines)
        self.titles, self.printed = find_titles(lines, heading, self.signatures)

    def run(self) -> list[Open]:
        for at, line in enumerate(self.lines):
            if at >= self.until:
                self._read(at, line)
        return self.opened

    def _read(self, at: int, line: Line) -> None:
        if at < self.heading.body:
            if at == 0:
                self.open(at, "header")
        elif at in self.signatures:
            if self.signatures[at]:
                self._block(at, "signature")
                self.signed = True
        elif line.kind != "text":
            self._table_line(at, line)
        elif at in self.figures:
            self._figure(at, self.figures[at])
        elif not (self._attachment(at) or self._title(at) or self._named(at, line.text)):
            self._numbered_or_plain(at, line.text)

    # -- blocks that are known by their words -------------------------------------------------

    def _attachment(self, at: int) -> bool:
        found = attachment_at(self.lines, at, self.signed, self.stands_in("attachments"))
        if isinstance(found, str):
            self._block(at, found)
        elif found is not None:
            root = found.root if found.root not in self.used else free(found.root + "#{}", self.used)
            self._new_tree(at, root, found)
        return found is not None

    def _new_tree(self, at: int, root: str, found: Opening) -> None:
        self.tree = Tree(root, (f"{found.root} {found.title}".strip(),))
        self.until = found.end
        self.open_heading(at, root, found.end)

    def _title(self, at: int) -> bool:
        """The title of a printed document opens a tree of its own after the notice that prints it."""
        end = self.titles.get(at)
        if end is None or self.tree.root.startswith("附") or end >= len(self.lines):
            return False
        if self.has_tree and not is_printed(self.lines, end - 1):
            return False
        root = self.next_free("文{}") if self.has_tree else ""
        if root:
            self.used.add(root)
        title = "".join(line.text for line in self.lines[at:end])
        self.tree = Tree(root, (title,) if root else ())
        self.until = end
        self.open_heading(at, self.unique(self.tree.rooted("preamble")), end)
        return True

    def _named(self, at: int, text: str) -> bool:
        name = block_of(text) if at else None
        if name is None and self.opened and self.stands_in(*BLOCK_ENDS) and self.signed and is_remark(text):
            name = "note"
        if name is None:
            return False
        self._block(at, name)
        return True

    def _block(self, at: int, name: str) -> None:
        """Open a block, or go on in the one that is open."""
        self.tree.stack.clear()
        if not self.stands_in(name):
            self.open(at, self.unique(self.tree.rooted(name)))

    def _table_line(self, at: int, line: Line) -> None:
        tree = self.tree
        base = (
            re.sub(r"/表\d+/(?:行\d+|表题)$", "", self.opened[-1].path) if self._in_table() else tree.here()
        )
        opens = not self._in_table() or (line.kind == "caption" and not self.stands_in("表题"))
        if opens:
            tree.tables[base] = tree.tables.get(base, 0) + 1
            tree.rows, tree.caption = 0, caption_above(self.lines, at)
        table = f"{base}/表{tree.tables[base]}"
        if line.kind == "caption":
            tree.caption = row_heading(tree.caption, line.text)
            if opens:
                self.open(at, f"{table}/表题")
        else:
            tree.rows += 1
            self.open(at, f"{table}/行{tree.rows}", above=tree.caption)

    def _figure(self, at: int, caption: int) -> None:
        """The words of a figure make one clause, called by its caption."""
        path = free(self.tree.here("图{}"), self.used, 1)
        self.open(at, path, text_start=self.offsets[at], above=self.lines[caption].text)
        self.until = caption + 1

    def _in_table(self) -> bool:
        return bool(self.opened) and bool(re.search(r"/(?:行\d+|表题)$", self.opened[-1].path))

    # -- numbered text ------------------------------------------------------------------------

    def _numbered_or_plain(self, at: int, text: str) -> None:
        marker = self._marker(at, text)
        if marker is None:
            self._plain(at, text)
        elif self.stands_in("toc") and self._comes_again(at, text):
            return
        elif self.stands_in("attachments", "downloads") and marker.kind in ("digit", "digit_bracket"):
            return  # a line of the list of attachments
        elif marker.kind in HEADING_ONLY and self.statute:
            self._chapter(at, marker, text)
        elif len(text) > marker.length or self._stands_alone(at, marker):
            self._marked(at, marker, text)
        else:
            self._plain(at, text)

    def _marker(self, at: int, text: str) -> Marker | None:
        if at in self.questions:
            return question_marker(self.questions[at], text)
        marker = read_marker(text) or read_counted(text, self.counted)
        if marker is None and self.labels:
            marker = read_labelled(text)
            return marker if marker and marker.kind in self.labels else None
        if marker and marker.kind == "digit":
            self.counted = marker.number
        return marker

    def _stands_alone(self, at: int, marker: Marker) -> bool:
        """An article's number may stand on a line of its own, above its words."""
        below = self.lines[at + 1 : at + 2]
        return marker.kind == "article" and bool(below) and read_marker(below[0].text) is None

    def _comes_again(self, at: int, text: str) -> bool:
        """A line of the table of contents stands again further down."""
        bare = text.replace(" ", "")
        return max(self.last.get(bare, at), self.last.get(TOC_PAGE.sub("", bare), at)) > at

    def _chapter(self, at: int, marker: Marker, text: str) -> None:
        order = ("part", "chapter", "section").index(marker.kind)
        tree = self.tree
        chapters = {level: name for level, name in tree.chapters.items() if level < order}
        tree.chapters = chapters | {order: text}
        tree.stack.clear()
        path = tree.rooted("/".join(map(chapter_part, tree.chapters.values())))
        self.open_heading(at, path, at + 1)

    def _marked(self, at: int, marker: Marker, text: str) -> None:
        tree = self.tree
        tree.pop(marker)
        if tree.here(marker.part) in self.used:
            self._restart(at, marker)
        tree = self.tree
        if marker.kind == "article":
            tree.paragraphs = 1 if len(text) > marker.length else 0
        asks = at in self.questions
        name, rest = (text, len(text)) if asks or self._heads(at, marker) else split_heading(marker, text)
        self.has_tree = self.has_tree or not tree.root
        tree.push(marker, name)
        self.open(at, tree.here(), heading=name, text_start=self.offsets[at] + rest)

    def _heads(self, at: int, marker: Marker) -> bool:
        """A line of one short sentence (（一）信息报送。) heads what stands below it."""
        below = self.lines[at + 1] if at + 1 < len(self.lines) else None
        if self.statute or below is None or not heads_alone(marker, self.lines[at].text):
            return False
        deeper = read_marker(below.text)
        if below.kind != "text" or deeper:
            return deeper is None or deeper.level > marker.level
        title = len(self.lines[at].text) - marker.length <= SHORT_TITLE < len(below.text)
        return title and at + 1 not in self.signatures

    def _restart(self, at: int, marker: Marker) -> None:
        """A list that starts again belongs to something new: the line above says what, if one does."""
        tree = self.tree
        tree.leave_group()
        if tree.here(marker.part) not in self.used:
            return
        lead = self._lead(at)
        if not tree.stack and (lead is not None or marker.kind in ("one", "article")) and marker.number == 1:
            title = self.lines[lead].text if lead is not None else ""
            root = self.next_free(tree.rooted("文{}"))
            self.used.add(root)
            self.tree = Tree(root, (title,) if title else ())
            if lead is not None:
                self.open_heading(lead, root, lead + 1)
        elif lead is not None:
            path = self.next_free(tree.here("段{}"))
            text = self.lines[lead].text
            tree.group(path.rsplit("/", 1)[-1], text if len(text) <= 40 else "")
            self.open(lead, path, text_start=self.offsets[lead])
        else:
            path = self.next_free(tree.here("组{}"))
            tree.group(path.rsplit("/", 1)[-1], "")
            self.used.add(path)

    def _lead(self, at: int) -> int | None:
        """Return the unnumbered line just above that leads into a list, unless its clause begins with it."""
        above = at - 1
        if above < 0 or self.offsets[above] <= self.opened[-1].start or above < self.until:
            return None
        text = self.lines[above].text
        short = len(text) <= 40 and not re.search(r"[。；，,！]$|://", text)
        leads = self.lines[above].kind == "text" and (text.endswith(("：", ":")) or short)
        return above if leads else None

    # -- unnumbered text ----------------------------------------------------------------------

    def _plain(self, at: int, text: str) -> None:
        tree = self.tree
        if tree.in_article() and self.statute:
            tree.paragraphs += 1
            del tree.stack[1:]
            if tree.paragraphs > 1:
                path = f"{tree.here()}/第{numeral(tree.paragraphs)}款"
                self.open(at, path, text_start=self.offsets[at])
        elif not self.opened or (self.stands_in(*BLOCK_ENDS) and not self._goes_on(text)):
            self.open(at, self.unique(tree.rooted(self._plain_name(at))), text_start=self.offsets[at])
        elif self._in_table() or self.offsets[at] - self.opened[-1].start > PARAGRAPH_CHARS:
            base = re.sub(r"/段\d+$", "", self.opened[-1].path)
            title = text if len(text) <= 30 and not re.search("[。；，]", text) else ""
            self.open(at, self.next_free(base + "/段{}"), text_start=self.offsets[at], heading=title)

    def _goes_on(self, text: str) -> bool:
        """A short line goes on with the list of attachments or downloads, or with the note, that is open."""
        return self.stands_in("attachments", "downloads", "note") and len(text) <= 60 and "。" not in text

    def _plain_name(self, at: int) -> str:
        if self.tree.root:
            return "preamble"
        if at < self.printed:
            return "notice"
        has_body = any(path != "header" and not path.startswith("notice") for path in self.used)
        return "note" if self.signed and has_body and not self.stands_in("header", "toc") else "preamble"
