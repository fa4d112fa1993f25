"""Files as offices have them, good and bad."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import BadInput, CorpusMissing, EmptyDocument, UnreadableFile
from assistant.ingest.corpus import corpus_files, read_catalogue, read_document

TEXT = "某局关于收费的通知\n某发〔2025〕1号\n各科室：\n一、每月收费一次。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_give_the_same_text(tmp_path: Path, encoding: str):
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode(encoding))
    document, clauses = read_document(path)
    assert document.text == TEXT.strip()
    assert [c.path for c in clauses] == ["header", "一"]


@pytest.mark.parametrize(
    ("name", "content", "error", "says"),
    [
        ("a.txt", b"", EmptyDocument, "文件是空的"),
        ("a.txt", b" \n ", EmptyDocument, "文件是空的"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", UnreadableFile, "不是文本文件|无法识别文字编码"),
        ("a.txt", b"\xff\xff\xff\xff", UnreadableFile, "无法识别文字编码"),
        ("a.xyz", b"abc", UnreadableFile, "不支持的格式"),
        ("a.html", b"<html><body></body></html>", EmptyDocument, "没有文字"),
    ],
)
def test_bad_files_are_named_with_reason_and_remedy(
    tmp_path: Path, name: str, content: bytes, error: type[Exception], says: str
):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(error, match=says) as caught:
        read_document(path)
    assert str(path) in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(UnreadableFile, match="no.txt"):
        read_document(tmp_path / "no.txt")


PAGE = """<html><head><meta name="ArticleTitle" content="某市补贴通知"><meta name="PubDate" content="2025-10-17">
<title>某网站</title></head><body><div class="nav">首页 分享到</div><div id="zoom"><p>某市补贴通知</p>
<p>一、补贴标准，见下表；请按时申请，逾期不补。</p><table><tr><th>对象</th><th>标准</th></tr>
<tr><td>学生</td><td>每人50元</td></tr><tr><td>老人</td><td>每人80元</td></tr></table></div></body></html>"""


def test_a_table_row_of_a_page_explains_itself(tmp_path: Path):
    path = tmp_path / "a.html"
    path.write_text(PAGE, encoding="utf-8")
    document, clauses = read_document(path)
    assert (document.title, document.published_on) == ("某市补贴通知", "2025-10-17")
    rows = {c.path: c.text for c in clauses if "/行" in c.path}
    assert rows == {"一/表1/行1": "对象：学生；标准：每人50元", "一/表1/行2": "对象：老人；标准：每人80元"}


def test_a_missing_corpus_is_named(tmp_path: Path):
    with pytest.raises(CorpusMissing, match="资料文件夹不存在"):
        corpus_files(tmp_path / "none")


def test_a_link_out_of_the_corpus_is_passed_over(tmp_path: Path):
    (tmp_path / "outside.txt").write_text(TEXT, encoding="utf-8")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "in.txt").write_text(TEXT, encoding="utf-8")
    (corpus / "link.txt").symlink_to(tmp_path / "outside.txt")
    assert [path.name for path in corpus_files(corpus)] == ["in.txt"]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ('[[document]]\nfile = "none.txt"\n', "不存在：none.txt"),
        ('[[document]]\nfile = "a.txt"\ncolour = "red"\n', "colour"),
        ("[[document]\n", "格式有误"),
    ],
)
def test_a_wrong_catalogue_is_named(tmp_path: Path, rows: str, says: str):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "catalogue.toml").write_text(rows, encoding="utf-8")
    with pytest.raises(BadInput, match=says):
        read_catalogue(tmp_path)


def test_the_catalogue_wins_over_what_was_parsed(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    document, _ = read_document(path, {"file": "a.txt", "issuer": "某市某局", "status": "repealed"})
    assert (document.issuer, document.status.value, document.doc_number) == (
        "某市某局",
        "repealed",
        "某发〔2025〕1号",
    )
