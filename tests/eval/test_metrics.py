"""Metrics give hand-counted values, and fall when what they measure gets worse."""

from __future__ import annotations

import math

import pytest

from eval import metrics
from eval.metrics import Refusals


@pytest.mark.parametrize(("k", "expected"), [(1, 0.25), (2, 0.5), (3, 0.75), (50, 0.75)])
def test_recall_counts_the_questions_found_among_the_first_k(k, expected):
    assert metrics.recall_at_k([1, 2, 3, None], k) == expected


def test_reciprocal_rank_of_what_was_not_found_is_zero():
    assert metrics.mrr([1, 2, None, 4]) == (1 + 1 / 2 + 0 + 1 / 4) / 4


def test_ndcg_of_two_gold_clauses_found_first_and_third():
    ideal = 1 + 1 / math.log2(3)
    assert metrics.ndcg_at_10([1, 0, 1], 2) == pytest.approx((1 + 1 / 2) / ideal)


def test_ndcg_looks_at_ten_passages_only():
    assert metrics.ndcg_at_10([0] * 10 + [1], 1) == 0.0


def test_nothing_has_no_rate():
    assert metrics.recall_at_k([], 5) is None
    assert metrics.median([]) is None
    assert metrics.percentile([], 0.5) is None
    assert metrics.auc([], [0.1]) is None


def test_auc_is_one_when_every_answerable_question_scores_higher():
    assert metrics.auc([0.9, 0.8], [0.2, 0.1]) == 1.0
    assert metrics.auc([0.1, 0.2], [0.8, 0.9]) == 0.0
    assert metrics.auc([0.5], [0.5]) == 0.5


def test_refusals_are_counted_by_hand():
    refused = [True, True, True, False, False]
    unanswerable = [True, True, False, False, True]
    assert metrics.refusals(refused, unanswerable) == Refusals(2 / 3, 2 / 3, 1 / 2)


def test_one_who_never_refuses_has_no_precision_and_no_recall():
    assert metrics.refusals([False, False], [True, False]) == Refusals(None, 0.0, 0.0)


def test_trade_off_runs_from_answering_all_to_refusing_all():
    points = metrics.trade_off([0.1, 0.4, 0.6, 0.9], [True, False, True, False])
    assert points[0][1:] == (0.0, 0.0)
    assert points[-1][1:] == (1.0, 1.0)
    assert metrics.recall_at_false_refusals(points, 0.0) == 0.5
    assert metrics.recall_at_false_refusals(points, 0.5) == 1.0


def test_the_interval_holds_the_value_and_is_the_same_every_time():
    rows = [1.0] * 60 + [0.0] * 40
    first = metrics.bootstrap(rows, metrics.mean, repeats=300)
    assert first == metrics.bootstrap(rows, metrics.mean, repeats=300)
    assert first is not None
    assert first[0] < 0.6 < first[1]
    assert 0.15 < first[1] - first[0] < 0.25  # 100 questions: plus or minus ten points


def test_the_interval_of_a_constant_is_a_point():
    assert metrics.bootstrap([1.0] * 10, metrics.mean, repeats=50) == (1.0, 1.0)
