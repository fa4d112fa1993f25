"""A whole case from question to row, and five ways of breaking the product that the rates must show."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.schema import Status
from eval import scoring
from eval.corpora import Library
from eval.sets import Case
from eval.systems import Ours
from tests.eval.fakes import OTHER, PLAN, FakeAssistant, read_texts

VISITS = Case(
    "c1",
    "联络员多久走访企业",
    "number",
    docs=("plan",),
    quotes=("联络员每季度至少到企业走访1次",),
    must=(("每季度",), ("1次",)),
    answer="每季度1次",
)
REPORT = Case(
    "c2", "不能按时办结的怎么办", "procedure", ("plan",), ("承办单位要书面说明原因",), (("书面",),), "书面说明原因"
)  # fmt: skip
NIGHT = Case("c3", "夜间停放收费吗", "fact", ("other",), ("夜间免费停放",), (("免费",),), "免费")
TRAIN = Case("c4", "xyz", "unanswerable_far")
CASES = (VISITS, REPORT, NIGHT, TRAIN)


@pytest.fixture
def library(tmp_path):
    read_texts(tmp_path, plan=PLAN, other=OTHER)
    return Library(tmp_path)


@pytest.fixture
def sound(library):
    return FakeAssistant([library.get(name) for name in library.ids])


def rates(assistant, library):
    rows = scoring.run(Ours("fake", assistant), CASES, library)
    return {name: rate["value"] for name, rate in scoring.rates(rows, 0).items()}


class Broken:
    """The fake with one thing wrong."""

    def __init__(self, inner, answer=lambda a: a, found=lambda f: f):
        self.inner, self.answer, self.found = inner, answer, found

    def search(self, query, top_k=8):
        return self.found(self.inner.search(query, 50))[:top_k]

    def ask(self, question, history=(), *, hurried=False):
        return self.answer(self.inner.ask(question, history))


def test_gold_quotes_are_mapped_to_their_clauses_by_offsets(library):
    gold = library.gold(VISITS)
    assert [(place.document, sorted(place.paths)) for place in gold.places] == [("plan", ["一/(一)"])]
    document = library.get("plan")[0]
    start, end = gold.places[0].span
    assert document.text[start:end] == VISITS.quotes[0]
    assert gold.lost == ()


def test_a_quote_that_the_document_does_not_hold_is_named(library):
    assert library.gold(replace(VISITS, quotes=("此句不在文中",))).lost == ("此句不在文中",)


def test_a_sound_assistant_is_right_throughout(sound, library):
    found = rates(sound, library)
    for name in ("recall@1", "mrr", "ndcg@10", "fact_accuracy", "citation_precision", "citation_recall"):
        assert found[name] == 1.0, name
    for name in ("exact_quotes", "refusal_precision", "refusal_recall", "answerability_auc"):
        assert found[name] == 1.0, name
    assert found["unsupported_answers"] == 0.0
    assert found["false_refusals"] == 0.0


def test_a_reversed_ranking_lowers_recall_and_reciprocal_rank(sound, library):
    found = rates(Broken(sound, found=lambda f: f[::-1]), library)
    assert found["recall@1"] == 0.0
    assert found["mrr"] < 0.5


def test_an_invented_number_is_seen(sound, library):
    broken = Broken(sound, lambda a: replace(a, text=a.text.replace("1次", "3次")))
    found = rates(broken, library)
    assert found["unsupported_answers"] == pytest.approx(1 / 3)
    assert found["fact_accuracy"] == pytest.approx(2 / 3)


def test_offsets_that_are_off_by_one_are_no_exact_quotes(sound, library):
    def shift(answer):
        return replace(answer, citations=tuple(replace(c, start=c.start + 1) for c in answer.citations))

    assert rates(Broken(sound, shift), library)["exact_quotes"] == 0.0


def test_a_citation_of_the_wrong_clause_lowers_precision_and_recall(sound, library):
    def astray(answer):
        return replace(
            answer,
            citations=tuple(replace(c, clause="二", quote="监督", start=0, end=2) for c in answer.citations),
        )

    found = rates(Broken(sound, astray), library)
    assert found["citation_precision"] == 0.0
    assert found["citation_recall"] == 0.0


def test_one_who_answers_everything_loses_refusal_recall_and_one_who_refuses_all_is_no_better(sound, library):
    sound.threshold = -1.0
    assert rates(sound, library)["refusal_recall"] == 0.0
    refusing = Broken(sound, lambda a: replace(a, status=Status.NO_EVIDENCE, citations=()))
    found = rates(refusing, library)
    assert found["refusal_recall"] == 1.0
    assert found["false_refusals"] == 1.0
    assert found["fact_accuracy"] == 0.0


def test_answerability_turned_round_lowers_the_auc(sound, library):
    broken = Broken(sound, lambda a: replace(a, answerability=1 - (a.answerability or 0)))
    assert rates(broken, library)["answerability_auc"] == 0.0


def test_two_documents_are_found_when_both_are(sound, library):
    both = Case("c5", "走访 停放", "compare_two_documents", ("plan", "other"), VISITS.quotes + NIGHT.quotes)
    row = scoring.score_case(Ours("fake", sound), both, library, answers=False)
    assert len(row.ranks) == 2
    assert min(row.ranks) == 1
    assert max(row.ranks) > 1


def test_a_partial_answer_is_detected_and_what_is_missing_named(sound, library):
    case = replace(VISITS, kind="partial", missing="走访的时长")
    broken = Broken(sound, lambda a: replace(a, status=Status.PARTIAL, missing="每次走访的时长"))
    rows = scoring.run(Ours("fake", broken), [case], library)
    found = scoring.rates(rows, 0)
    assert found["partial_detected"]["value"] == 1.0
    assert found["partial_missing_named"]["value"] == 1.0
    assert rates(sound, library).get("partial_detected") is None
