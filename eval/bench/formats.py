"""What each file format gives and costs: `python -m eval.bench.formats` writes docs/formats.md.

Every mark in the table comes from reading a small file made for it; speed and memory from longer ones, each read
by a process of its own. A page is what a printed 公文 holds: 22 rows of 28 characters.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from assistant.errors import BadInput
from assistant.ingest.readers import office
from eval.bench.abilities import ABILITIES, FORMATS, book, picture, word
from eval.sets import ROOT
from tests.ingest.readers.making import column, ofd, p, pdf

DOCUMENT = ROOT / "docs" / "formats.md"
PAGE = 22 * 28
PAGES = 100
ROW = "为深入贯彻落实有关决策部署，结合本地实际，制定如下措施并"  # 28 characters
SHOWN = {True: "✓", False: "✗", None: "—"}
READ = """
import json, os, resource, sys
from pathlib import Path
from assistant.ingest.readers import read_bytes
path = Path(sys.argv[1])
raw = path.read_bytes()
form = sys.argv[2]
began = sum(os.times()[:4])
page = read_bytes(raw, path, form)
seconds = sum(os.times()[:4]) - began
own = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
peak = max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss if form in (".doc", ".wps") else 0)
print(json.dumps([seconds, peak / 1024, sum(len(line.text) for line in page.lines)]))
"""
HEAD = """# 能读哪些文件

本页由 `python -m eval.bench.formats` 写成：每个 ✓ 都是用一份专门制作的小文件实际读出来的，✗ 是读不出来，— 是该格式没有这一项（或本机缺少所需组件）。

{abilities}

`.htm` 同 `.html`，`.jpg`、`.jpeg` 同 `.png`；`.rtf` 同 `.doc`；`.xls`、`.et` 先转换再按 `.xlsx` 读。文件按内容识别格式，扩展名写错也能读。

## 需要另装的组件

- **.doc、.wps、.rtf、.xls、.et** 需要 LibreOffice（`soffice`）。没有安装时会说明如何安装，或请用 WPS、Word 另存为 .docx。
- **扫描件和图片** 需要文字识别组件：`pip install 'policy-assistant[ocr]'`（RapidOCR，模型在安装包内，不联网）。没有安装时，整份是图片的文件会说明原因；只有部分页面是图片的文件照常读入，并在文件提示中列出没有读出的页。识别出的文字都注明“由图片识别”。

## 不读什么

- 标有**秘密、机密、绝密**的文件一律拒收（正文开头、页眉页脚、文本框；带★的标志不论位置），没有放行的开关。“保守秘密”“商业秘密”一类行文不受影响。
- 加密或有密码的文件、压缩包、演示文稿、宏和外部链接；隐藏的文字、白底白字、隐藏的工作表和行列。
- OFD 所带的附件只列名称，不读内容；Word 内嵌的对象不读。
- 超过 100 MB（网页上传为 50 MB）或 3000 页的文件；读一页用去 90 秒处理器时间，或内存超过 4 GB 时停止并说明。

## 速度和内存

{speed}

{machine}。一页按 22 行、每行 28 字计；“处理器秒”是读取所用的处理器时间（含转换程序，文字识别用两个核），不受机器忙闲影响；“峰值内存”是其中最大一个进程的驻留内存。
"""


def main() -> int:
    """Try every ability, measure every format, write the page."""
    DOCUMENT.write_text(
        HEAD.format(abilities=_abilities(), speed=_speed(), machine=_machine()), encoding="utf-8"
    )
    print(DOCUMENT.read_text(encoding="utf-8"))
    return 0


def _abilities() -> str:
    rows = []
    for name, make, check in ABILITIES:
        print(f"  {time.strftime('%H:%M:%S')} {name}", file=sys.stderr, flush=True)
        files = make()
        found = [_tried(check, files[form], form) if form in files else None for form in FORMATS]
        rows.append([name, *(SHOWN[one] for one in found)])
    return _table(["能力", *(f".{form}" for form in FORMATS)], rows)


def _tried(check: object, raw: bytes, form: str) -> bool:
    try:
        return bool(check(raw, form)) if callable(check) else False
    except BadInput as error:
        print(f"    .{form}: {error}", file=sys.stderr, flush=True)
        return False


def _speed() -> str:
    rows = []
    for form, raw in _long().items():
        seconds, peak, letters = _measure(raw, form)
        pages = 1 if form.endswith("（识别）") else letters / PAGE
        rate = f"{pages / seconds:,.{0 if pages > seconds else 2}f}"
        rows.append([f".{form}", f"{pages:.0f}", f"{seconds:.2f}", rate, f"{peak:.0f} MB"])
        print(f"  {time.strftime('%H:%M:%S')} {rows[-1]}", file=sys.stderr, flush=True)
    return _table(["格式", "页数", "处理器秒", "页/处理器秒", "峰值内存"], rows)


def _measure(raw: bytes, form: str) -> tuple[float, float, int]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{form.split('（')[0]}"
        path.write_bytes(raw)
        command = [sys.executable, "-c", READ, str(path), path.suffix]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    seconds, peak, letters = json.loads(done.stdout)
    return seconds, peak, letters


def _long() -> dict[str, bytes]:
    """A document of a hundred pages in each format; scans have one page."""
    pages = [[f"{number}、{ROW[:24]}。", *[ROW] * 21] for number in range(1, PAGES + 1)]
    rows = [row for page in pages for row in page]
    files = {form: raw for form, raw in paragraphs_of(rows).items() if form != "png"}
    files["pdf"] = pdf([column(page, x=80, size=15, step=31) for page in pages])
    files["ofd"] = ofd([[(28, 40 + 10 * at, 5.3, row) for at, row in enumerate(page)] for page in pages])
    files["xlsx"] = book([["措施", "单位"], *[[row, "民政局"] for row in rows]])
    return files | {"png（识别）": picture(pages[0][:14]), "pdf（识别）": picture(pages[0][:14], "PDF")}


def paragraphs_of(rows: Sequence[str]) -> dict[str, bytes]:
    """The rows as paragraphs of each format that has them."""
    text = "\n".join(rows)
    files = {
        "txt": text.encode(),
        "md": text.encode(),
        "html": f"<html><body><p>{'</p><p>'.join(rows)}</p></body></html>".encode(),
    }
    return word("".join(map(p, rows))) | files


def _table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [names, ["---", *[":-:"] * (len(names) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _machine() -> str:
    parts = [f"{time.strftime('%Y-%m-%d')} 在 {os.cpu_count()} 核机器上实测"]
    parts += [] if office.program() else ["本机没有 LibreOffice"]
    return "，".join(parts)


if __name__ == "__main__":
    sys.exit(main())
