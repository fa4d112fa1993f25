"""What each reader can do, tried on small files made here; `python -m eval.bench.formats` prints the table."""

from __future__ import annotations

import functools
import importlib.util
import io
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant.errors import BadInput, Classified
from assistant.ingest.corpus import read_document
from assistant.ingest.lines import Page
from assistant.ingest.readers import office, read_page
from tests.ingest.readers import making
from tests.ingest.readers.making import column, docx, listed, ofd, p, pdf

FORMATS = ("docx", "doc", "wps", "pdf", "ofd", "html", "xlsx", "txt", "md", "png")
NOTICE = ["某市人民政府关于补贴的通知", "各区人民政府：", "一、每月发放一次。", "二、按时公示名单。"]
LISTS = making.numbering(
    making.level(0, "chineseCounting", "%1、"),
    making.level(1, "chineseCounting", "（%2）"),
    making.level(2, "decimal", "%3."),
)
CELLS = [["对象", "标准"], ["学生", "50元"]]
ROW = "对象：学生；标准：50元"
RULES = [(72, y, 372, y) for y in (300, 270, 240)] + [(x, 240, x, 300) for x in (72, 222, 372)]
PLACED = [
    (80.0, 280.0, 12.0, "对象"),
    (230.0, 280.0, 12.0, "标准"),
    (80.0, 250.0, 12.0, "学生"),
    (230.0, 250.0, 12.0, "50元"),
]
LEFT = [f"左栏第{n}行文字写满这一行了" for n in "一二三四五六七八"]
RIGHT = [f"右栏第{n}行文字写满这一行了" for n in "一二三四五六七八"]
DELETED = "<w:p><w:r><w:t>标准为</w:t></w:r><w:del><w:r><w:delText>50</w:delText></w:r></w:del><w:ins><w:r><w:t>30</w:t></w:r></w:ins><w:r><w:t>元。</w:t></w:r></w:p>"
NOTE = "<w:p><w:r><w:t>规上企业申报。</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r></w:p>"
NOTES = f'<w:footnote w:id="2">{p("年收入2000万元以上。")}</w:footnote>'
BOX = "<w:p><w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml' style='width:100pt;height:30pt'><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r><w:r><w:t>正文。</w:t></w:r></w:p>"


def word(body: str, **parts: str) -> dict[str, bytes]:
    """The same document as .docx and, through LibreOffice, as .doc and .wps."""
    raw = docx(body, **parts)
    old = _converted(raw)
    return {"docx": raw} | ({"doc": old, "wps": old} if old else {})


@functools.cache
def _converted(raw: bytes) -> bytes | None:
    program = office.program()
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "a.docx"
        source.write_bytes(raw)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [program, "--headless", profile, "--convert-to", "doc", "--outdir", folder, str(source)]
        subprocess.run(command, capture_output=True, check=True)
        return (Path(folder) / "a.doc").read_bytes()


def paragraphs(lines: list[str]) -> dict[str, bytes]:
    """A text in each format that holds paragraphs."""
    page = f"<html><body><div><p>{'</p><p>'.join(lines)}</p></div></body></html>"
    text = "\n".join(lines)
    return word("".join(map(p, lines))) | {
        "pdf": pdf([column(lines)]),
        "ofd": ofd([[(30, 40 + 10 * at, 5, line) for at, line in enumerate(lines)]]),
        "html": page.encode(),
        "txt": text.encode(),
        "md": "\n\n".join(lines).encode(),
        "xlsx": book([[line, None] for line in lines]),
        "png": picture(lines),
    }


def book(rows: list[list[Any]]) -> bytes:
    """A workbook of one sheet."""
    import openpyxl

    made: Any = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def picture(lines: list[str], form: str = "PNG") -> bytes:
    """A scan of some lines; nothing without an engine or a Chinese font to draw with."""
    from PIL import Image, ImageDraw, ImageFont

    font = subprocess.run(
        ["fc-match", "-f", "%{file}", ":lang=zh-cn"], capture_output=True, text=True, check=True
    )
    image = Image.new("RGB", (1000, 1400), "white")
    drawing = ImageDraw.Draw(image)
    for at, line in enumerate(lines):
        size = 60 if at == 0 else 40
        drawing.text((110, 60 + 90 * at), line, fill="black", font=ImageFont.truetype(font.stdout, size))
    kept = io.BytesIO()
    image.save(kept, form)
    return kept.getvalue()


