"""Thumbs are kept, whole, by many threads at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from assistant.web.feedback import Feedback, FeedbackBook

from .fake import FakeAssistant


def test_a_thumb_comes_back_as_it_was_given(tmp_path: Path) -> None:
    book = FeedbackBook(tmp_path / "new" / "feedback.db")
    thumb = Feedback("'; DROP TABLE feedback; --", "answered", False, "答非所问", ("文 二/(一)/3",), 3)
    assert book.all() == []
    assert book.add(thumb) == 1
    assert book.all() == [thumb]


def test_many_threads_lose_nothing(tmp_path: Path) -> None:
    book = FeedbackBook(tmp_path / "feedback.db")
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda n: book.add(Feedback(str(n), "answered", True)), range(40)))
    assert sorted(numbers) == list(range(1, 41))
    assert {thumb.question for thumb in book.all()} == {str(n) for n in range(40)}


def test_the_api_keeps_a_thumb(serve: Any, client: Any, tmp_path: Path) -> None:
    body = {"question": "多久？", "status": "answered", "helpful": True}
    response = client(serve(FakeAssistant())).post("/api/v1/feedback", json=body)
    assert (response.status_code, response.json()) == (201, {"id": 1})
    assert FeedbackBook(tmp_path / "feedback.db").all() == [Feedback("多久？", "answered", True)]


def test_the_api_refuses_a_number_that_cannot_be_kept(serve: Any, client: Any) -> None:
    body = {"question": "多久？", "status": "answered", "helpful": True, "index_generation": 10**23}
    assert client(serve(FakeAssistant())).post("/api/v1/feedback", json=body).status_code == 422


def test_the_api_refuses_a_status_that_is_none(serve: Any, client: Any, tmp_path: Path) -> None:
    body = {"question": "多久？", "status": "great", "helpful": True}
    assert client(serve(FakeAssistant())).post("/api/v1/feedback", json=body).status_code == 422
    assert FeedbackBook(tmp_path / "feedback.db").all() == []
