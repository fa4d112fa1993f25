"""The benchmark's parts: copies fill a library to its size, vectors grow, and the page shows growth."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from eval.bench import page, vectors
from eval.bench.changing import fill
from eval.bench.run import PARTS, run_part
from eval.bench.together import searched_by
from eval.corpora import Library
from tests.eval.fakes import OTHER, PLAN, read_texts

FACTS = {"when": "2025-05-06 08:00", "load_before": 0.1, "seconds": 1.0}
SIZES = [
    {"clauses": 100, "build_seconds_vectors_kept": 9.0, "change_seconds": 0.9, "unchanged_seconds": 0.5,
     "index_mb": 4.0, "text_mb": 0.1},
    {"clauses": 30_000, "build_seconds_vectors_kept": 27.0, "change_seconds": 1.0, "unchanged_seconds": 0.6,
     "index_mb": 8.0, "text_mb": 0.2},
]  # fmt: skip


def test_copies_of_documents_fill_a_library_to_the_wanted_size(tmp_path):
    source, target = tmp_path / "source", tmp_path / "target"
    source.mkdir()
    target.mkdir()
    found = read_texts(source, plan=PLAN, other=OTHER)
    size = 3 * sum(len(clauses) for _, clauses in found)
    assert fill(Library(source), target, size) == sum(path.stat().st_size for path in target.iterdir())
    library = Library(target)
    assert len(library.ids) == 6
    assert sum(len(library.get(name)[1]) for name in library.ids) >= size - 3


def test_the_page_plots_growth_and_names_what_is_missing():
    report = {"parts": {"changing_one": {"rows": SIZES, **FACTS}, "memory": {"missing": "no /proc", **FACTS}}}
    html = page.render(report)
    assert html.count("<svg") == 2
    assert "缺：no /proc" in html
    assert "| 30,000 | 27.0 | 1.0 | 0.6 | 8.0 | 0.2 |" in page.markdown(report)
    assert "缺：no /proc" in page.markdown(report)


def test_every_part_has_a_title():
    assert set(PARTS) == set(page.TITLES)


def test_a_part_that_cannot_run_is_missing_with_the_reason_and_not_zero():
    def part():
        raise RuntimeError("the server stopped")

    found = run_part(part)
    assert found["missing"] == "the server stopped"
    assert "rows" not in found


def test_two_readers_search_one_index_in_processes_of_their_own(settings):
    row = searched_by(Path(settings.index), 2, 0.5)
    assert row["readers"] == 2
    assert 0 < row["p50"] <= row["p95"]
    assert 0 < row["ranked_p50"] <= row["ranked_p95"]
    assert row["per_second"] > 2
    assert row["peak_mb"] > 50
    assert row["changes"] == 0


def test_generated_vectors_are_unit_vectors_near_real_ones():
    chance = np.random.default_rng(1)
    real = chance.standard_normal((50, 384)).astype(np.float32)
    real /= np.linalg.norm(real, axis=1, keepdims=True)
    found = vectors.grown(real, 400)
    assert (found[:50] == real).all()
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(400), abs=1e-5)
    assert (found[50:] @ real.T).max(axis=1).min() > 0.9


def test_exact_search_recalls_everything_and_a_broken_one_less(monkeypatch):
    chance = np.random.default_rng(2)
    real = chance.standard_normal((2000, 384)).astype(np.float32)
    real /= np.linalg.norm(real, axis=1, keepdims=True)
    broken = {
        "ours": vectors.SEARCHES["ours"],
        "shifted": lambda v: lambda q: [i + 1 for i in vectors._by_numpy(v, q)],
    }
    monkeypatch.setattr(vectors, "SEARCHES", broken)
    rows = {row["search"]: row for row in vectors.search_costs(real, real[:5], [2000])}
    assert rows["ours"]["recall_at_100"] == 1.0
    assert rows["shifted"]["recall_at_100"] < 0.2