def ruled() -> dict[str, bytes]:
    """A table in each format that has tables."""
    lines = "".join(making.ofd_line(30, y, 130, y) for y in (100, 110, 120))
    lines += "".join(making.ofd_line(x, 100, x, 120) for x in (30, 80, 130))
    cells = [
        (35.0, 107.0, 4.0, "对象"),
        (85.0, 107.0, 4.0, "标准"),
        (35.0, 117.0, 4.0, "学生"),
        (85.0, 117.0, 4.0, "50元"),
    ]
    rows = "".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in CELLS)
    piped = "\n".join(f"| {' | '.join(row)} |" for row in (CELLS[0], ["---"] * len(CELLS[0]), *CELLS[1:]))
    return word(p("一、标准如下。") + making.table(CELLS) + p("二、按时公示。")) | {
        "pdf": pdf([[*column(["一、标准如下。"]), *PLACED]], RULES),
        "ofd": ofd([[(30, 40, 5, "一、标准如下。"), *cells]], lines),
        "html": f"<html><body><div><p>一、标准如下。</p><table>{rows}</table></div></body></html>".encode(),
        "xlsx": book(CELLS),
        "md": f"一、标准如下。\n\n{piped}\n\n二、按时公示。".encode(),
    }


def running() -> dict[str, bytes]:
    """Three pages with a running header and page numbers."""
    texts = [f"{n}、第{n}项工作。" for n in "一二三"]
    return word("".join(map(p, texts)), header1=p("某市政府公报"), footer1=p("— 1 —")) | {
        "pdf": pdf(
            [
                [(250, 810, 9, "某市政府公报"), *column([text]), (290, 30, 9, f"— {at} —")]
                for at, text in enumerate(texts, 1)
            ]
        ),
        "ofd": ofd(
            [
                [(90, 12, 3, "某市政府公报"), (30, 60, 5, text), (100, 290, 3, f"— {at} —")]
                for at, text in enumerate(texts, 1)
            ]
        ),
    }


def hidden() -> dict[str, bytes]:
    """A sentence that readers of the page cannot see."""
    white = '<ofd:TextObject ID="9" Boundary="30 80 90 6" Size="5"><ofd:FillColor Value="255 255 255"/><ofd:TextCode X="0" Y="5">白字</ofd:TextCode></ofd:TextObject>'
    return word(p("看得见。") + p("白字", run="<w:vanish/>")) | {
        "pdf": pdf([column(["看得见。"])], extra=f"1 g {making.shown((72, 500, 12, '白字'))}"),
        "ofd": ofd([[(30, 40, 5, "看得见。")]], white),
        "html": "<html><body><div><p>看得见。</p><p style='display:none'>白字</p></div></body></html>".encode(),
    }


