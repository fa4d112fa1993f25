"""What real documents taught, by kind: joint numbers, signers, figures, headings of one sentence, dialects."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.ingest.clauses import split_clauses
from assistant.ingest.corpus import read_document
from assistant.ingest.dialect import choose_dialect
from assistant.ingest.heading import Heading, read_heading
from assistant.ingest.lines import Line, Page
from assistant.schema import Clause


def heading_of(*lines: str) -> Heading:
    return read_heading(Page(tuple(map(Line, lines))))


def clauses_of(*lines: str) -> dict[str, Clause]:
    page = Page(tuple(map(Line, lines)))
    _, clauses = split_clauses("d", page.lines, read_heading(page))
    return {clause.path: clause for clause in clauses}


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("财政厅 税务局公告2020年第11号", "财政厅税务局公告2020年第11号"),
        ("某省知识产权局公告第三五零号", "某省知识产权局公告第三五零号"),
        ("某政发〔2024〕 3 号", "某政发〔2024〕3号"),
    ],
)
def test_numbers_of_joint_announcements_and_in_chinese_numerals(line: str, number: str):
    heading = heading_of(
        "关于减免费用的公告", line, "现公告如下：", "一、减免费用。", "某省财政厅", "2020年2月6日"
    )
    assert heading.doc_number == number


@pytest.mark.parametrize(
    ("lines", "issuer"),
    [
        (("某某海关公告2020年第24号（关于查验的公告）", "现公告如下。", "某某海关总署", "2020年2月11日"), "某某海关总署"),
        (("民政厅、卫生健康委联合印发《养老指南》", "现印发指南。"), "民政厅、卫生健康委"),
        (("财政厅有关负责人就印发《补贴办法》答记者问", "问：给谁？", "答：给农户。"), None),
        (
            ("关于春耕的通知", "各市：", "请抓好春耕。", "发展改革委", "供销合作总社", "国铁集团", "农业发展银行", "2020年2月17日"),
            "发展改革委 供销合作总社 国铁集团 农业发展银行",
        ),
    ],
)  # fmt: skip
def test_who_issues(lines: tuple[str, ...], issuer: str | None):
    assert heading_of(*lines).issuer == issuer


def test_the_minister_who_signs_an_order_is_not_its_issuer():
    heading = heading_of(
        "某国卫生部令", "第37号", "《报告办法》现予公布。", "部长张三", "二○○三年十一月七日", "报告办法", "第一条 甲。"
    )  # fmt: skip
    assert (heading.issuer, heading.doc_number) == ("某国卫生部", "某国卫生部令第37号")


def test_the_words_of_a_figure_make_one_clause_that_breaks_no_numbering():
    boxes = ("三、监管", "领域二", "1.画像", "领域一", "1.就医", "2.结算", "二、增益", "1.预警", "2.核查")
    found = clauses_of(
        "场景指引", "各局：", "一、总体要求", "加强应用。", *boxes, "图1 场景总体框架图", "二、任务", "推进。"
    )
    assert list(found) == ["header", "一", "一/图1", "二"]
    assert found["一/图1"].headings == ("一、总体要求", "图1 场景总体框架图")
    assert found["一/图1"].text.splitlines() == [*boxes, "图1 场景总体框架图"]


def test_a_line_of_one_short_sentence_heads_what_stands_below_it():
    found = clauses_of(
        "通知",
        "各局：",
        "（一）信息报送。",
        "1.每日报送情况，不得迟报。",
        "（二）各区每月25日前，报送一次。",
        "1.用表。",
    )
    assert found["(一)/1"].headings == ("（一）信息报送。", "1.")
    assert found["(一)"].text == ""
    assert found["(二)"].text == "各区每月25日前，报送一次。"


def test_a_sentence_that_nothing_follows_keeps_its_words():
    found = clauses_of("通知", "各局：", "一、加强领导", "（一）严格执法。", "（二）规范服务。")
    assert found["一/(一)"].text == "严格执法。"


@pytest.mark.parametrize(
    ("lines", "dialect", "reason"),
    [
        (("办法", "第一条 甲。", "第二条 乙。", "第三条 丙。"), "statute", "正文有 3 处"),
        (("通知", "各局：", "一、甲。", "（一）乙。", "（二）丙。"), "circular", "有 3 处"),
        (("问答", "一、政策问答", "（一）谁可以申请？", "甲。", "（二）多少钱？", "乙。", "（三）多久？", "丙。"), "questions", "有 3 个"),
        (
            ("关于印发章程的通知", "各局：", "请执行。", "某某局", "2025年5月6日", "附件1", "管理章程", "第一条 甲。", "第二条 乙。", "第三条 丙。"),
            "circular",
            "没有成体系的编号，按公文体例和自然段解析；所附文件另有 3 条",
        ),
    ],
)  # fmt: skip
def test_the_dialect_is_chosen_by_evidence_that_is_counted(lines: tuple[str, ...], dialect: str, reason: str):
    found = choose_dialect(list(clauses_of(*lines).values()))
    assert found[0] == dialect
    assert found[1].startswith(reason)


PAGE = """<html><head><meta name="ArticleTitle" content="关于调整低保标准的通知"><title>转载</title></head><body>
<p>来源：东河乡人民政府</p><h1>某县民政局关于调整低保标准的通知</h1><p>某民发〔2025〕9号</p><p>各乡镇人民政府：</p>
<p>一、城市低保标准为每人每月735元。咨询电话：0839-1111111。</p><p>某县民政局</p><p>2025年4月8日</p>
{foot}</body></html>"""
FEET = (
    "<p>联系电话：0839-7654321</p><p>地址：东河乡中心街1号</p><p>版权所有：东河乡人民政府</p><p>蜀ICP备10000001号</p>",
    "<p>主办单位：东河乡人民政府 联系人：王某 13800000000</p><p>网站标识码：5100000001</p><p>网站地图</p>",
)


@pytest.mark.parametrize("foot", FEET)
def test_telephones_of_a_pages_foot_are_no_policy_and_the_notices_own_are(foot: str, tmp_path: Path):
    path = tmp_path / "转载.html"
    path.write_text(PAGE.format(foot=foot), encoding="utf-8")
    document, _ = read_document(path)
    assert "0839-1111111" in document.text
    assert "7654321" not in document.text
    assert "13800000000" not in document.text


def test_a_reposted_page_belongs_to_who_issued_it(tmp_path: Path):
    path = tmp_path / "转载.html"
    path.write_text(PAGE.format(foot=FEET[0]), encoding="utf-8")
    document, _ = read_document(path)
    assert (document.issuer, document.doc_number, document.issued_on) == (
        "某县民政局",
        "某民发〔2025〕9号",
        "2025-04-08",
    )
