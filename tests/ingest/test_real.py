"""The law on real documents: their spans tile their text, and every 第…条 of a statute is a clause exactly once."""

from __future__ import annotations

import json
import re
import tarfile
from collections import Counter
from pathlib import Path

import pytest

from assistant.ingest.corpus import read_document
from assistant.schema import Clause, Document
from tests.conftest import ROOT

DATA = ROOT.parent / "shared/data"
ARTICLE = r"第[〇零一二三四五六七八九十百千两]+条(?:之[〇零一二三四五六七八九十百千两]+)?"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not here")


def holds_the_law(document: Document, clauses: list[Clause]) -> bool:
    tiled = "".join(document.text[c.start : c.end] for c in clauses) == document.text
    quoted = all(document.text[c.text_start : c.text_end] == c.text for c in clauses)
    return tiled and quoted and len({c.path for c in clauses}) == len(clauses)


@pytest.mark.parametrize(
    ("name", "count"), [("beijing_notices/notices.jsonl", 61), ("govcn_2020/policies.jsonl", 276)]
)
def test_every_notice_is_read_and_tiled(name: str, count: int, tmp_path: Path):
    rows = [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]
    broken = []
    for number, row in enumerate(rows):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"{row['title']}\n\n{row['text']}\n", encoding="utf-8")
        if not holds_the_law(*read_document(path)):
            broken.append(number)
    assert (len(rows), broken) == (count, [])


def test_every_page_is_read_and_tiled():
    pages = sorted((DATA / "guangzhou_pages").glob("*.html"))
    assert len(pages) == 17
    assert [path.name for path in pages if not holds_the_law(*read_document(path))] == []


@pytest.mark.slow
def test_every_article_of_a_statute_is_a_clause_exactly_once(tmp_path: Path):
    with tarfile.open(next((DATA / "laws_md").glob("*.tar.gz"))) as archive:
        archive.extractall(tmp_path, filter="data")
    paths = sorted(tmp_path.rglob("*.md"))
    wrong = []
    for path in paths:
        document, clauses = read_document(path)
        said = Counter(re.findall(rf"^({ARTICLE})(?=\s|$)", document.text, re.MULTILINE))
        ends = [re.sub(r"#\d+$", "", clause.path.rsplit("/", 1)[-1]) for clause in clauses]
        read = Counter(end for end in ends if re.fullmatch(ARTICLE, end))
        if read != said or not holds_the_law(document, clauses):
            wrong.append(path.name)
    assert (len(paths), wrong) == (837, [])
