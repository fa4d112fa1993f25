"""Files made to break a reader: each ends in one named error, or in its text."""

from __future__ import annotations

import io
import os
import signal
import struct
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest

from assistant.errors import BadInput, EmptyDocument, UnreadableFile
from assistant.ingest.readers import READERS, budget, read_bytes, read_page
from assistant.ingest.readers.sniff import OLE
from tests.ingest.readers.making import OFD, column, docx, ofd, p, part, pdf, table, unzipped, zipped

WORDS = ["某局关于收费的通知", "一、每月收费一次。"]
DOCTYPE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
BOMB = (
    "<!DOCTYPE a ["
    + '<!ENTITY x0 "lol">'
    + "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)


def workbook() -> bytes:
    made = openpyxl.Workbook()
    made.active.append(["甲", "乙"])
    made.active.append(WORDS)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def sound() -> dict[str, bytes]:
    return {
        ".docx": docx("".join(map(p, WORDS)) + table([["甲", "乙"], WORDS])),
        ".xlsx": workbook(),
        ".ofd": ofd([[(30, 40, 5, WORDS[0]), (30, 50, 4, WORDS[1])]]),
        ".pdf": pdf([column(WORDS)]),
        ".txt": "\n".join(WORDS).encode(),
        ".html": f"<html><body><p>{'</p><p>'.join(WORDS)}</p></body></html>".encode(),
    }


def written(tmp_path: Path, name: str, raw: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize("suffix", sorted(READERS))
def test_an_empty_file_is_named(tmp_path: Path, suffix: str):
    path = written(tmp_path, f"空{suffix}", b"")
    with pytest.raises(EmptyDocument, match=f"空{suffix}: 文件是空的"):
        read_page(path)


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".ofd", ".pdf"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_a_truncated_file_is_named_or_read(tmp_path: Path, suffix: str, share: float):
    raw = sound()[suffix]
    path = written(tmp_path, f"断{suffix}", raw[: int(len(raw) * share)])
    try:
        page = read_page(path)
    except BadInput as error:
        assert str(error).startswith(f"{path}: ")  # noqa: PT017
    else:
        assert page.lines


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".ofd", ".pdf", ".png"])
def test_text_that_calls_itself_something_else_is_named(tmp_path: Path, suffix: str):
    path = written(tmp_path, f"假{suffix}", "这是一段文字。".encode() * 20)
    with pytest.raises(UnreadableFile, match=f"假{suffix}: 内容不是"):
        read_page(path)


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".ofd", ".pdf"])
@pytest.mark.parametrize("named", [".docx", ".pdf", ".ofd", ".txt", ".wps"])
def test_the_bytes_say_more_than_the_extension(tmp_path: Path, suffix: str, named: str):
    if (suffix, named) == (".pdf", ".txt"):
        pytest.skip("a text may quote the first bytes of a PDF")
    path = written(tmp_path, f"错{named}", sound()[suffix])
    text = "".join(line.text for line in read_page(path).lines)
    assert all(words in text for words in WORDS)


def test_a_page_saved_as_doc_is_read(tmp_path: Path):
    path = written(tmp_path, "网页.doc", sound()[".html"])
    assert [line.text for line in read_page(path).lines] == WORDS