def read(raw: bytes, form: str) -> Page:
    """Read the bytes as a file of a format."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{form}"
        path.write_bytes(raw)
        return read_page(path)


def _texts(raw: bytes, form: str) -> list[str]:
    return [line.text for line in read(raw, form).lines]


def _clauses(raw: bytes, form: str) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{form}"
        path.write_bytes(raw)
        document, clauses = read_document(path)
    tiled = "".join(document.text[clause.start : clause.end] for clause in clauses) == document.text
    return (
        document.title == NOTICE[0]
        and [clause.path for clause in clauses] == ["header", "一", "二"]
        and tiled
    )


def _refused(raw: bytes, form: str) -> bool:
    try:
        read(raw, form)
    except Classified:
        return True
    return False


def _named(raw: bytes, form: str) -> bool:
    """True when a file cut in half is read as far as it goes, or refused with its name, the reason and a remedy."""
    try:
        read(raw[: len(raw) // 2], form)
    except BadInput as error:
        return str(error).count(": ") >= 2
    return True


def _says(words: str) -> Callable[[bytes, str], bool]:
    return lambda raw, form: words in "\n".join(_texts(raw, form))


def _lacks(words: str) -> Callable[[bytes, str], bool]:
    return lambda raw, form: words not in "\n".join(_texts(raw, form))


def _recognised(raw: bytes, form: str) -> bool:
    page = read(raw, form)
    return "ocr" in page.facts and NOTICE[2] in [line.text for line in page.lines]


def _is_installed() -> bool:
    return importlib.util.find_spec("rapidocr") is not None


def _scans() -> dict[str, bytes]:
    return (
        {"png": picture(NOTICE), "pdf": picture(NOTICE, "PDF"), "ofd": _scanned_ofd()}
        if _is_installed()
        else {}
    )


def _scanned_ofd() -> bytes:
    resources = f'<ofd:Res xmlns:ofd="{making.OFD}" BaseLoc="Res"><ofd:MultiMedia ID="7"><ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:Res>'
    parts = making.unzipped(ofd([[]], '<ofd:ImageObject ID="8" ResourceID="7" Boundary="0 0 210 294"/>'))
    named = parts["Doc_0/Document.xml"].replace(
        b"<ofd:CommonData>", b"<ofd:CommonData><ofd:DocumentRes>Res.xml</ofd:DocumentRes>"
    )
    return making.zipped(
        parts | {"Doc_0/Document.xml": named, "Doc_0/Res.xml": resources, "Doc_0/Res/a.png": picture(NOTICE)}
    )


def _encodings() -> dict[str, bytes]:
    page = (
        f"<html><head><meta charset=gbk></head><body><div><p>{'</p><p>'.join(NOTICE)}</p></div></body></html>"
    )
    return {
        "txt": "\n".join(NOTICE).encode("gb18030"),
        "md": "\n".join(NOTICE).encode("utf-16"),
        "html": page.encode("gb18030"),
    }


def _columns() -> dict[str, bytes]:
    page = column(LEFT, x=72, size=14) + column(RIGHT, x=330, size=14)
    small = [(x / 595 * 210, (842 - y) / 842 * 297, 5.0, text) for x, y, _, text in page]
    return {"pdf": pdf([page]), "ofd": ofd([small])}


def _headed() -> dict[str, bytes]:
    """A notice of three pages with a mark in its page header."""
    texts = [NOTICE[0], NOTICE[2], NOTICE[3]]
    return word("".join(map(p, NOTICE)), header1=p("机密★1年")) | {
        "pdf": pdf([[(450, 810, 9, "机密★1年"), *column([text])] for text in texts]),
        "ofd": ofd([[(160, 12, 3, "机密★1年"), (30, 60, 5, text)] for text in texts]),
    }


Case = tuple[str, Callable[[], dict[str, bytes]], Callable[[bytes, str], bool]]
SECRET = ["机密★1年", *NOTICE]
ABILITIES: tuple[Case, ...] = (
    ("标题、主送与条款", lambda: {k: v for k, v in paragraphs(NOTICE).items() if k != "xlsx"}, _clauses),
    ("表格逐行成条款，带列名", ruled, _says(ROW)),
    ("Word 自动编号（一、（一）1.）", lambda: word(p("标题") + listed("总则", 9) + listed("目的", 9, 1), numbering=LISTS), _says("一、总则\n（一）目的")),
    ("脚注随正文", lambda: word(NOTE, footnotes=NOTES), _says("注：年收入2000万元以上。")),
    ("修订按接受后的文字", lambda: word(DELETED), _says("标准为30元。")),
    ("文本框中的文字", lambda: word(BOX.format(p("框中的话"))), _says("框中的话")),
    ("页眉、页码不混入正文", running, _lacks("公报")),
    ("隐藏文字不读", hidden, _lacks("白字")),
    ("分栏按栏阅读", _columns, lambda raw, form: "".join(_texts(raw, form)) == "".join(LEFT + RIGHT)),
    ("粗体重影、形近部首、字间空格修复", lambda: paragraphs(["关 于 居 ⺠ 参 保 的 通 知", "一、居⺠⼈⼈参保。"]), _says("一、居民人人参保。")),
    ("GB18030、UTF-16 等编码", _encodings, _says(NOTICE[2])),
    ("扫描页文字识别（注明）", _scans, _recognised),
    ("正文中的密级：拒收", lambda: paragraphs(SECRET), _refused),
    ("页眉中的密级：拒收", _headed, _refused),
    ("文本框中的密级：拒收", lambda: word(BOX.format(p("机密★1年")) + "".join(map(p, NOTICE))), _refused),
    ("残缺的文件：读出所余或说明原因", lambda: paragraphs(NOTICE), _named),
)  # fmt: skip
