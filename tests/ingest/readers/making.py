"""Small files of each format, written by hand so that a test can say exactly what stands in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
Parts = Mapping[str, str | bytes]
Text = tuple[float, float, float, str]  # x, y of the foot of the letters, size, words
Line = tuple[float, float, float, float]  # x0, y0, x1, y1


def zipped(parts: Parts) -> bytes:
    """A zip of parts by name."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return kept.getvalue()


def unzipped(raw: bytes) -> dict[str, bytes]:
    """The parts of a zip."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# Word


def p(text: str, properties: str = "", run: str = "") -> str:
    """A paragraph of one run; `properties` and `run` are XML."""
    words = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\n"))
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr>{words}</w:r></w:p>"


def listed(text: str, number: int, level: int = 0) -> str:
    """A paragraph whose number Word draws."""
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def table(rows: Sequence[Sequence[str]]) -> str:
    """A table; a cell that begins with < is taken as the XML of the whole cell."""
    cells = "".join(
        "<w:tr>"
        + "".join(cell if cell.startswith("<") else f"<w:tc>{p(cell)}</w:tc>" for cell in row)
        + "</w:tr>"
        for row in rows
    )
    grid = '<w:gridCol w:w="2000"/>' * max(len(row) for row in rows)
    shape = '<w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
    return f"<w:tbl>{shape}<w:tblGrid>{grid}</w:tblGrid>{cells}</w:tbl>"


def part(name: str, content: str) -> str:
    """The XML of one part of a Word file."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} xmlns:w="{W}">{content}</w:{name}>'


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def docx(body: str, **others: str) -> bytes:
    """A Word file; `others` are the contents of parts such as numbering, footnotes and header1 by name."""
    roots = {"header1": "hdr", "header2": "hdr", "footer1": "ftr"}
    parts = {f"word/{name}.xml": part(roots.get(name, name), xml) for name, xml in others.items()}
    used = "".join(
        f'<w:{name[:-1]}Reference xmlns:r="{OFFICE}" w:type="default" r:id="{name}"/>'
        for name in others
        if name in roots
    )
    document = part("document", f"<w:body>{body}<w:sectPr>{used}</w:sectPr></w:body>")
    return zipped({"word/document.xml": document} | parts | _joined(list(others)))


def _joined(names: Sequence[str]) -> dict[str, str]:
    """The parts that say how the others belong together."""
    kinds = {name: name.rstrip("12") for name in names}
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{MAIN}.{kind}+xml"/>'
        for name, kind in ({"document": "document.main"} | kinds).items()
    )
    links = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{name}.xml"/>'
        for name, kind in kinds.items()
    )
    start = f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    plain = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{plain}{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{start}</Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
    }


def level(at: int, form: str, text: str, start: int = 1) -> str:
    """One level of a list."""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(*levels: str) -> str:
    """Lists 1, 2, … of one level each, and list 9 that has all levels."""
    lists = "".join(
        f'<w:abstractNum w:abstractNumId="{n}">{one}</w:abstractNum>' for n, one in enumerate(levels, 1)
    )
    whole = f'<w:abstractNum w:abstractNumId="9">{"".join(levels)}</w:abstractNum>'
    uses = "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>'
        for n in (*range(1, len(levels) + 1), 9)
    )
    return lists + whole + uses


# PDF


def pdf(
    pages: Iterable[Sequence[Text]],
    lines: Iterable[Line] = (),
    trailer: str = "",
    kids: str = "",
    extra: str = "",
) -> bytes:
    """A PDF of pages of 595 by 842 points; y runs from the foot of the page.

    `lines` and `extra` (operators) stand on every page; `trailer` and `kids` (page references) break the rules.
    """
    drawn = "".join(f"{a} {b} m {c} {d} l S\n" for a, b, c, d in lines)
    contents = [drawn + "".join(map(shown, page)) + extra for page in pages]
    count = len(contents)
    numbers = [4 + 2 * at for at in range(count)]
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {count}/Kids[{kids or ' '.join(f'{n} 0 R' for n in numbers)}]>>",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font"
        "/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
        "/DW 1000/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 -120 1000 880]"
        "/Ascent 880/Descent -120/CapHeight 880/ItalicAngle 0/StemV 90>>>>]>>",
    ]
    for number, content in zip(numbers, contents, strict=True):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents {number + 1} 0 R>>"
        )
        objects.append(f"<</Length {len(content)}>>stream\n{content}endstream")
    return _written(objects, trailer)


def shown(item: Text) -> str:
    """The operators that show a line of text."""
    x, y, size, words = item
    return f"BT /F {size} Tf {x} {y} Td <{words.encode('utf-16-be').hex()}> Tj ET\n"


def _written(objects: Sequence[str], trailer: str) -> bytes:
    raw, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(raw))
        raw += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table_ = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table_}trailer\n<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\n"
    return raw + f"{end}startxref\n{len(raw)}\n%%EOF\n".encode("latin-1")


def column(
    texts: Iterable[str], x: float = 72, top: float = 740, size: float = 12, step: float = 24
) -> list[Text]:
    """Rows of text one under the other."""
    return [(x, top - step * at, size, words) for at, words in enumerate(texts)]


# OFD

OFD = "http://www.ofdspec.org/2016"


def ofd(pages: Sequence[Sequence[Text]], extra: str = "", **parts: str | bytes) -> bytes:
    """An OFD file of A4 pages, in millimetres from the top left; `extra` goes into each page."""
    listed_ = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    files: dict[str, str | bytes] = {
        "OFD.xml": f'<ofd:OFD xmlns:ofd="{OFD}"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>',
        "Doc_0/Document.xml": f'<ofd:Document xmlns:ofd="{OFD}"><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297'
        f"</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>{listed_}</ofd:Pages></ofd:Document>",
    }
    for number, page in enumerate(pages):
        objects = "".join(map(ofd_text, page)) + extra
        files[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f'<ofd:Page xmlns:ofd="{OFD}"><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>'
        )
    return zipped(files | parts)


def ofd_text(item: Text) -> str:
    """A line of letters, each as wide as it is high."""
    x, y, size, words = item
    steps = f' DeltaX="g {len(words) - 1} {size}"' if len(words) > 1 else ""
    return (
        f'<ofd:TextObject ID="1" Boundary="{x} {y - size} {size * len(words)} {size * 1.2}" Size="{size}">'
        f'<ofd:TextCode X="0" Y="{size}"{steps}>{escape(words)}</ofd:TextCode></ofd:TextObject>'
    )


def ofd_line(x0: float, y0: float, x1: float, y1: float) -> str:
    """A straight line."""
    wide, high = x1 - x0, y1 - y0
    return (
        f'<ofd:PathObject ID="2" Boundary="{x0} {y0} {max(wide, 0.2)} {max(high, 0.2)}">'
        f"<ofd:AbbreviatedData>M 0 0 L {wide} {high}</ofd:AbbreviatedData></ofd:PathObject>"
    )
