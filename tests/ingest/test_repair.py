"""Repairs of what printing and copying do to a text."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ingest.corpus import read_document
from assistant.ingest.furniture import head_from_marks, strip_furniture
from assistant.ingest.lines import Line, Page
from assistant.ingest.repair import LOOK_ALIKES, join_breaks, repair, repair_page, unwrap


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("城乡居⺠⼈⼈参保⽹上办理", "城乡居民人人参保网上办理"),
        ("⻅⻔⻋⻓⻛⻩⿊⻰", "见门车长风黄黑龙"),
        ("第 一 条第 一 条 为了规范收费", "第一条 为了规范收费"),
        ("第十二条第十二条 为了规范收费", "第十二条 为了规范收费"),
        ("关于国庆放假的通知关于国庆放假的通知", "关于国庆放假的通知"),
        ("关关于于印印发发计计划划", "关于印发计划"),
        ("关 于 放 假 的 通 知", "关于放假的通知"),
        ("目 录", "目录"),
        ("自 2025 年 5 月 6 日起", "自 2025年5月6日起"),
        ("主 任：王某", "主任：王某"),
        ("收\u200b费\ufeff标\xad准", "收费标准"),
    ],
)
def test_broken_words_are_made_whole(broken: str, whole: str):
    assert repair(broken) == whole


@pytest.mark.parametrize(
    "text",
    [
        "一、每月收费一次。",
        "人人参保，天天公示，常常走访。",
        "１．全角数字和（括号）照原样保留。",
        "附件 1",
        "open data 平台",
        "责任单位：民政局 财政局 人社局",
        "张三 李四 王五",
        "研究研究再研究研究",
        "某市 某县 某乡",
    ],
)
def test_sound_text_stays_as_it_is(text: str):
    assert repair(text) == text


def test_no_look_alike_is_left():
    radicals = "".join(map(chr, (*range(0x2F00, 0x2FD6), *range(0x2E80, 0x2EF4))))
    left = [char for char in repair(radicals) if 0x2E80 <= ord(char) <= 0x2FDF]
    assert [unicodedata.name(char, "?") for char in left if char != "\u2e9a"] == []


@given(st.text(alphabet="一二三关于的通知民⺠ ，。、（）第条0123456789AB⼈", max_size=40))
def test_repairing_twice_changes_nothing_more_of_radicals(text: str):
    once = repair(text)
    assert not any(ord(char) in LOOK_ALIKES for char in once)
    assert repair(repair(once)) == repair(repair(repair(once)))


def test_offsets_point_into_the_repaired_text(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text("关 于 居 ⺠ 参 保 的 通 知\n一、城乡居⺠⼈⼈参保。\n二、⽹上办理。\n", encoding="utf-8")
    document, clauses = read_document(path)
    assert document.text == "关于居民参保的通知\n一、城乡居民人人参保。\n二、网上办理。"
    assert [document.text[c.text_start : c.text_end] for c in clauses] == [c.text for c in clauses]


def test_full_width_characters_are_kept_in_the_text(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text("某局通知\n一、每人１００元（含税）。\n", encoding="utf-8")
    assert "每人１００元（含税）" in read_document(path)[0].text


def test_breaks_inside_a_sentence_are_joined():
    assert join_breaks(["某市人民政府关于印发", "某方案的通知", "", "一、总体要求"]) == [
        "某市人民政府关于印发某方案的通知",
        "一、总体要求",
    ]


def test_lines_of_a_fixed_width_are_unwrapped():
    row = "为了规范收费行为保护缴费人合法权益根据有关法律"
    lines = [row, row, row, row, row, "结束。", "一、收费。"]
    assert unwrap(lines) == [row * 5 + "结束。", "一、收费。"]
    assert unwrap(["一、甲。", "二、乙。"]) == ["一、甲。", "二、乙。"]


LETTER = "为贯彻落实有关决策部署，" * 8 + "现印发给你们。"
ROW, ENDING_ROW = "要素归集、资源整合，多方赋能应用", "多方赋能。要素归集、资源整合应用"


def test_an_attachment_of_a_fixed_width_is_unwrapped_below_a_letter():
    rows, short = [*[ROW] * 10, *[ENDING_ROW] * 2], ["短行"] * 9
    lines = [LETTER, "某省数据局", "附件", *rows, "结束。", "（一）汇聚", *short, ROW, LETTER]
    assert unwrap(lines) == [
        LETTER, "某省数据局", "附件", "".join(rows) + "结束。", "（一）汇聚", *short, ROW, LETTER
    ]  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([LETTER, *["第十五区的医疗用品有限责任公司啊"] * 12], id="names"),
        pytest.param([LETTER, *["第甲街道服务中心，永清大街，电话八八八"] * 12], id="addresses"),
        pytest.param([LETTER, *["一句话说到这里为止，它是一整段。"] * 12], id="paragraphs"),
        pytest.param([LETTER, *[ROW] * 9, *[ENDING_ROW] * 2], id="too few"),
        pytest.param([LETTER, *[ROW] * 10, *[ENDING_ROW] * 2, *["短行"] * 40], id="under a quarter"),
    ],
)
def test_lines_of_like_length_are_not_glued(lines: list[str]):
    assert unwrap(lines) == lines


def test_lines_that_come_to_nothing_are_dropped():
    page = Page((Line("\u200b"), Line("某局")), {"title": "⼈员"}, ("⺠政",))
    assert repair_page(page) == Page((Line("某局"),), {"title": "人员"}, ("民政",))


CARD = (
    "索引号：000014349/2026-00056 主题分类：卫生、体育",
    "发文机关：国务院 成文日期：2026年07月19日",
    "标题：国务院关于印发《某计划》的",
    "通知",
    "发文字号：国发〔2026〕26号 发布日期：2026年07月23日",
)


def test_an_index_card_below_the_text_is_dropped_and_its_date_kept():
    page = strip_furniture(Page(tuple(map(Line, ("一、收费。", *CARD)))))
    assert [line.text for line in page.lines] == ["一、收费。"]
    assert page.facts == {"published_on": "2026年07月23日"}


def test_a_form_with_a_field_or_two_is_no_card():
    lines = tuple(map(Line, ("一、填写下表。", "标题：", "发文字号：", "经办人：")))
    assert strip_furniture(Page(lines)).lines == lines


def test_the_path_of_a_site_is_dropped():
    lines = tuple(
        map(
            Line,
            (
                "某市通知",
                ">",
                "政务公开",
                ">",
                "政策发布",
                "某市关于补贴发放的通知",
                "[ 打印 ]",
                "打印材料。",
            ),
        )
    )
    assert [line.text for line in strip_furniture(Page(lines)).lines] == [
        "某市通知",
        "某市关于补贴发放的通知",
        "打印材料。",
    ]


def test_marks_of_the_header_block_come_before_the_text():
    page = head_from_marks(Page((Line("关于收费的通知"),), {}, ("特 急", "某市人民政府文件", "第 1 页")))
    assert [line.text for line in page.lines] == ["特 急", "某市人民政府文件", "关于收费的通知"]
