"""The benchmark's parts: copies fill a library to its size, and the page shows growth."""

from __future__ import annotations

from eval.bench import run
from eval.bench.changing import fill
from eval.corpora import Library
from tests.eval.fakes import OTHER, PLAN, read_texts


def test_copies_of_documents_fill_a_library_to_the_wanted_size(tmp_path):
    source, target = tmp_path / "source", tmp_path / "target"
    source.mkdir()
    target.mkdir()
    found = read_texts(source, plan=PLAN, other=OTHER)
    size = 3 * sum(len(clauses) for _, clauses in found)
    assert fill(source, target, size) == sum(path.stat().st_size for path in target.iterdir())
    library = Library(target)
    assert len(library.ids) == 6
    assert sum(len(library.get(name)[1]) for name in library.ids) >= size - 3


def test_the_page_plots_growth_and_names_what_is_missing():
    sizes = [
        {"clauses": 100, "build_seconds": 9.0, "change_seconds": 0.9, "index_bytes": 4096},
        {"clauses": 300, "build_seconds": 27.0, "change_seconds": 1.0, "index_bytes": 8192},
    ]
    html = run.render(
        {"when": "2025-05-06", "parts": {"changing": {"sizes": sizes}, "memory": {"missing": "no /proc"}}}
    )
    assert html.count("<svg") == 2
    assert "no /proc" in html
