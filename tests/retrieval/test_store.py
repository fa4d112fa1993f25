"""The store against a dictionary: after any sequence of changes it answers as exact search over what is there."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from assistant.errors import DamagedIndex, IndexLocked, NoIndex, StaleIndex, UnknownDocument
from assistant.retrieval import generations
from assistant.retrieval.store import PolicyStore
from tests.retrieval.fakes import HashEncoder, document


class StoreAgainstDictionary(RuleBasedStateMachine):
    """Adds, replaces, removes and reopens; compares every answer with a dictionary."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.encoder = HashEncoder()
        self.model: dict[str, list[str]] = {}
        self.used: set[int] = set()
        self.alive: set[int] = set()
        self.store = PolicyStore(self.folder / "index", self.encoder)
        with self.store.update():
            pass

    @rule(
        name=st.sampled_from("abcd"),
        lines=st.lists(st.sampled_from(["甲", "乙", "丙丁", "戊己", "庚"]), min_size=1, max_size=4),
    )
    def put(self, name: str, lines: list[str]) -> None:
        with self.store.update() as update:
            update.put(*document(name, lines))
        self.model[name] = lines

    @rule(name=st.sampled_from("abcd"))
    def remove(self, name: str) -> None:
        with self.store.update() as update:
            update.remove(name)
        self.model.pop(name, None)

    @rule(name=st.sampled_from("abcd"))
    def fail_halfway(self, name: str) -> None:
        with pytest.raises(ZeroDivisionError), self.store.update() as update:  # noqa: PT012
            update.put(*document(name, ["半途而废"]))
            raise ZeroDivisionError

    @rule()
    def reopen(self) -> None:
        self.store = PolicyStore(self.folder / "index", self.encoder)

    @invariant()
    def holds_what_the_dictionary_holds(self) -> None:
        generation = self.store.current
        ids = generation.table.piece_ids()
        assert ids == generation.table.lexicon_ids() == sorted(generation.dense.ids)
        assert self.alive & set(ids) == self.alive & set(ids)
        fresh = set(ids) - self.alive
        assert not fresh & self.used, "an id was used again"
        self.used |= set(ids)
        self.alive = set(ids)
        stored = {
            (c.document_id, c.path): c.text for _, c in generation.table.clauses_of_pieces(ids).values()
        }
        assert stored == {(n, str(i)): t for n, lines in self.model.items() for i, t in enumerate(lines, 1)}

    @invariant()
    def each_vector_finds_its_own_words(self) -> None:
        generation = self.store.current
        words = generation.table.words_of_pieces(generation.table.piece_ids())
        for text in set(words.values()):
            found = generation.dense.search(self.encoder.encode_queries([text])[0], 3)
            assert found[0][1] == pytest.approx(1.0, abs=1e-5)
            assert words[found[0][0]] == text

    def teardown(self) -> None:
        shutil.rmtree(self.folder)


StoreAgainstDictionary.TestCase.settings = hypothesis_settings(
    max_examples=25, stateful_step_count=12, deadline=None
)
TestStoreAgainstDictionary = StoreAgainstDictionary.TestCase


@pytest.fixture
def store(tmp_path: Path) -> PolicyStore:
    made = PolicyStore(tmp_path / "index", HashEncoder())
    with made.update() as update:
        update.put(*document("a", ["甲", "乙"]))
        update.put(*document("b", ["甲", "丙"]))
    return made


def test_replacing_one_document_embeds_only_what_is_new(store: PolicyStore):
    encoder = store.encoder
    before = encoder.encoded
    with store.update() as update:
        update.put(*document("a", ["甲", "新的一条"]))
    assert encoder.encoded - before == 2  # one piece and its one sentence


def test_an_index_of_another_model_is_refused_with_the_remedy(store: PolicyStore):
    with pytest.raises(StaleIndex, match="--rebuild"):
        PolicyStore(store.folder, HashEncoder("f2")).current  # noqa: B018


def test_no_index_says_what_to_run(tmp_path: Path):
    with pytest.raises(NoIndex, match="policy-assistant index"):
        PolicyStore(tmp_path / "none", HashEncoder()).current  # noqa: B018


@pytest.mark.parametrize("name", [generations.CLAUSES, generations.MANIFEST])
@pytest.mark.parametrize("damage", ["missing", "truncated", "foreign"])
def test_a_damaged_file_is_named_and_never_answers(store: PolicyStore, name: str, damage: str):
    path = store.current.folder / name
    if damage == "missing":
        path.unlink()
    elif damage == "truncated":
        path.write_bytes(path.read_bytes()[:-7])
    else:
        path.write_bytes(b"foreign" + bytes(path.stat().st_size - 7))
    with pytest.raises(DamagedIndex, match=r"--rebuild"):
        PolicyStore(store.folder, HashEncoder()).current  # noqa: B018


def test_a_newer_format_is_refused(store: PolicyStore):
    path = store.current.folder / generations.MANIFEST
    values = json.loads(path.read_text(encoding="utf-8")) | {"format": 999}
    path.write_text(json.dumps(values), encoding="utf-8")
    with pytest.raises(StaleIndex, match="999"):
        PolicyStore(store.folder, HashEncoder()).current  # noqa: B018


def test_one_writer_at_a_time_and_readers_never_wait(store: PolicyStore):
    other = PolicyStore(store.folder, HashEncoder())
    with store.update() as update:
        update.remove("a")
        with pytest.raises(IndexLocked), other.update():
            pass
        assert [d.id for d in other.documents()] == ["a", "b"]
    assert [d.id for d in other.documents()] == ["b"]


def test_an_open_reader_keeps_its_generation_until_it_looks_again(store: PolicyStore):
    old = store.current
    for name in "cde":
        with store.update() as update:
            update.put(*document(name, [name]))
    assert [d.id for d in old.table.documents()] == ["a", "b"]
    assert [d.id for d in store.documents()] == ["a", "b", "c", "d", "e"]
    assert len(list(store.folder.glob("gen-*"))) == 1


def test_an_unknown_document_is_named(store: PolicyStore):
    with pytest.raises(UnknownDocument, match="没有这个"):
        store.document("没有这个")
