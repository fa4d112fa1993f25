"""Copies are kept once with all their sources; years, numbers and versions make other papers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.ingest.copies import find_copies, fold_copies
from assistant.schema import Document

LINES = [
    f"第{n}项工作由县农业农村局负责，须在2025年{n % 12 + 1}月底前完成并报县政府办公室" for n in range(1, 21)
]
TEXT = "\n".join(LINES)
NOTICE = Document(
    "a", "关于春耕工作的通知", TEXT, "a.txt", doc_number="某政发〔2025〕3号", issued_on="2025-03-01"
)


def copy_of(document: Document, name: str, **changes: object) -> Document:
    return replace(document, id=name, source=f"{name}.html", sha256=name, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "other",
    [
        copy_of(NOTICE, "b"),
        copy_of(NOTICE, "b", text="索引号：某-01\n" + TEXT.replace("\n", "。\n") + "\n责任编辑：张三"),
        copy_of(NOTICE, "b", text=TEXT.replace("县农业农村局", "县农业农村局", 1).replace("须在", "须 在")),
        copy_of(NOTICE, "b", doc_number=None, issued_on=None, text=TEXT.replace("20项", "二十项")),
        copy_of(NOTICE, "b", doc_number="某政发[2025]3号"),
        copy_of(NOTICE, "b", text="\n".join(LINES[:12])),  # a site left the attachment out
    ],
    ids=["same", "furniture", "blanks", "no facts", "brackets", "part"],
)
def test_the_same_paper_from_two_places_is_kept_once(other: Document):
    kept = fold_copies([other, NOTICE])
    assert list(kept) == ["a"]
    assert [(copy.id, copy.source) for copy in kept["a"].copies] == [("b", "b.html")]
    assert kept["a"].sources == ("a.txt", "b.html")


@pytest.mark.parametrize(
    "other",
    [
        copy_of(NOTICE, "b", doc_number="某政发〔2026〕3号"),
        copy_of(NOTICE, "b", issued_on="2026-03-01"),
        copy_of(NOTICE, "b", text="\n".join(line.replace("2025", "2026") for line in LINES)),
        copy_of(NOTICE, "b", title="春耕工作的解读", doc_number=None, text="\n".join(LINES[:12])),
        copy_of(NOTICE, "b", text="\n".join(LINES[:5])),
    ],
    ids=["number", "day", "year", "excerpt under another title", "small excerpt"],
)
def test_another_paper_is_not_a_copy(other: Document):
    assert list(find_copies([NOTICE, other])) == []


def test_an_amended_statute_is_another_version_however_little_changed():
    head = "某某条例\n（2005年11月18日某政府令第450号公布）\n"
    amended = head.replace("公布）", "公布 根据2017年10月7日《决定》修订）")
    body = "\n".join(f"第{n}条 {line}" for n, line in zip("一二三四五六七八九", LINES, strict=False))
    old, new = (
        Document(name, "某某条例", text + body, dialect="statute", issued_on="2005-11-18")
        for name, text in (("old", head), ("new", amended))
    )
    assert list(find_copies([old, new])) == []


def test_of_copies_alike_the_one_that_is_already_held_is_kept():
    papers = [NOTICE, copy_of(NOTICE, "b"), copy_of(NOTICE, "c")]
    assert list(fold_copies(papers, {"b", "c"})) == ["b"]
    assert list(fold_copies([*papers, copy_of(NOTICE, "d", issuer="某县人民政府")], {"b"})) == ["d"]


def test_three_copies_make_one_whatever_their_order():
    second, third = copy_of(NOTICE, "b", issued_on=None), copy_of(NOTICE, "c", doc_number=None)
    papers = [NOTICE, second, third]
    outcomes = [fold_copies([papers[i] for i in order]) for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0))]
    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert [copy.id for copy in outcomes[0]["a"].copies] == ["b", "c"]
