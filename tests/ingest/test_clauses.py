"""Clauses: the plan by its paths, the traps of both numbering systems, and the law that spans tile the text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ingest.clauses import split_clauses
from assistant.ingest.corpus import read_document
from assistant.ingest.heading import read_heading
from assistant.ingest.lines import Line, Page
from assistant.schema import Clause
from tests.conftest import PLAN, ROOT

CORPUS = ROOT.parent / "shared/data"


def clauses_of(*lines: str) -> dict[str, Clause]:
    page = Page(tuple(Line(line) for line in lines))
    _, clauses = split_clauses("d", page.lines, read_heading(page))
    return {clause.path: clause for clause in clauses}


def test_the_plan_is_cut_into_its_clauses():
    _, clauses = read_document(PLAN)
    items = {"(一)": 3, "(二)": 3, "(三)": 2, "(四)": 3, "(五)": 6, "(六)": 3}
    second = [
        path
        for part, n in items.items()
        for path in (f"二/{part}", *(f"二/{part}/{i}" for i in range(1, n + 1)))
    ]
    third = [f"三/({n})" for n in "一二三四"]
    assert [c.path for c in clauses] == [
        "header",
        "notice",
        "signature",
        "preamble",
        "一",
        "二",
        *second,
        "三",
        *third,
    ]


def test_headings_are_separated_from_text():
    document, clauses = read_document(PLAN)
    clause = {c.path: c for c in clauses}["二/(一)/3"]
    assert clause.label == "二、（一）3"
    assert clause.headings == ("二、重点任务", "(一)项目建设提速增效", "3.健全项目督办机制。")
    assert clause.text.startswith("建立项目推进闭环运作体系")
    assert clause.text.endswith("及时协调解决项目推进过程中存在的问题。")
    assert document.text[clause.text_start : clause.text_end] == clause.text
    assert document.text[clause.start : clause.end].startswith("3.健全项目督办机制。建立")


def test_page_furniture_is_outside_the_document():
    document, _ = read_document(PLAN)
    for words in ("浏览次数", "信息来源", "首页", "发布日期"):
        assert words not in document.text


ARTICLES = (
    "某某管理办法",
    "第一条 为规范管理，制定本办法。",
    "第二条　有下列情形之一的，不予办理：",
    "（一）材料不全；",
    "（二）逾期未办。",
    "前款规定的期限为15日。",
    "第三条 本办法由市局解释。",
    "第三条之一 另行规定。",
)


def test_a_paragraph_after_a_list_of_items_opens_the_next_paragraph_of_the_article():
    found = clauses_of(*ARTICLES)
    assert [p for p in found if p.startswith("第")] == [
        "第一条",
        "第二条",
        "第二条/(一)",
        "第二条/(二)",
        "第二条/第二款",
        "第三条",
        "第三条之一",
    ]
    assert found["第二条/第二款"].text == "前款规定的期限为15日。"
    assert found["第二条/(一)"].label == "第二条第（一）项"


def test_an_article_may_have_more_than_ninety_nine_paragraphs():
    many = [f"单位名称第{n}号有限公司。" for n in range(1, 1101)]
    found = clauses_of("名单管理办法", "第一条 甲。", "第二条 纳入名单的单位：", *many, "第三条 丙。")
    assert found["第二条/第一百零一款"].text == "单位名称第100号有限公司。"
    assert list(found)[-2:] == ["第二条/第一千一百零一款", "第三条"]


@pytest.mark.parametrize(
    ("lines", "paths"),
    [
        (("通知", "各局：", "一、总体要求", "一是加强领导，二是压实责任。"), ["header", "一"]),
        (
            ("通知", "各局：", "（一）甲。", "（1）乙。", "（2）丙。", "（二）丁。"),
            ["header", "(一)", "(一)/(1)", "(一)/(2)", "(二)"],
        ),
        (("通知", "各局：", "一、甲", "1.5亿元用于建设。", "2.乙。"), ["header", "一", "一/2"]),
        (
            (
                "通知",
                "各局：",
                "一、甲。",
                "附件：1.表",
                "2.单",
                "某市某局",
                "2025年5月6日",
                "附件1",
                "一、附件里的一",
            ),
            ["header", "一", "attachments", "signature", "附件1", "附件1/一"],
        ),
        (
            (
                "办法",
                "目录",
                "第一章 总则",
                "第二章 分则",
                "第一章 总则",
                "第一条 甲。",
                "第二条 乙。",
                "第二章 分则",
                "第三条 丙。",
            ),
            ["header", "toc", "第一章", "第一条", "第二条", "第二章", "第三条"],
        ),
    ],
)
def test_traps_of_numbering(lines: tuple[str, ...], paths: list[str]):
    assert list(clauses_of(*lines)) == paths


def test_chapters_stand_in_the_headings_and_not_in_the_path():
    found = clauses_of("办法", "第一章 总则", "第一条 甲。", "第二条 乙。", "第三条 丙。")
    assert found["第二条"].headings == ("第一章 总则", "第二条")


ANY_LINE = st.one_of(
    st.sampled_from(
        [
            "一、甲",
            "（一）乙。丙",
            "1.丁",
            "(1)戊",
            "第一条 己",
            "第一章 庚",
            "附件1",
            "附件：1.表",
            "2025年5月6日",
            "某某人民政府",
            "某某工作方案",
            "目录",
            "抄送：某局",
            "①辛",
            "问：何时？",
        ]
    ),
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=30
    ),
)


@given(st.lists(ANY_LINE, min_size=1, max_size=40))
def test_no_text_is_lost_or_repeated(lines: list[str]):
    page = Page(tuple(Line(line) for line in lines))
    text, clauses = split_clauses("d", page.lines, read_heading(page))
    assert text == "\n".join(lines)
    assert [c.start for c in clauses] == [0, *(c.end for c in clauses[:-1])]
    assert clauses[-1].end == len(text)
    assert len({c.path for c in clauses}) == len(clauses)
    for clause in clauses:
        assert text[clause.text_start : clause.text_end] == clause.text
        assert clause.start <= clause.text_start <= clause.text_end <= clause.end


@pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/data is not here")
def test_real_pages_tile_and_carry_no_navigation():
    for path in sorted((CORPUS / "guangzhou_pages").glob("*.html")):
        document, clauses = read_document(Path(path))
        assert "".join(document.text[c.start : c.end] for c in clauses) == document.text
        # As words of the text they may stand (在“首页—热门服务”选择…, 现场打印报名表); as lines they are navigation.
        assert not {"首页", "分享到", "打印", "无障碍"} & set(document.text.splitlines()), path.name


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("附件 2025年重点工作任务清单", "附件"),
        ("附件 三年行动计划", "附件"),
        ("附件1 2025年重点工作任务清单", "附件1"),
        ("附件12", "附件12"),
    ],
)
def test_a_year_behind_an_attachments_mark_is_no_number(line: str, path: str) -> None:
    lines = (
        "通知",
        "各局：",
        "一、甲。",
        "某市某局",
        "2025年5月6日",
        line,
        "一、附件里的一。" + "内容" * 120,
    )
    assert list(clauses_of(*lines))[-2:] == [path, f"{path}/一"]
