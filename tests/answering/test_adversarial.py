"""The rates that the checks must keep on 300 altered sentences and 300 faithful rewordings."""

import pytest

from eval.grounding import STRICT, caught_by_kind, read, rejected_by_origin


@pytest.fixture(scope="module")
def caught():
    return caught_by_kind(read("altered_sentences.jsonl"))


def rate(counts):
    return sum(done for done, _ in counts) / sum(total for _, total in counts)


def test_changed_figures_negations_and_modal_words_are_caught(caught):
    assert rate([caught[kind] for kind in STRICT]) >= 0.99


@pytest.mark.parametrize("kind", ["actor", "condition", "scope"])
def test_changed_parties_conditions_and_scopes_are_caught(caught, kind):
    assert rate([caught[kind]]) >= 0.8


@pytest.mark.parametrize("origin", ["hand", "program"])
def test_faithful_rewordings_are_let_through(origin):
    assert rate([rejected_by_origin(read("faithful_paraphrases.jsonl"))[origin]]) <= 0.1


def test_both_sets_are_whole():
    assert (len(read("altered_sentences.jsonl")), len(read("faithful_paraphrases.jsonl"))) == (300, 300)
