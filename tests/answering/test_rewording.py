"""A model may shorten a task's action; figures, owners, negation and what it adds are never let through."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answering.rewording import REWORDED, SILENT, is_faithful, reword
from assistant.assistant import PolicyAssistant
from assistant.schema import Checklist
from tests.answering.llm_server import BROKEN, llm_server

QUOTE = "包联责任人每季度至少到包联企业开展1次以上服务,宣传有关政策措施,不得给企业增加额外负担。"


@pytest.fixture(scope="module")
def checklist(assistant: PolicyAssistant) -> Checklist:
    whole = assistant.checklist("奈曼旗政府效能提升行动方案")
    task = replace(whole.tasks[0], action=QUOTE.rstrip("。"), quote=QUOTE)
    return replace(whole, tasks=(task,))


def test_a_shorter_wording_that_the_quote_supports_is_taken(assistant: PolicyAssistant, checklist: Checklist):
    words = "包联责任人每季度至少到包联企业开展1次以上服务,不得给企业增加额外负担"
    with llm_server(words) as server:
        settings = replace(assistant.settings, llm_base_url=server.url, llm_model="m")
        made = reword(checklist, settings)
    assert made.tasks[0] == replace(checklist.tasks[0], action=words)
    assert made.note.endswith(REWORDED)


@pytest.mark.parametrize(
    "words",
    [
        "包联责任人每季度至少到包联企业开展2次以上服务,不得增加负担",
        "包联责任人到包联企业开展服务,不得给企业增加额外负担",
        "旗财政局每季度至少到包联企业开展1次以上服务",
        "包联责任人每季度至少到包联企业开展1次以上服务,可以给企业增加额外负担",
        QUOTE + "并按时上报有关情况",
        "",
    ],
    ids=["figure changed", "figure lost", "owner invented", "negation lost", "longer", "empty"],
)
def test_what_changes_the_duty_is_not_taken(checklist: Checklist, words: str):
    assert not is_faithful(words, checklist.tasks[0])


def test_a_dead_model_leaves_the_words_of_the_document(assistant: PolicyAssistant, checklist: Checklist):
    with llm_server("x", BROKEN) as server:
        settings = replace(assistant.settings, llm_base_url=server.url, llm_model="m")
        made = reword(checklist, settings)
    assert made.tasks == checklist.tasks
    assert made.note.endswith(SILENT)


def test_without_a_model_nothing_is_reworded(assistant: PolicyAssistant):
    plain = assistant.checklist("奈曼旗政府效能提升行动方案")
    assert assistant.checklist("奈曼旗政府效能提升行动方案", reworded=True) == plain
