"""OFD files (GB/T 33190): a zip of XML that places letters on pages."""

from __future__ import annotations

import math
import posixpath
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from assistant.errors import UnreadableFile
from assistant.ingest.lines import Page
from assistant.ingest.readers.archive import Archive, attribute, child, local
from assistant.ingest.readers.glyphs import Glyph, Ruling, upright
from assistant.ingest.readers.layout import Sheet, check_letters, read_sheets
from assistant.ingest.readers.ocr import MAX_PIXELS, Scans, placed
from assistant.ingest.readers.ofd_objects import numbers, rulings_of, text_glyphs

MAX_PAGES = 3_000
MAX_PICTURES = 20  # a page
LEAST_PICTURE = 0.08  # of a page: a seal covers 0.03
LETTERS_OVER = 0.03  # of a picture: those of a page header that it runs under
POINT = 72 / 25.4  # a millimetre in points
A4 = (0.0, 0.0, 210.0, 297.0)


def read_ofd(raw: bytes, path: Path, progress: Callable[[int, int], None] | None = None) -> Page:
    """Read an OFD file page by page; a page that is only a picture is recognised.

    Raises UnreadableFile when the file is damaged or encrypted, or a scan that cannot be recognised here.
    """
    archive = Archive(raw, path)
    root = archive.xml("OFD.xml")
    if root is None:
        raise UnreadableFile(f"{path}: 缺少 OFD.xml，不是完整的 OFD 文件: 请重新获取原始文件")
    scans = Scans(path)
    sheets: list[Sheet] = []
    attached: list[str] = []
    for place in dict.fromkeys((node.text or "").strip() for node in root.iter() if local(node) == "DocRoot"):
        document = _Document(archive, place, scans)
        attached += document.attachments()
        pages = document.pages()
        if len(sheets) + len(pages) > MAX_PAGES:
            raise UnreadableFile(
                f"{path}: 共 {len(sheets) + len(pages)} 页，超过 {MAX_PAGES} 页: 请拆分后再导入"
            )
        for number, page in enumerate(pages, 1):
            sheets.append(document.sheet(page, len(sheets) + 1))
            check_letters(sheets, path)
            if progress is not None:
                progress(number, len(pages))
    lines, marks = read_sheets(sheets)
    facts = scans.facts(lines) | ({"attachments": "、".join(attached)} if attached else {})
    return Page(lines, facts, marks)


class _Document:
    """One document body of the file: its pages, templates and resources, named relative to its root."""

    def __init__(self, archive: Archive, place: str, scans: Scans) -> None:
        self._archive, self._scans = archive, scans
        self._folder = posixpath.dirname(place.lstrip("/"))
        root = archive.xml(place)
        if root is None:
            raise UnreadableFile(f"{scans.path}: OFD 缺少正文（{place or '未指明'}）: 请重新获取原始文件")
        self._root = root
        common = child(root, "CommonData")
        self._box = numbers(_text(child(common, "PageArea", "PhysicalBox"))) or list(A4)
        self._templates = {
            attribute(node, "ID") or "": attribute(node, "BaseLoc") or ""
            for node in (common if common is not None else ())
            if local(node) == "TemplatePage"
        }
        self._images = self._resources(common)

    def _resources(self, common: Any | None) -> dict[str, str]:
        """Return the places of the pictures by their ids."""
        images: dict[str, str] = {}
        for node in common if common is not None else ():
            if local(node) not in ("PublicRes", "DocumentRes"):
                continue
            place = self._place(_text(node))
            root = self._archive.xml(place)
            base = posixpath.join(posixpath.dirname(place), attribute(root, "BaseLoc") or "")
            for media in root.iter() if root is not None else ():
                if local(media) == "MultiMedia":
                    images[attribute(media, "ID") or ""] = posixpath.join(
                        base, _text(child(media, "MediaFile"))
                    )
        return images

    def _place(self, location: str) -> str:
        return location.lstrip("/") if location.startswith("/") else posixpath.join(self._folder, location)

    def pages(self) -> list[str]:
        """Return the places of the pages in order."""
        found = child(self._root, "Pages")
        return [
            self._place(attribute(page, "BaseLoc") or "") for page in (found if found is not None else ())
        ]

    def attachments(self) -> list[str]:
        """Return the names of the files attached to the document."""
        place = _text(child(self._root, "Attachments"))
        root = self._archive.xml(self._place(place)) if place else None
        return [attribute(node, "Name") or "" for node in (root if root is not None else ())]

    def sheet(self, place: str, number: int) -> Sheet:
        """Return one page with its letters and the words of its large pictures."""
        root = self._archive.xml(place)
        if root is None:  # named but missing: the other pages are still read
            return Sheet(0, 0, ())
        box = numbers(_text(child(root, "Area", "PhysicalBox"))) or self._box
        width, height = (box[2] * POINT, box[3] * POINT) if len(box) == 4 else (595.0, 842.0)
        parts = [root, *filter(None, map(self._template, _templates(root)))]
        glyphs = upright(
            _finite([glyph for part in parts for glyph in text_glyphs(part, POINT)]), width, height
        )
        rulings: list[Ruling] = [line for part in parts for line in rulings_of(part, POINT)]
        for part in parts:
            for words, lines in self._pictures(part, number, width * height, glyphs):
                glyphs, rulings = glyphs + words, rulings + lines
        return Sheet(width, height, glyphs, rulings)

    def _template(self, key: str) -> Any | None:
        place = self._templates.get(key)
        return self._archive.xml(self._place(place)) if place else None

    def _pictures(
        self, page: Any, number: int, area: float, glyphs: list[Glyph]
    ) -> Iterator[tuple[list[Glyph], list[Ruling]]]:
        """Yield the words and table lines of the large pictures of a page that have no letters over them."""
        for node in [node for node in page.iter() if local(node) == "ImageObject"][:MAX_PICTURES]:
            box = [value * POINT for value in numbers(attribute(node, "Boundary"))]
            if len(box) != 4 or box[2] * box[3] < LEAST_PICTURE * area:
                continue
            x, y, wide, high = box
            over = [glyph for glyph in glyphs if x <= glyph.x0 <= x + wide and y <= glyph.middle <= y + high]
            letters = sum((glyph.x1 - glyph.x0) * glyph.size for glyph in over)
            image = self._picture(node) if letters <= LETTERS_OVER * wide * high else None
            if image is not None:
                yield placed(self._scans.words(number, image, wide / image.width), x, y, over)

    def _picture(self, node: Any) -> Any | None:
        """Return the picture that an object shows, None when it cannot be opened."""
        import io

        from PIL import Image

        raw = self._archive.read(self._images.get(attribute(node, "ResourceID") or "", "?"))
        if raw is None:
            return None
        try:
            image = Image.open(io.BytesIO(raw))
            if image.width * image.height > MAX_PIXELS:
                return None
            image.draft("RGB", (4000, 4000))
            image.load()
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            return None
        return image


def _templates(page: Any) -> Iterator[str]:
    return (attribute(node, "TemplateID") or "" for node in page if local(node) == "Template")


def _text(node: Any | None) -> str:
    return (node.text or "").strip() if node is not None else ""


def _finite(glyphs: list[Glyph]) -> list[Glyph]:
    return [
        glyph for glyph in glyphs if all(map(math.isfinite, (glyph.x0, glyph.top, glyph.x1, glyph.bottom)))
    ]
