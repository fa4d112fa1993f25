"""Shorter wording of a task's action by a language model, kept only when the task's own quote supports it.

Owners, deadlines and figures are never touched: they come from the text alone.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from assistant.answering.facts import read_facts
from assistant.answering.generative import chat
from assistant.answering.grounding import check_sentence
from assistant.answering.orders import is_order
from assistant.config import Settings
from assistant.errors import ComposerError
from assistant.prompts import fill
from assistant.schema import Checklist, Task

log = logging.getLogger(__name__)

LONG = 16  # characters of an action that may be worth shortening
REWORDED = "任务的表述经语言模型缩短并逐项核对，责任单位、时限、指标和原文未改动。"
SILENT = "语言模型没有作答，任务表述为文件原文。"


def reword(checklist: Checklist, settings: Settings) -> Checklist:
    """Return the checklist with shorter actions where the model's wording passed; a note says what was done.

    The first failure of the server ends the asking, and the documents' own words stand.
    """
    tasks = list(checklist.tasks)
    note = ""
    for number, task in enumerate(tasks):
        if len(task.action) < LONG or is_order(task.quote):
            continue
        try:
            words = chat(fill("reword"), task.action, settings)
        except ComposerError as error:
            log.warning("%s", error)
            note = note or SILENT
            break
        if is_faithful(words, task):
            tasks[number] = replace(task, action=words.rstrip("。；;"))
            note = REWORDED
    return replace(checklist, tasks=tuple(tasks), note=" ".join(filter(None, (checklist.note, note))))


def is_faithful(words: str, task: Task) -> bool:
    """True when the words are one shorter sentence that loses no figure of the action and that the quote supports."""
    bare = words.strip().rstrip("。；;")
    figures = {fact.key for fact in read_facts(task.action)}
    kept = {fact.key for fact in read_facts(bare)} == figures
    shorter = 0 < len(bare) < len(task.action) and "\n" not in bare
    return shorter and kept and not check_sentence(bare, task.quote)
