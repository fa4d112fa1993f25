"""The words of one Word paragraph: insertions kept, deletions and hidden text dropped, boxes set aside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from assistant.ingest.readers.archive import attribute, child, local

DROPPED = {"del", "moveFrom", "pPr", "rPr", "instrText", "delText", "rt", "delInstrText", "Fallback"}
PLAIN = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
SYMBOLS = {"F0A3": "□", "F0A8": "□", "F06F": "□", "F052": "☑", "F0FE": "☑", "F0FC": "√", "F051": "☒"}
OFF = ("0", "false", "off", "none")
WHITE = ("FFFFFF", "FEFEFE", "FDFDFD")
TINY = 4  # half-points


@dataclass(slots=True)
class Piece:
    """What one paragraph holds: text (with line breaks), text boxes, and references to notes."""

    text: str = ""
    boxes: list[Any] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


class Notes:
    """The footnotes and endnotes of a document by kind and number."""

    def __init__(self, footnotes: Any | None, endnotes: Any | None) -> None:
        self._notes: dict[tuple[str, str], Any] = {}
        for kind, root in (("footnote", footnotes), ("endnote", endnotes)):
            for note in root if root is not None else ():
                if attribute(note, "type") in (None, "normal"):
                    self._notes[kind, attribute(note, "id") or ""] = note

    def of(self, key: tuple[str, str]) -> Iterator[str]:
        """Yield the paragraphs of a note, once; nothing when there is no such note."""
        note = self._notes.pop(key, None)
        for node in note if note is not None else ():
            if local(node) == "p":
                piece = Piece()
                pieces(node, piece, ())
                yield piece.text.replace("\n", " ")


def pieces(node: Any, piece: Piece, above: tuple[Any, ...]) -> None:
    """Gather the words below a paragraph into `piece`; `above` are the ancestors inside the paragraph."""
    for item in node:
        name = local(item)
        if name in DROPPED or (name == "r" and is_hidden(item, node)):
            continue
        if name == "t":
            piece.text += item.text or ""
        elif name in PLAIN:
            page_break = name == "br" and attribute(item, "type") in ("page", "column")
            piece.text += "" if page_break else PLAIN[name]
        elif name == "sym":
            piece.text += SYMBOLS.get((attribute(item, "char") or "").upper(), "")
        elif name in ("footnoteReference", "endnoteReference"):
            piece.notes.append((name.removesuffix("Reference"), attribute(item, "id") or ""))
        elif name == "txbxContent":
            piece.boxes.append(item)
        elif name == "AlternateContent":
            pieces(_alternative(item), piece, (*above, item))
        else:
            pieces(item, piece, (*above, item))


def _alternative(node: Any) -> Any:
    """Return the first choice of alternatives that holds a text box, else the fallback (older drawings)."""
    choices = [item for item in node if local(item) == "Choice"]
    fallback = next((item for item in node if local(item) == "Fallback"), None)
    for choice in choices:
        if any(local(item) in ("txbxContent", "t") for item in choice.iter()):
            return choice
    return fallback if fallback is not None else node


def is_hidden(run: Any, parent: Any) -> bool:
    """True for a run that a reader of the printed page cannot see: hidden, white on white, or tiny."""
    properties = child(run, "rPr")
    if properties is None:
        return False
    vanish = child(properties, "vanish")
    if vanish is not None and (attribute(vanish, "val") or "true").lower() not in OFF:
        return True
    size = attribute(child(properties, "sz"), "val") or ""
    if size.isdecimal() and int(size) <= TINY:
        return True
    white = (attribute(child(properties, "color"), "val") or "").upper() in WHITE
    return white and not _is_shaded(run, properties)


def _is_shaded(run: Any, properties: Any) -> bool:
    """White letters show on a dark ground: of the run, of the paragraph, or of a table or box around it."""
    if _is_dark(child(properties, "shd")) or child(properties, "highlight") is not None:
        return True
    for node in run.iterancestors():
        if local(node) in ("tc", "txbxContent"):
            return True
        if local(node) == "p" and _is_dark(child(node, "pPr", "shd")):
            return True
    return False


def _is_dark(shading: Any | None) -> bool:
    fill = (attribute(shading, "fill") or "auto").upper()
    return shading is not None and fill != "AUTO" and fill not in WHITE


def is_hidden_mark(paragraph: Any) -> bool:
    """True for a paragraph whose own end is hidden."""
    mark = child(paragraph, "pPr", "rPr", "vanish")
    return mark is not None and (attribute(mark, "val") or "true").lower() not in OFF
