"""Marks of secrecy are refused; texts that speak of secrets are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import Classified
from assistant.ingest.lines import Line, Page
from assistant.ingest.readers import read_page
from assistant.ingest.secrecy import check_secrecy, mark_of

PATH = Path("某文件.txt")
BODY = ("某局关于收费的通知", "一、每月收费一次。")


def page(*lines: str, marks: tuple[str, ...] = ()) -> Page:
    return Page(tuple(map(Line, lines)), {}, marks)


@pytest.mark.parametrize(
    "mark",
    [
        "秘密",
        "机密",
        "绝密",
        "机 密",
        "机密★1年",
        "秘密★10年",
        "绝密★长期",
        "机密★6个月",
        "绝密★启用前",
        "机密☆三年",
        "密级：秘密",
        "密级和保密期限：机密★5年",
        "000001 机密★1年 特急",
        "份号：000012 秘密",
        "★机密★",
        "【秘密】",
        "机密级",
    ],
)
def test_a_mark_above_the_text_is_refused(mark: str):
    with pytest.raises(Classified, match=r"^某文件\.txt: 文件标有密级（.+）: 本系统不处理涉密文件"):
        check_secrecy(page(mark, *BODY), PATH)


@pytest.mark.parametrize(
    "text",
    [
        "涉及国家秘密、商业秘密和个人隐私的，依法不予公开。",
        "工作人员应当保守秘密。",
        "某市商业秘密保护办法",
        "国家秘密的密级分为绝密、机密、秘密三级。",
        "绝密级国家秘密是最重要的国家秘密。",
        "保守秘密",
        "机密文件的传递",
        "第十条 国家秘密的密级分为绝密、机密、秘密三级。",
        "保密",
        "内部资料 注意保存",
        "秘密级国家秘密载体管理规定",
        "密级：公开",
        "无密级",
        "秘书处",
    ],
)
@pytest.mark.parametrize("at_top", [True, False])
def test_ordinary_uses_of_the_words_are_not_refused(text: str, at_top: bool):
    check_secrecy(page(text, *BODY) if at_top else page(*BODY, text), PATH)
    check_secrecy(page(*BODY, marks=(text,)), PATH)


def test_a_star_makes_a_mark_anywhere():
    filler = tuple(f"{n}.事项。" for n in range(1, 40))
    with pytest.raises(Classified, match="机密★1年"):
        check_secrecy(page(*BODY, *filler, "机密★1年"), PATH)


def test_the_bare_word_deep_in_the_text_is_no_mark():
    filler = tuple(f"{n}.事项。" for n in range(1, 40))
    check_secrecy(page(*BODY, *filler, "秘密"), PATH)


def test_the_levels_one_by_one_are_a_lesson():
    check_secrecy(page("国家秘密的密级", "绝密", "机密", "秘密", "各级含义如下。"), PATH)


@pytest.mark.parametrize("mark", ["机密★1年", "秘密", "特急 绝密", "机密★1年｜特急"])
def test_a_mark_in_a_page_header_is_refused(mark: str):
    with pytest.raises(Classified):
        check_secrecy(page(*BODY, marks=(mark,)), PATH)


def test_a_mark_beside_the_copy_number_is_found():
    with pytest.raises(Classified, match="机密★1年"):
        check_secrecy(page("000001 机密★1年 特急", *BODY), PATH)


def test_a_text_file_with_a_mark_is_refused(tmp_path: Path):
    path = tmp_path / "某文件.txt"
    path.write_text("\n".join(("绝 密 ★ 长 期", *BODY)), encoding="gb18030")
    with pytest.raises(Classified, match=r"某文件\.txt: 文件标有密级（绝密★长期）"):
        read_page(path)


def test_blanks_in_a_mark_count_for_nothing():
    assert mark_of("秘 密 ★ 5 年", at_top=False) == "秘密★5年"
