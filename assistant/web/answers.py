"""Answers that were given already, and the place where new ones are made: as many at once as there are cores."""

from __future__ import annotations

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from assistant.schema import Answer

if TYPE_CHECKING:
    from assistant.assistant import PolicyAssistant

MOST_KEPT = 500
CORES = os.cpu_count() or 1
# An answer is nearly all computing: more at once than cores would only make each of them slower. One more than
# the cores, so that one that waits for a disk or a lock leaves no core idle.
COMPUTED_AT_ONCE = CORES + 1
# Who has waited this long for a turn gets an answer that is made in a third of the time (docs/decisions/0013).
HURRY_AFTER_SECONDS = 0.15

Event = tuple[str, Any]
Key = tuple[int, tuple[int, int], str, tuple[str, ...], date, bool]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it was sent."""

    question: str
    history: Sequence[str] = ()
    as_of: date | None = None
    use_llm: bool | None = None
    since: float = field(default_factory=time.monotonic)


class AnswerCache:
    """The latest answers of one generation of the index, in memory only; safe to use from several threads.

    What a language model composes is never kept: it may have failed this time and not the next.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[Key, list[Event]] = OrderedDict()

    def events(self, assistant: PolicyAssistant, asked: Asked) -> Iterator[Event]:
        """Yield what `ask_stream` does, from memory when the same was asked before."""
        hurried = time.monotonic() - asked.since > HURRY_AFTER_SECONDS
        key, calm = _key(assistant, asked, hurried), _key(assistant, asked, hurried=False)
        kept = self._recall(calm) or self._recall(key)
        if kept is not None:
            yield from kept
            return
        seen = []
        stream = assistant.ask_stream(asked.question, asked.history, asked.as_of, asked.use_llm, hurried)
        try:
            for event in stream:
                if key:
                    seen.append(event)
                if event[0] == "done" and key:
                    self._keep(key, seen)
                yield event
        finally:
            getattr(stream, "close", lambda: None)()

    def _recall(self, key: Key | None) -> list[Event] | None:
        began = time.perf_counter()
        with self._lock:
            if key is None or key not in self._kept:
                return None
            self._kept.move_to_end(key)
            kept = self._kept[key]
        spent = round(1000 * (time.perf_counter() - began), 2)
        return [(name, _retimed(value, spent) if name == "done" else value) for name, value in kept]

    def _keep(self, key: Key, events: Sequence[Event]) -> None:
        if events[-1][1].index_generation != key[0]:
            return  # the index changed meanwhile
        with self._lock:
            self._kept[key] = list(events)
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)


def _key(assistant: PolicyAssistant, asked: Asked, hurried: bool) -> Key | None:
    if assistant.settings.has_llm and asked.use_llm is not False:
        return None
    return (
        assistant.generation,
        assistant.confirmed_mark,
        asked.question.strip(),
        tuple(asked.history),
        asked.as_of or date.today(),
        hurried,
    )


def _retimed(answer: Answer, spent: float) -> Answer:
    return replace(answer, timings_ms={"cached": spent, "total": spent})
