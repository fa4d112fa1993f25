"""Whatever is broken in the product, the measure of it gets worse."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.schema import Status
from eval import breakages
from eval.breakages import LISTS, QUESTIONS, Broken, list_rates, question_rates, report, seen
from eval.corpora import Library
from tests.eval.fakes import OTHER, PLAN, FakeAssistant, read_texts
from tests.eval.test_scoring import CASES, NIGHT


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("library")
    read_texts(folder, plan=PLAN, other=OTHER)
    return Library(folder)


@pytest.fixture(scope="module")
def sound(library):
    return FakeAssistant([library.get(name) for name in library.ids])


@pytest.mark.parametrize(("name", "how", "metrics"), QUESTIONS)
def test_every_measure_of_answers_notices_what_is_broken(sound, library, name, how, metrics):
    before = question_rates(sound, CASES, library)
    line, noticed = report(name, before, question_rates(Broken(sound, **how), CASES, library), metrics)
    assert noticed, line


@pytest.mark.parametrize(("name", "spoil", "metrics"), LISTS)
def test_every_measure_of_checklists_notices_what_is_broken(tmp_path, name, spoil, metrics):
    before = list_rates(lambda checklist: checklist, tmp_path)
    line, noticed = report(name, before, list_rates(spoil, tmp_path), metrics)
    assert noticed, line


def test_partial_answers_that_are_called_whole_are_noticed(sound, library):
    partial = Broken(sound, lambda a: replace(a, status=Status.PARTIAL, missing="白天"))
    cases = [replace(NIGHT, kind="partial")]
    before = question_rates(partial, cases, library)
    after = question_rates(Broken(partial, breakages.always_whole), cases, library)
    assert seen(before, after, "partial_detected")


def test_a_measure_that_does_not_notice_is_named():
    line, noticed = report("引文错位", {"exact_quotes": 1.0}, {"exact_quotes": 1.0}, ("exact_quotes",))
    assert not noticed
    assert line == "引文错位：exact_quotes 1.00→1.00（没有变坏！）"
