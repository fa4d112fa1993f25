"""The store against a dictionary: after any sequence of changes it answers as exact search over what is there."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from assistant.retrieval import vectors_local
from assistant.retrieval.store import PolicyStore
from assistant.retrieval.tokens import tokens
from tests.retrieval.fakes import HashEncoder, document

MEMORY = Path("/dev/shm")  # thousands of sequences wait for no disk
NAMES = st.sampled_from("abcd")
LINES = st.lists(st.sampled_from(["甲", "乙", "丙丁", "戊己庚", "丁戊", "庚"]), min_size=1, max_size=4)
LOOSE = vectors_local.LOOSE


class StoreAgainstDictionary(RuleBasedStateMachine):
    """Adds, replaces, removes, fails, rebuilds and restarts; compares every answer with a dictionary."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
        self.encoder = HashEncoder()
        self.model: dict[str, list[str]] = {}
        self.used: set[int] = set()
        self.alive: set[int] = set()
        self.generation = 0
        self.store = PolicyStore(self.folder / "index", self.encoder)
        self.other = PolicyStore(self.folder / "index", self.encoder)  # a reader that stays open
        with self.store.update():
            pass

    @rule(changes=st.lists(st.tuples(NAMES, st.none() | LINES), min_size=1, max_size=3))
    def change(self, changes: list[tuple[str, list[str] | None]]) -> None:
        """Put or remove several documents at once, one perhaps twice."""
        with self.store.update() as update:
            for name, lines in changes:
                if lines is None:
                    update.remove(name)
                    self.model.pop(name, None)
                else:
                    update.put(*document(name, lines))
                    self.model[name] = lines

    @rule(lines=LINES)
    def rebuild(self, lines: list[str]) -> None:
        with self.store.update(rebuild=True) as update:
            update.put(*document("a", lines))
        self.model = {"a": lines}

    @rule(name=NAMES)
    def fail_halfway(self, name: str) -> None:
        with pytest.raises(ZeroDivisionError), self.store.update() as update:  # noqa: PT012
            update.remove("a")
            update.put(*document(name, ["半途而废"]))
            raise ZeroDivisionError

    @rule()
    def restart(self) -> None:
        self.store = PolicyStore(self.folder / "index", self.encoder)

    @rule(least=st.sampled_from([0, 2, 1000]))
    def tidy_later_or_sooner(self, least: int) -> None:
        vectors_local.LOOSE = (least, 10, 1000)

    @invariant()
    def holds_what_the_dictionary_holds(self) -> None:
        generation = self.store.current
        ids = generation.table.piece_ids()
        assert ids == generation.table.lexicon_ids() == generation.dense.ids
        assert generation.manifest.generation >= self.generation
        self.generation = generation.manifest.generation
        fresh = set(ids) - self.alive
        assert not fresh & self.used, "an id was used again"
        assert all(i > max(self.used, default=0) for i in fresh), "ids must only grow"
        self.used |= set(ids)
        self.alive = set(ids)
        stored = {
            (c.document_id, c.path): c.text for _, c in generation.table.clauses_of_pieces(ids).values()
        }
        assert stored == {(n, str(i)): t for n, lines in self.model.items() for i, t in enumerate(lines, 1)}

    @invariant()
    def answers_as_exact_search(self) -> None:
        expected = [f"{name}\n{line}" for name, lines in self.model.items() for line in lines]
        for store in (self.store, self.other):
            generation = store.current
            words = generation.table.words_of_pieces(generation.table.piece_ids())
            assert sorted(words.values()) == sorted(expected)
            for text in {*expected, "不在其中"}:
                self._compare_vectors(generation.dense, words, text, expected)
                self._compare_words(generation.table, words, text)

    def _compare_vectors(self, dense: object, words: dict[int, str], text: str, expected: list[str]) -> None:
        query = self.encoder.encode_queries([text])[0]
        scores = sorted((float(v @ query) for v in self.encoder.encode_queries(expected)), reverse=True)
        found = dense.search(query, 5)  # type: ignore[attr-defined]
        assert [score for _, score in found] == pytest.approx(scores[:5], abs=1e-5)
        own = {i: float(self.encoder.encode_queries([words[i]])[0] @ query) for i, _ in found}
        assert [score for _, score in found] == pytest.approx([own[i] for i, _ in found], abs=1e-5)
        allowed = sorted(words)[::2]
        inside = dense.search(query, 3, allowed)  # type: ignore[attr-defined]
        exact = np.array([self.encoder.encode_queries([words[i]])[0] @ query for i in allowed])
        assert [s for _, s in inside] == pytest.approx(sorted(exact, reverse=True)[:3], abs=1e-5)
        assert {i for i, _ in inside} <= set(allowed)

    def _compare_words(self, table: object, words: dict[int, str], text: str) -> None:
        wanted = set(tokens(text))
        found = {i for i, _ in table.search(sorted(wanted), 100)}  # type: ignore[attr-defined]
        assert found == {i for i, own in words.items() if wanted & set(tokens(own))}

    def teardown(self) -> None:
        vectors_local.LOOSE = LOOSE
        shutil.rmtree(self.folder)


def run(sequences: int) -> None:
    run_state_machine_as_test(
        StoreAgainstDictionary,
        settings=hypothesis_settings(
            max_examples=sequences,
            stateful_step_count=6,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )


def test_after_any_sequence_of_changes_the_store_answers_as_exact_search():
    run(8)


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(8))
def test_two_thousand_sequences_of_changes(batch: int):
    run(250)
