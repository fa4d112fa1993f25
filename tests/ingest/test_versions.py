"""Validity that follows from other documents of the library, and only from what they say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.ingest.versions import judge
from assistant.schema import Document, Reference, Validity

OLD = Document(
    "old", "某县饮水办法", "旧文", doc_number="某政发〔2015〕7号", issuer="某县政府", issued_on="2015-01-01"
)
NEW = Document(
    "new", "某县供水规定", "新文", issuer="某县政府", issued_on="2024-03-01", effective_on="2024-05-01",
    repeals=(Reference("某县饮水办法", "某政发〔2015〕7号"),),
)  # fmt: skip


def judged(*documents: Document) -> dict[str, Document]:
    return {document.id: document for document in judge(documents)}


def test_what_another_document_repeals_ends_on_the_day_that_one_begins():
    old = judged(OLD, NEW)["old"]
    assert (old.status, old.status_source, old.replaced_by, old.ended_on) == (Validity.REPEALED, "corpus", "new", "2024-05-01")  # fmt: skip
    assert old.validity(date(2024, 4, 30)) is Validity.IN_FORCE
    assert old.validity(date(2024, 5, 1)) is Validity.REPEALED


@pytest.mark.parametrize(
    ("old", "reference"),
    [
        (OLD, Reference("", "某政发〔2015〕7号")),
        (replace(OLD, notice_title="某县政府关于印发《某县饮水办法》的通知"), Reference("某县政府关于印发<某县饮水办法>的通知")),
        (replace(OLD, title="某县政府关于印发《某县饮水办法(试行)》的通知"), Reference("某县饮水办法（试行）")),
    ],
)  # fmt: skip
def test_ways_of_naming_what_is_repealed(old: Document, reference: Reference):
    assert judged(old, replace(NEW, repeals=(reference,)))["old"].status is Validity.REPEALED


@pytest.mark.parametrize(
    "new",
    [
        replace(
            NEW, repeals=(Reference("某县饮水办法", "某政发〔2019〕1号"),)
        ),  # another paper of that title
        replace(NEW, issued_on="2014-01-01"),  # it is the older one
        replace(NEW, repeals=()),
    ],
)
def test_what_nobody_repealed_stays_as_it_is(new: Document):
    assert judged(OLD, new)["old"] == OLD


def test_the_word_of_the_catalogue_comes_first():
    old = replace(OLD, status=Validity.IN_FORCE, status_source="catalogue")
    assert judged(old, NEW)["old"] == old


def test_of_two_versions_of_an_instrument_the_older_is_superseded():
    versions = [
        replace(OLD, id=str(year), title=title, doc_number=None, issued_on=f"{year}-01-01")
        for year, title in ((2015, "某县饮水办法"), (2019, "某县饮水办法（试行）"), (2023, "某县饮水办法（2023年修订）"))
    ]  # fmt: skip
    found = judged(*versions)
    assert [(found[y].status, found[y].replaced_by) for y in ("2015", "2019", "2023")] == [
        (Validity.SUPERSEDED, "2019"), (Validity.SUPERSEDED, "2023"), (Validity.UNKNOWN, None),
    ]  # fmt: skip


def test_a_notice_of_the_same_title_may_be_next_years():
    notices = [
        replace(OLD, id=i, title="关于做好防汛工作的通知", issued_on=f"{i}-05-01") for i in ("2023", "2024")
    ]
    assert judge(notices) == notices


def test_what_was_judged_is_forgotten_when_the_other_document_is_gone():
    old = judged(OLD, NEW)["old"]
    assert judge([old]) == [OLD]
