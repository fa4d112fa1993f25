"""Sound files to start from: small ones made here, and the samples beside the repository where they are."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
from PIL import Image

from tests.ingest.readers.making import (
    column,
    docx,
    level,
    listed,
    numbering,
    ofd,
    ofd_line,
    p,
    pdf,
    table,
)

DATA = Path(__file__).resolve().parents[3] / "shared/data"
FORMS = (".docx", ".xlsx", ".ofd", ".pdf", ".html", ".txt", ".md", ".doc", ".png")
NOTICE = [
    "某市人民政府关于补贴的通知",
    "某政发〔2025〕3号",
    "各区人民政府：",
    "一、每月发放一次。",
    "（一）按时公示。",
    "1.在网站公示。",
    "附件：补贴标准表",
    "某市人民政府",
    "2025年5月6日",
]
MOST = 400_000  # bytes of a sample: larger ones take too long each


def seeds(form: str) -> list[bytes]:
    """Return the sound files of a format."""
    made = {
        ".docx": _word,
        ".xlsx": _book,
        ".ofd": _ofd,
        ".pdf": _pdf,
        ".html": _html,
        ".txt": _text,
        ".md": _markdown,
        ".png": _png,
    }
    return [*(made[form]() if form in made else []), *_samples(form)]


def _samples(form: str) -> list[bytes]:
    files = sorted((*DATA.glob("formats/**/*"), *DATA.glob("guangzhou_pages/*"))) if DATA.is_dir() else []
    same = {".doc": (".doc", ".wps")}.get(form, (form,))
    return [file.read_bytes() for file in files if file.suffix in same and file.stat().st_size < MOST]


def _word() -> list[bytes]:
    lists = numbering(
        level(0, "chineseCounting", "%1、"), level(1, "chineseCounting", "（%2）"), level(2, "decimal", "%3.")
    )
    merged = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge w:val="restart"/></w:tcPr>{p("合并")}</w:tc>'
    body = (
        "".join(map(p, NOTICE))
        + listed("总则", 9)
        + listed("目的", 9, 1)
        + table([["甲", "乙", "丙"], [merged, "1"], ["2", "3", "4"]])
    )
    box = "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></w:pict><w:footnoteReference w:id='2'/></w:r></w:p>"
    style = '<w:style w:styleId="H"><w:name w:val="heading 1"/><w:basedOn w:val="H"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    notes = f'<w:footnote w:id="2">{p("注释")}</w:footnote>'
    return [
        docx(
            body + box + p("标题", '<w:pStyle w:val="H"/>'),
            numbering=lists,
            styles=style,
            footnotes=notes,
            header1=p("特急"),
        )
    ]


def _book() -> list[bytes]:
    made = openpyxl.Workbook()
    for row in (
        ["任务分工表", None, None],
        ["任务", "单位", "时限"],
        ["修路", "交通局", 0.15],
        [None, "林草局", True],
    ):
        made.active.append(row)
    made.active.merge_cells("A1:C1")
    made.active.merge_cells("A3:A4")
    made.active.column_dimensions["C"].hidden = True
    made.create_sheet("另一张").append(["甲", 1.5])
    kept = io.BytesIO()
    made.save(kept)
    return [kept.getvalue()]


def _ofd() -> list[bytes]:
    ruled = "".join(ofd_line(30, y, 130, y) for y in (200, 210, 220)) + "".join(
        ofd_line(x, 200, x, 220) for x in (30, 80, 130)
    )
    return [
        ofd(
            [
                [(30, 40 + 10 * at, 5, text) for at, text in enumerate(NOTICE)],
                [(35, 207, 4, "对象"), (85, 207, 4, "标准")],
            ],
            ruled,
        )
    ]


def _pdf() -> list[bytes]:
    ruled = [(72, y, 372, y) for y in (300, 270, 240)] + [(x, 240, x, 300) for x in (72, 222, 372)]
    cells = [(80, 280, 12, "对象"), (230, 280, 12, "标准"), (80, 250, 12, "学生"), (230, 250, 12, "50元")]
    return [pdf([[*column(NOTICE), *cells], column(NOTICE)], ruled), pdf([column(NOTICE)])]


def _html() -> list[bytes]:
    rows = "<table><tr><th>对象</th><th>标准</th></tr><tr><td>学生</td><td>50元</td></tr></table>"
    page = f"<html><head><meta charset=gb2312></head><body><div id=zoom><p>{'</p><p>'.join(NOTICE)}</p>{rows}</div></body></html>"
    return [page.encode("gb18030"), page.replace("gb2312", "utf-8").encode()]


def _text() -> list[bytes]:
    text = "\n".join(NOTICE)
    return [text.encode(), text.encode("gb18030"), text.encode("utf-16")]


def _markdown() -> list[bytes]:
    table = "| 对象 | 标准 |\n|---|:--:|\n| 学生 | **50**元 |\n| 老人 | [100](http://a.cn)元 |\n"
    return ["\n\n".join(["# " + NOTICE[0], *NOTICE[1:6], table, *NOTICE[6:]]).encode()]


def _png() -> list[bytes]:
    found = []
    for form in ("PNG", "JPEG"):
        kept = io.BytesIO()
        Image.linear_gradient("L").convert("RGB").save(kept, form)
        found.append(kept.getvalue())
    return found