@pytest.mark.parametrize(
    ("name", "raw", "says"),
    [
        ("a.docx", OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "文件已加密: 请解除密码"),
        ("a.xlsx", OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "文件已加密: 请解除密码"),
        ("a.pdf", pdf([column(WORDS)], trailer="/Encrypt<</Filter/Standard/V 1/R 2/O(" + "a" * 32 + ")/U(" + "b" * 32 + ")/P -4>>"), "文件已加密: 请解除密码"),
        ("a.pptx", zipped({"ppt/presentation.xml": "x"}), "不支持的格式 .pptx"),
        ("a.docx", zipped({"ppt/presentation.xml": "x"}), "演示文稿不是公文正文"),
        ("a.doc", zipped({"a.txt": "x"}), "是压缩包: 请解压后"),
        ("a.docx", zipped({"a.txt": "x"}), "不是完整的 Word 文件"),
        ("a.wps", b"Rar!\x1a\x07\x00" + b"x" * 30, "是压缩包: 请解压后"),
        ("a.txt", "一、收费。".encode() + b"\x00\x00", "含控制字符"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_with_a_remedy(tmp_path: Path, name: str, raw: bytes, says: str):
    path = written(tmp_path, name, raw)
    with pytest.raises(UnreadableFile, match=says) as caught:
        read_page(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert str(caught.value).count(": ") >= 2


def locked(raw: bytes) -> bytes:
    """The same zip whose parts all say that they are encrypted."""
    at = raw.find(b"PK\x01\x02")
    while at >= 0:
        raw = raw[: at + 8] + bytes([raw[at + 8] | 1]) + raw[at + 9 :]
        at = raw.find(b"PK\x01\x02", at + 4)
    return raw


def swollen(raw: bytes, size: int) -> bytes:
    """The same zip whose first part says that it is of another size unpacked."""
    at = raw.index(b"PK\x01\x02")
    return raw[: at + 24] + struct.pack("<I", size) + raw[at + 28 :]


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".ofd"])
def test_archives_that_attack_are_refused(suffix: str):
    path, raw = Path(f"a{suffix}"), sound()[suffix]
    attacks = {
        "文件已加密": locked(raw),
        "压缩炸弹": swollen(raw, 0x7FFFFFFF),
        "已损坏": swollen(raw, 10),
        "越界路径": zipped(unzipped(raw) | {"../../etc/cron.d/evil": "x"}),
    }
    for says, attack in attacks.items():
        with pytest.raises(UnreadableFile, match=f"^{path}: .*{says}"):
            read_bytes(attack, path, suffix)


def test_ten_thousand_parts_are_refused():
    parts = {f"word/{number}.xml": "" for number in range(10_001)}
    with pytest.raises(UnreadableFile, match="压缩炸弹"):
        read_bytes(zipped(parts), Path("a.docx"), ".docx")


def test_an_archive_that_holds_itself_is_not_unpacked():
    inner = docx(p("某局"))
    for _ in range(5):
        inner = zipped({"word/document.docx": inner})
    with pytest.raises(UnreadableFile, match="不是完整的 Word 文件"):
        read_bytes(inner, Path("a.docx"), ".docx")


@pytest.mark.parametrize("attack", [DOCTYPE, BOMB])
def test_entities_are_refused(attack: str):
    word = part("document", f"<w:body>{p('&x0;').replace('&amp;', '&')}</w:body>")
    word = word.replace("?>", f"?>{attack}", 1)
    with pytest.raises(UnreadableFile, match="文档类型声明|已损坏"):
        read_bytes(zipped({"word/document.xml": word}), Path("a.docx"), ".docx")
    with pytest.raises(UnreadableFile, match="文档类型声明|已损坏"):
        read_bytes(zipped({"OFD.xml": f'{attack}<a xmlns="{OFD}"/>'}), Path("a.ofd"), ".ofd")
    parts = unzipped(workbook())
    parts["xl/sharedStrings.xml"] = f"{attack}<sst><si><t>&x;</t></si></sst>".encode()
    with pytest.raises(UnreadableFile, match="文档类型声明|已损坏"):
        read_bytes(zipped(parts), Path("a.xlsx"), ".xlsx")


@pytest.mark.parametrize("tag", ["w:ins", "w:sdt", "w:tbl", "w:smartTag", "w:r"])
def test_ten_thousand_nested_elements_are_refused(tag: str):
    body = f"<w:p>{f'<{tag}>' * 10_000}{f'</{tag}>' * 10_000}</w:p>"
    with pytest.raises(UnreadableFile, match="已损坏"):
        read_bytes(docx(body), Path("a.docx"), ".docx")


def test_tables_in_tables_do_not_grow_without_end():
    inner = p("某局关于收费的通知")
    for _ in range(40):  # each level says the level below twice, as the names of its columns
        rows = f"<w:tr><w:tc>{inner}</w:tc><w:tc>{p('乙')}</w:tc></w:tr>"
        rows += f"<w:tr><w:tc>{p('丙')}</w:tc><w:tc>{p('丁')}</w:tc></w:tr>" * 3
        inner = f"<w:tbl>{rows}</w:tbl>"
    with pytest.raises(UnreadableFile, match="表格嵌套异常|文字过多"):
        read_bytes(docx(inner), Path("a.docx"), ".docx")


def test_a_merged_cell_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("assistant.ingest.readers.tables.MOST_CHARS", 1_000_000)
    made = openpyxl.Workbook()
    made.active["A1"] = "长" * 30_000
    made.active["B2000"] = "末"
    made.active.merge_cells("A1:A2000")
    kept = io.BytesIO()
    made.save(kept)
    with pytest.raises(UnreadableFile, match="文字过多"):
        read_bytes(kept.getvalue(), Path("a.xlsx"), ".xlsx")


def test_a_sheet_of_a_million_rows_is_refused():
    made = openpyxl.Workbook()
    made.active["A1000000"] = "远"
    kept = io.BytesIO()
    made.save(kept)
    with pytest.raises(UnreadableFile, match="超过 100000 行"):
        read_bytes(kept.getvalue(), Path("a.xlsx"), ".xlsx")


def test_a_pdf_of_fifty_thousand_pages_is_refused():
    raw = pdf([column(WORDS)], kids="4 0 R " * 50_000).replace(b"/Count 1/", b"/Count 50000/")
    with pytest.raises(UnreadableFile, match="共 50000 页，超过 3000 页"):
        read_bytes(raw, Path("a.pdf"), ".pdf")


@pytest.mark.parametrize("kids", ["2 0 R", "2 0 R 4 0 R", "4 0 R 99 0 R"])
def test_a_pdf_whose_pages_hold_themselves_ends(tmp_path: Path, kids: str):
    path = written(tmp_path, "环.pdf", pdf([column(WORDS)], kids=kids))
    try:
        assert read_page(path).lines
    except BadInput as error:
        assert str(error).startswith(f"{path}: ")  # noqa: PT017


def test_a_reader_that_stalls_is_stopped(tmp_path: Path):
    path = written(tmp_path, "慢.pdf", pdf([column(WORDS)]))
    with pytest.raises(UnreadableFile, match=r"慢\.pdf: 读取超时，已停止"):
        budget.read_in_child(path, ".pdf", stalled=0.001)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timers on this system")
def test_a_reader_that_uses_up_its_time_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = written(tmp_path, "忙.pdf", pdf([column(WORDS)]))
    spin = "import signal\nsignal.setitimer(signal.ITIMER_PROF, 0.01)\nwhile True: pass\n"
    start = subprocess.Popen
    monkeypatch.setattr(
        budget.subprocess, "Popen", lambda command, **rest: start([command[0], "-c", spin], **rest)
    )
    with pytest.raises(UnreadableFile, match=r"忙\.pdf: 读取超时，已停止"):
        budget.read_in_child(path, ".pdf")


def test_a_reader_that_dies_is_named(tmp_path: Path):
    path = written(tmp_path, "死.pdf", pdf([column(WORDS)]))
    with pytest.raises(UnreadableFile, match=r"死\.pdf: 文件已损坏或格式有误"):
        budget.read_in_child(path, ".none")


def test_a_reader_that_takes_too_much_memory_is_named(tmp_path: Path):
    path = written(tmp_path, "大.txt", "一、收费。\n".encode() * 1_000_000)
    with pytest.raises(UnreadableFile, match=r"大\.txt: 读取所需内存过大，已停止"):
        budget.read_in_child(path, ".txt", memory=150_000_000)


def test_a_large_file_is_read_by_a_child(tmp_path: Path):
    path = written(tmp_path, "大.txt", "一、收费。\n".encode() * 80_000)
    assert len(read_page(path).lines) == 80_000


def test_folders_and_pipes_are_no_files(tmp_path: Path):
    (tmp_path / "夹.docx").mkdir()
    os.mkfifo(tmp_path / "管.txt")
    for name in ("夹.docx", "管.txt"):
        with pytest.raises(UnreadableFile, match=f"{name}: 不是普通文件"):
            read_page(tmp_path / name)


def test_a_file_that_is_too_large_is_not_opened(tmp_path: Path):
    path = tmp_path / "大.pdf"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(UnreadableFile, match="超过 100 MB"):
        read_page(path)


def test_a_damaged_part_of_a_zip_is_named():
    raw = bytearray(docx("".join(map(p, WORDS * 30))))
    with zipfile.ZipFile(io.BytesIO(bytes(raw))) as archive:
        start = archive.getinfo("word/document.xml").header_offset + 60
    raw[start : start + 20] = b"\xff" * 20
    with pytest.raises(UnreadableFile, match="已损坏"):
        read_bytes(bytes(raw), Path("a.docx"), ".docx")
