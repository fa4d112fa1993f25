"""Saved web pages: main text without navigation, and nothing that the page hides."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import UnreadableFile
from assistant.ingest.corpus import read_document
from assistant.ingest.readers import read_bytes

PATH = Path("a.html")
BODY = "<p>某市补贴通知</p><p>一、补贴标准为每人50元，请按时申请。</p>"


def read(html: str | bytes) -> list[str]:
    raw = html if isinstance(html, bytes) else html.encode()
    return [line.text for line in read_bytes(raw, PATH, ".html").lines]


@pytest.mark.parametrize(
    "hidden",
    [
        "<p style='display:none'>密令</p>",
        "<p hidden>密令</p>",
        "<p style='color:#fff'>密令</p>",
        "<font color=white>密令</font>",
        "<p style='font-size:0'>密令</p>",
        "<p style='text-indent:-9999px'>密令</p>",
        "<script>密令</script>",
        "<!-- 密令 -->",
    ],
)
def test_what_a_page_hides_is_not_read(hidden: str):
    assert read(f"<html><body><div>{BODY}{hidden}</div></body></html>") == [
        "某市补贴通知",
        "一、补贴标准为每人50元，请按时申请。",
    ]


def read_styled(css: str, words: str) -> list[str]:
    return read(f"<html><head><style>{css}</style></head><body>{BODY}{words}</body></html>")


@pytest.mark.parametrize(
    ("css", "words"),
    [
        (".x{display:none}", "<p class='x'>密令</p>"),
        ("p.a , DIV.x { color:red; Display : NONE !important }", "<div class='x'><p>密令</p></div>"),
        ("#x{visibility:hidden}", "<p id='x'>密令</p>"),
        ("/* } */ em{font-size:0px}", "<em>密令</em>"),
        ("p{display:block} .x{display:none} p{display:block}", "<p class='x'>密令</p>"),
        ("div{display:none} .x{display:none}", "<div><p class='x'>密令</p></div>"),
    ],
)
def test_what_the_style_sheet_of_a_page_hides_is_not_read(css: str, words: str):
    assert read_styled(css, words) == ["某市补贴通知", "一、补贴标准为每人50元，请按时申请。"]


@pytest.mark.parametrize(
    ("css", "words"),
    [
        ("@media print{.x{display:none}}", "<p class='x'>明文</p>"),
        ("@media (max-width:700px){.x{display:none}}", "<p class='x'>明文</p>"),
        (".x{display:none} @media (min-width:700px){.x{display:block}}", "<p class='x'>明文</p>"),
        (".x{display:none} p.x.on{display:block}", "<p class='x on'>明文</p>"),
        (".x{display:none} .x:first-of-type{display:block}", "<p class='x'>明文</p>"),
        (".x{display:none}", "<p class='x' style='display:block'>明文</p>"),
        (".x{font-size:0} .x p{font-size:14px}", "<div class='x'><p>明文</p></div>"),
        (".x{visibility:hidden}", "<div class='x'><p style='visibility:visible'>明文</p></div>"),
        (".x::before{display:none} .x:hover{display:none}", "<p class='x'>明文</p>"),
        ("body{visibility:hidden} html{display:none}", "<p>明文</p>"),
        ("}} .y{display:none} a[{display:block}", "<p class='x'>明文</p>"),
        ("", "<noscript><style>.x{display:none}</style></noscript><p class='x'>明文</p>"),
    ],
)
def test_what_a_style_sheet_only_may_hide_is_read(css: str, words: str):
    assert read_styled(css, words) == ["某市补贴通知", "一、补贴标准为每人50元，请按时申请。", "明文"]


def test_white_words_on_a_coloured_ground_are_read():
    ground = "<div style='background:#c00'><p style='color:#fff'>某市补贴通知</p></div><p>一、每月发放。</p>"
    assert read(f"<html><body>{ground}</body></html>") == ["某市补贴通知", "一、每月发放。"]


def test_navigation_is_left_out(tmp_path: Path):
    path = tmp_path / "a.html"
    around = (
        "<div class='nav'>首页 <a>无障碍</a></div>",
        "<div class='share'>分享到 打印</div><footer>版权所有</footer>",
    )
    path.write_text(
        f"<html><body>{around[0]}<div id='zoom'>{BODY}</div>{around[1]}</body></html>", encoding="utf-8"
    )
    document, _ = read_document(path)
    assert not any(word in document.text for word in ("首页", "无障碍", "分享到", "打印", "版权"))
    assert "每人50元" in document.text


def test_a_page_in_gbk_that_says_so():
    page = f"<html><head><meta charset='gb2312'></head><body>{BODY}</body></html>"
    assert read(page.encode("gb18030"))[1] == "一、补贴标准为每人50元，请按时申请。"


def test_a_few_broken_letters_pass_and_many_do_not():
    page = f"<html><head><meta charset='gbk'></head><body>{BODY * 60}</body></html>".encode("gb18030")
    at = page.index("补".encode("gb18030"), len(page) // 2)
    assert read(page[:at] + b"\xff" + page[at + 1 :])[0] == "某市补贴通知"
    with pytest.raises(UnreadableFile, match="无法识别文字编码"):
        read(page.replace("补".encode("gb18030"), b"\xff\xff"))


def test_two_rows_of_column_names():
    table = (
        "<table><tr><th rowspan=2>镇</th><th colspan=2>补贴</th></tr><tr><th>人数</th><th>金额</th></tr>"
        "<tr><td>东镇</td><td>3</td><td>90元</td></tr></table>"
    )
    assert read(f"<html><body>{BODY}{table}</body></html>")[2:] == [
        "镇｜补贴-人数｜补贴-金额",
        "镇：东镇；补贴-人数：3；补贴-金额：90元",
    ]


@pytest.mark.parametrize("tag", ["div", "span", "b", "ul><li"])
def test_ten_thousand_nested_tags_are_refused(tag: str):
    with pytest.raises(UnreadableFile, match=r"a\.html: 网页结构嵌套过深"):
        read("<html><body>" + f"<{tag}>" * 10_000 + BODY)


def test_the_only_paragraph_with_commas_is_not_the_whole_page():
    assert read(
        f"<html><body><div><h1>某市补贴通知</h1>{BODY[BODY.index('<p>一') :]}<p>某市民政局</p></div></body></html>"
    ) == [
        "某市补贴通知",
        "一、补贴标准为每人50元，请按时申请。",
        "某市民政局",
    ]


def test_a_large_table_is_not_taken_for_the_whole_page(tmp_path: Path):
    rows = "".join(
        f"<tr><td>第{n}项</td><td>申请表，身份证，户口簿，银行卡，承诺书。</td></tr>" for n in range(9)
    )
    path = tmp_path / "通知.html"
    path.write_text(
        f"<html><meta charset='utf-8'><body><h1>关于申请材料的通知</h1><p>每人每年补助800元。</p><table>{rows}</table>"
        "</body></html>",
        encoding="utf-8",
    )
    texts = [line.text for line in read_bytes(path.read_bytes(), path, ".html").lines]
    assert texts[:2] == ["关于申请材料的通知", "每人每年补助800元。"]
    assert len(texts) == 11
