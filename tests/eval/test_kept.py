"""What was embedded once is not embedded again, and an index is built again only when what made it has changed."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from eval import remembered
from eval.kept import KeptEncoder, build
from eval.scoring import Row
from tests.eval.fakes import OTHER, PLAN, read_texts


class CountingEncoder:
    """Unit vectors out of a hash; counts the passages that it was given."""

    name = "counting"
    dimension = 8

    def __init__(self, fingerprint="a" * 64):
        self.fingerprint = fingerprint
        self.seen = []

    def encode_queries(self, texts):
        return self.encode_passages(texts)

    def encode_passages(self, texts):
        self.seen += texts
        found = [list(hashlib.sha256(text.encode()).digest()[:8]) for text in texts]
        vectors = np.asarray(found, dtype=np.float32).reshape(len(texts), 8) + 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    read_texts(folder, plan=PLAN, other=OTHER)
    return folder


def test_a_passage_is_embedded_once_whatever_it_stands_beside(tmp_path):
    inner = CountingEncoder()
    first, second = KeptEncoder(inner, tmp_path), KeptEncoder(inner, tmp_path)
    one = first.encode_passages(["甲", "乙"])
    two = second.encode_passages(["乙", "丙", "甲"])
    assert inner.seen == ["甲", "乙", "丙"]
    assert (two[0] == one[1]).all()
    assert (two[2] == one[0]).all()
    assert (second.embedded, second.taken, second.missing(["丙", "丁"])) == (1, 2, 1)
    first.close()
    second.close()


def test_another_encoder_keeps_vectors_of_its_own(tmp_path):
    old, new = CountingEncoder("a" * 64), CountingEncoder("b" * 64)
    for inner in (old, new):
        encoder = KeptEncoder(inner, tmp_path)
        encoder.encode_passages(["甲"])
        encoder.close()
    assert (old.seen, new.seen) == (["甲"], ["甲"])


def test_an_index_is_built_again_only_when_something_has_changed(tmp_path, corpus, capsys):
    def bring_up_to_date(inner):
        return build(corpus, tmp_path / "index", KeptEncoder(inner, tmp_path / "vectors"))

    inner = CountingEncoder()
    first = bring_up_to_date(inner)
    assert (first["documents"], first["kept"], first["embedded"]) == (2, False, len(inner.seen))
    assert bring_up_to_date(inner)["kept"]
    (corpus / "other.txt").write_text(OTHER.replace("2元", "3元"), "utf-8")
    changed = bring_up_to_date(inner)
    assert (changed["kept"], changed["embedded"]) == (False, 2)  # the clause and its sentence
    assert capsys.readouterr().err == ""
    bring_up_to_date(CountingEncoder("b" * 64))
    assert "the encoder has changed" in capsys.readouterr().err


def test_rows_are_computed_again_when_what_they_are_made_of_has_changed(tmp_path, monkeypatch):
    monkeypatch.setattr(remembered, "CACHE", tmp_path)
    asked = []

    def compute():
        asked.append(1)
        return [Row("c1", "fact", "问", True, False, ["依据"], "答", ranks=[1, None])]

    for made_of in (["text"], ["text"], ["other text"]):
        (row,) = remembered.remembered("tiny-BM25 bigrams", made_of, compute)
        assert row.ranks == [1, None]
    assert len(asked) == 2
    assert len(list((tmp_path / "rows").iterdir())) == 1
