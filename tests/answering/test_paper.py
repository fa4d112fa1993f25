"""What a paper says of itself is answered from its edges, in its own words; other questions are left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.answering.paper import told_by_paper
from assistant.ingest.corpus import read_document
from assistant.ingest.sentences import Span
from assistant.retrieval.choices import Choice
from assistant.schema import Clause, Document, Evidence

DAY = date(2026, 11, 1)
NOTICE = """甲旗人民政府关于印发甲旗养老服务补贴办法的通知
甲政发〔2024〕7号
各苏木乡镇人民政府：
现将《甲旗养老服务补贴办法》印发给你们，请认真组织实施。
甲旗人民政府
2024年3月5日
甲旗养老服务补贴办法
为做好养老服务，根据《甲省养老服务条例》和有关规定，制定本办法。
一、补贴标准
对符合条件的老年人，每人每月补贴290元，每月10日前发放。
"""


SIGNED = NOTICE.replace("甲旗人民政府关于印发", "关于印发", 1).replace(
    "现将", "甲旗人民政府常务会议审议通过，现将"
)
SPOKEN_OF = SIGNED.replace("甲旗人民政府\n2024", "2024")


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> tuple[Document, list[Clause]]:
    path = tmp_path_factory.mktemp("paper") / "补贴.txt"
    path.write_text(NOTICE, encoding="utf-8")
    return read_document(path)


def told(question: str, paper: tuple[Document, list[Clause]], library: int = 1) -> str | None:
    document, clauses = paper
    choice = Choice(Evidence(document, clauses[0], 1.0), 0, Span(0, 1), "", {})
    found = told_by_paper(question, [choice], library, lambda _: clauses, DAY)
    if found is None:
        return None
    text, (citation,) = found
    assert document.text[citation.start : citation.end] == citation.quote
    assert text == f"{citation.quote}[1]"
    return citation.quote


TOLD = [
    ("这份办法是多少号文", "甲政发〔2024〕7号"),
    ("发的时候是几号文", "甲政发〔2024〕7号"),
    ("文号是多少", "甲政发〔2024〕7号"),
    ("发文字号是多少", "甲政发〔2024〕7号"),
    ("这个办法是第几号文件", "甲政发〔2024〕7号"),
    ("印发日期是几月几号", "2024年3月5日"),
    ("什么时候印发的", "2024年3月5日"),
    ("甲政发〔2024〕7号讲什么", "甲旗人民政府关于印发甲旗养老服务补贴办法的通知"),
    ("甲政发〔2024〕7号是什么文件？", "甲旗人民政府关于印发甲旗养老服务补贴办法的通知"),
    ("甲政发〔2024〕7号什么时候发的", "2024年3月5日"),
    ("办法的印发日期", "2024年3月5日"),
    ("该办法何时印发", "2024年3月5日"),
    ("发文单位是哪家", "甲旗人民政府关于印发甲旗养老服务补贴办法的通知"),
    ("这个文件是哪天印发的", "2024年3月5日"),
    ("这办法啥时候出台的", "2024年3月5日"),
    ("这份通知是谁发的", "甲旗人民政府关于印发甲旗养老服务补贴办法的通知"),
    ("这个办法是照着哪份文件来的", "为做好养老服务，根据《甲省养老服务条例》和有关规定，制定本办法。"),
    ("制定依据是什么", "为做好养老服务，根据《甲省养老服务条例》和有关规定，制定本办法。"),
]


@pytest.mark.parametrize(("text", "quote"), [(SIGNED, "甲旗人民政府"), (SPOKEN_OF, None)])
def test_a_sentence_that_speaks_of_the_issuer_does_not_name_it(tmp_path: Path, text: str, quote: str | None):
    path = tmp_path / "signed.txt"
    path.write_text(text, encoding="utf-8")
    document, clauses = read_document(path)
    paper = replace(document, issuer="甲旗人民政府"), clauses
    assert told("这份通知是谁发的", paper) == quote


LEFT_ALONE = [
    "补贴什么时候发",
    "养老服务补贴谁发的",
    "这份办法里补贴每月几号发",
    "谁来制定收费标准的文件",
    "按照什么标准补贴",
    "文件柜在几号",
    "根据什么文件发补贴",
    "规划由谁制定",
    "谁印发公文",
    "我该按什么规定发函",
    "通知几号发",
    "按照哪条规定",
    "处罚决定是谁定的",
]


@pytest.mark.parametrize(("question", "words"), TOLD)
def test_told_in_the_paper_s_own_words(question: str, words: str, paper: tuple[Document, list[Clause]]):
    assert told(question, paper) == words


@pytest.mark.parametrize("question", LEFT_ALONE)
def test_other_questions_are_left_alone(question: str, paper: tuple[Document, list[Clause]]):
    assert told(question, paper) is None


def test_among_many_the_paper_must_be_named(paper: tuple[Document, list[Clause]]):
    assert told("这份办法是多少号文", paper, library=3) is None
    assert told("养老服务补贴办法是多少号文", paper, library=3) == "甲政发〔2024〕7号"
    assert told("医疗救助办法是多少号文", paper, library=3) is None
    assert told("医疗救助办法是多少号文", paper) is None
    assert told("养老服务补贴按什么规定来", paper, library=3) is None


def test_the_day_of_signing_is_not_told_for_the_day_of_publishing(paper: tuple[Document, list[Clause]]):
    later = (replace(paper[0], published_on="2024-03-20"), paper[1])
    assert told("这份办法是哪天发布的", later) is None
    assert told("这份办法是哪天印发的", later) == told("这份办法是哪天发布的", paper) == "2024年3月5日"


def test_what_the_paper_does_not_say_is_not_told(tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.mktemp("bare") / "问答.txt"
    path.write_text("养老问答\n一、谁能领补贴\n年满60周岁的老年人可以领补贴。\n", encoding="utf-8")
    assert told("这份文件是多少号文", read_document(path)) is None


def test_a_number_names_its_paper_among_many_and_no_other(paper: tuple[Document, list[Clause]]):
    assert told("甲政发〔2024〕7号什么时候发的", paper, library=300) == "2024年3月5日"
    assert told("甲政发〔2024〕8号什么时候发的", paper) is None
