"""Answers given before cost nothing, and who computes waits for a turn without holding up the rest."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from dataclasses import replace
from datetime import date
from typing import Any

import httpx
import pytest

from assistant.config import Settings
from assistant.web.answers import COMPUTED_AT_ONCE, HURRY_AFTER_SECONDS, AnswerCache, Asked

from .fake import FakeAssistant


class Counting(FakeAssistant):
    """Says of which generation its answers are, as the real one does."""

    def ask(self, *args: Any, **kwargs: Any) -> Any:
        return replace(super().ask(*args, **kwargs), index_generation=self.generation)


def answers(cache: AnswerCache, assistant: Any, *asked: Asked) -> list[Any]:
    return [dict(cache.events(assistant, each))["done"] for each in asked]


def test_the_same_question_is_computed_once_and_answered_the_same() -> None:
    assistant, cache = Counting(), AnswerCache()
    first, again = answers(cache, assistant, Asked("问"), Asked(" 问 "))
    assert len(assistant.histories) == 1
    assert replace(again, timings_ms={}) == first
    assert set(again.timings_ms) == {"cached", "total"}


@pytest.mark.parametrize(
    "other", [Asked("另问"), Asked("问", ["前一问"]), Asked("问", as_of=date(2020, 1, 1))]
)
def test_another_question_history_or_day_is_computed(other: Asked) -> None:
    assistant, cache = Counting(), AnswerCache()
    answers(cache, assistant, Asked("问"), other)
    assert len(assistant.histories) == 2


def test_who_has_waited_long_gets_a_hurried_answer_unless_a_calm_one_is_there() -> None:
    assistant, cache = Counting(), AnswerCache()
    long_ago = time.monotonic() - HURRY_AFTER_SECONDS - 1
    answers(cache, assistant, Asked("问", since=long_ago), Asked("问", since=long_ago), Asked("问"))
    assert assistant.hurries == [True, False]
    answers(cache, assistant, Asked("问", since=long_ago))
    assert assistant.hurries == [True, False]


def test_a_changed_index_is_asked_again() -> None:
    assistant, cache = Counting(), AnswerCache()
    answers(cache, assistant, Asked("问"))
    assistant.generation = 2
    assert answers(cache, assistant, Asked("问"))[0].index_generation == 2


def test_what_staff_have_confirmed_since_is_heeded() -> None:
    assistant, cache = Counting(), AnswerCache()
    answers(cache, assistant, Asked("问"), Asked("问"))
    assert len(assistant.histories) == 1
    assistant.confirmed_mark = (1, 0)
    answers(cache, assistant, Asked("问"), Asked("问"))
    assert len(assistant.histories) == 2


def test_an_answer_of_an_index_that_changed_meanwhile_is_not_kept() -> None:
    assistant, cache = Counting(), AnswerCache()
    assistant.before = lambda question: setattr(assistant, "generation", assistant.generation + 1)
    answers(cache, assistant, Asked("问"), Asked("问"))
    assert len(assistant.histories) == 2


def test_what_a_model_composes_is_not_kept() -> None:
    assistant = Counting(settings=Settings(llm_base_url="http://127.0.0.1:1/v1", llm_model="m"))
    cache = AnswerCache()
    answers(cache, assistant, Asked("问"), Asked("问"))
    assert len(assistant.histories) == 2
    answers(cache, assistant, Asked("问", use_llm=False), Asked("问", use_llm=False))
    assert len(assistant.histories) == 3


def test_the_oldest_answer_makes_room() -> None:
    assistant, cache = Counting(), AnswerCache(most=2)
    answers(cache, assistant, Asked("一"), Asked("二"), Asked("一"), Asked("三"), Asked("一"))
    assert len(assistant.histories) == 3
    answers(cache, assistant, Asked("二"))
    assert len(assistant.histories) == 4


def test_who_leaves_the_queue_is_not_computed_for(serve: Any, client: Any) -> None:
    """Every place is held; one waits and leaves; the rest of the service goes on."""
    held, release, tried = threading.Semaphore(0), threading.Event(), []

    def wait(question: str) -> None:
        tried.append(question)
        if question == "慢":
            held.release()
            release.wait(60)

    base = serve(FakeAssistant(before=wait))
    slow = [
        threading.Thread(target=lambda: client(base).post("/api/v1/ask", json={"question": "慢"}))
        for _ in range(COMPUTED_AT_ONCE)
    ]
    for thread in slow:
        thread.start()
    try:
        assert all(held.acquire(timeout=30) for _ in slow)
        _leave(base, "走了")
        assert client(base).get("/healthz").json() == {"status": "ok"}
        assert client(base).get("/api/v1/documents").status_code == 200
    finally:
        release.set()
        for thread in slow:
            thread.join()
    assert client(base).post("/api/v1/ask", json={"question": "快"}).json()["status"] == "answered"
    assert tried == ["慢"] * COMPUTED_AT_ONCE + ["快"]


def _leave(base: str, question: str) -> None:
    """Ask, and close the connection before there is an answer."""
    body = json.dumps({"question": question}).encode()
    head = f"POST /api/v1/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", httpx.URL(base).port)) as leaving:
        leaving.sendall(head.encode() + body)


def test_there_are_places_for_every_core() -> None:
    assert (os.cpu_count() or 1) < COMPUTED_AT_ONCE
