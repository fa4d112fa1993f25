"""The page needs nothing from outside, the gate holds what was reached, and failures can be read."""

from __future__ import annotations

import json
import re

import pytest

from eval import gate, page, quality, scoring
from eval.baselines import Bm25, bigram_codes, clauses, pieces
from eval.corpora import Library
from eval.failures import write_failures
from eval.systems import Ours, ablations
from tests.eval.fakes import OTHER, PLAN, FakeAssistant, read_texts
from tests.eval.test_scoring import CASES


@pytest.fixture
def library(tmp_path):
    read_texts(tmp_path, plan=PLAN, other=OTHER)
    return Library(tmp_path)


@pytest.fixture
def report(library):
    fake = FakeAssistant([library.get(name) for name in library.ids], threshold=-1.0)
    systems = {}
    for system in (Ours("ours", fake), Bm25.over(library)):
        rows = scoring.run(system, CASES, library)
        systems[system.name] = {
            "rates": scoring.rates(rows, 20),
            "kinds": {"fact": scoring.rates(rows, 0)},
            "rows": [row.as_json() for row in rows],
        }
    systems["baisitong"] = {"missing": "cannot be installed: <no network>"}
    sets = {"tiny": {"title": "小题集", "questions": len(CASES), "systems": systems}}
    skipped = {"stard": "not found"}
    delegated = {"grounding": {"title": "核对", "missing": "not there"}}
    return {
        "mode": "fast",
        "when": "2025-05-06 08:00",
        "machine": {"cores": 2, "load_before": 0.2, "load_after": 1.9},
        "skipped": skipped,
        "sets": sets,
        "delegated": delegated,
    }


def test_the_page_is_self_contained_and_says_what_is_missing(report):
    html = page.render(report)
    assert not re.search(r"""(?:src|href)=|url\(|@import""", html)
    assert html.count("<svg") == 4
    assert "baisitong 缺：cannot be installed: &lt;no network&gt;" in html
    assert "<b>stard</b>：未测，not found" in html
    assert "两个百分点的差别只是噪声" in html
    assert "应拒答而作答" in html


def test_failures_name_the_question_the_gold_and_the_answer(report, tmp_path):
    path = tmp_path / "failures.md"
    write_failures(report, path, "ours")
    text = path.read_text("utf-8")
    assert "### c4 unanswerable_far — 应拒答而作答" in text
    assert "- 问：xyz" in text


def test_a_fall_beyond_its_tolerance_is_named_and_a_small_one_is_not(report, tmp_path):
    path = tmp_path / "baseline.json"
    assert gate.falls(report, "ours", path) == []
    gate.update(report, "ours", path)
    assert gate.falls(report, "ours", path) == []
    held = json.loads(path.read_text("utf-8"))
    rate = report["sets"]["tiny"]["systems"]["ours"]["rates"]["recall@1"]
    tolerance = held["sets"]["tiny"]["recall@1"]["tolerance"]
    rate["value"] = 1.0 - tolerance
    assert gate.falls(report, "ours", path) == []
    rate["value"] = 0.5
    assert gate.falls(report, "ours", path) == [f"tiny recall@1: 1.000 → 0.500 (tolerance {tolerance})"]


def test_what_should_be_low_falls_by_rising(report, tmp_path):
    path = tmp_path / "baseline.json"
    gate.update(report, "ours", path)
    report["sets"]["tiny"]["systems"]["ours"]["rates"]["unsupported_answers"]["value"] = 0.1
    assert gate.falls(report, "ours", path) == ["tiny unsupported_answers: 0.000 → 0.100 (tolerance 0.0)"]


def test_a_metric_that_is_gone_is_a_fall(report, tmp_path):
    path = tmp_path / "baseline.json"
    gate.update(report, "ours", path)
    del report["sets"]["tiny"]["systems"]["ours"]["rates"]["mrr"]
    assert gate.falls(report, "ours", path) == ["tiny mrr: no longer measured"]


def test_bm25_over_bigrams_finds_the_clause_with_the_words(library):
    bm25 = Bm25.over(library, clauses)
    assert bm25.search("夜间停放", 3)[0].clause == "一/(二)"
    assert [piece.document for piece in pieces(library, "other")] == ["other"]
    assert bm25.search("xyz", 3) == []
    assert bigram_codes("夜 间停").tolist() == bigram_codes("夜间停").tolist()
    assert bm25.search("夜", 3) == []


def test_every_switch_of_the_settings_becomes_an_ablation():
    from assistant.config import Settings

    found = ablations(Settings())
    assert found["no dense"].dense_weight == 0.0
    assert found["no lexical"].dense_weight == 1.0
    assert all(changed != Settings() for changed in found.values())


def test_the_quality_page_is_made_of_the_report_alone(report):
    text = quality.write(report)
    assert "## 小题集（`tiny`，4 题）" in text
    assert "| baisitong | 缺：cannot be installed: <no network> |" in text
    assert "- `stard`：not found" in text
    assert "应拒答而作答 1" in text
    assert "| 误拒 | ≤ 2% |" in text
    assert "| 引文逐字出自原文 | ≥ 100% | 100% 达到 |" in text
    assert "| 文件没写的问题会拒答 | ≥ 80% | 0% **未达到** |" in text
