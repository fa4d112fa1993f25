"""Answers composed by a language model from the evidence, published only after grounding.

The one module that meets the model: any OpenAI-compatible server, through llama-index's OpenAILike.
"""

from __future__ import annotations

import queue
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from assistant.answering.grounding import ground
from assistant.answering.wording import not_in_force
from assistant.config import Settings
from assistant.errors import ComposerError
from assistant.prompts import fill
from assistant.schema import Answer, Evidence, Withheld

MAX_TOKENS = 600
MAX_DRAFT_CHARS = 8000  # a server that never stops is cut off here
_NO_KEY = "none"  # local servers take any key, the client insists on one


def compose(
    question: str,
    evidence: Sequence[Evidence],
    settings: Settings,
    on_token: Callable[[str], None] | None = None,
) -> str:
    """Return the model's draft with marks [n]; `on_token` sees each piece as it comes.

    Raises ComposerError when the server is dead, slow beyond `settings.llm_timeout` seconds in all, or does not
    speak the protocol.
    """
    if on_token is None:
        pieces = list(_pieces(question, evidence, settings, _whole))
    else:
        pieces = []
        for piece in stream(question, evidence, settings):
            on_token(piece)
            pieces.append(piece)
    draft = "".join(pieces).strip()
    if not draft:
        raise _failure(settings, "the answer was empty")
    return draft


def stream(question: str, evidence: Sequence[Evidence], settings: Settings) -> Iterator[str]:
    """Yield the draft piece by piece as the server sends it; raises ComposerError like `compose`."""
    return _pieces(question, evidence, settings, _streamed)


def compose_grounded(
    question: str,
    evidence: Sequence[Evidence],
    settings: Settings,
    extractive: Answer,
    day: date | None = None,
) -> Answer:
    """Return the model's answer as far as its clauses support it, else the extractive one with what was cut."""
    try:
        draft = compose(question, evidence, settings)
    except ComposerError as error:
        return replace(
            extractive, withheld=(*extractive.withheld, Withheld("", f"语言模型没有作答：{error}"))
        )
    grounded = ground(draft, evidence, day)
    if not grounded.citations:
        return replace(extractive, composer="extractive", withheld=grounded.withheld)
    note = not_in_force(grounded.citations)
    return replace(
        extractive,
        text=f"{grounded.text}\n{note}" if note else grounded.text,
        citations=grounded.citations,
        composer="generative",
        withheld=grounded.withheld,
    )


def prompt(question: str, evidence: Sequence[Evidence]) -> str:
    """Return the filled prompt: evidence and question stand in it as data, between marks they cannot imitate."""
    return fill(
        "answer",
        question=_as_data(question),
        evidence="\n".join(_source(n, e) for n, e in enumerate(evidence, 1)),
    )


def _source(number: int, evidence: Evidence) -> str:
    where = " ".join((f"《{evidence.document.title}》", *evidence.clause.headings))
    return f"<资料 编号=[{number}]>\n{_as_data(where)}\n{_as_data(evidence.clause.text)}\n</资料>"


def _as_data(text: str) -> str:
    # a text that holds our own marks, or marks [n], must not be read as ours
    return re.sub(r"\[(\d+)\]", r"（\1）", text.replace("<", "＜").replace(">", "＞"))


def _client(settings: Settings) -> tuple[Any, Any]:
    import httpx
    from llama_index.llms.openai_like import OpenAILike  # type: ignore[import-untyped]

    connection = httpx.Client(timeout=settings.llm_timeout)
    model = OpenAILike(
        model=settings.llm_model,
        api_base=settings.llm_base_url,
        api_key=settings.llm_api_key or _NO_KEY,
        is_chat_model=True,
        temperature=0.0,
        max_tokens=MAX_TOKENS,
        max_retries=0,
        timeout=settings.llm_timeout,
        http_client=connection,
    )
    return model, connection


def _whole(model: Any, messages: list[Any]) -> Iterator[str]:
    yield model.chat(messages).message.content or ""


def _streamed(model: Any, messages: list[Any]) -> Iterator[str]:
    for chunk in model.stream_chat(messages):
        yield chunk.delta or ""


def _pieces(
    question: str,
    evidence: Sequence[Evidence],
    settings: Settings,
    call: Callable[[Any, list[Any]], Iterator[str]],
) -> Iterator[str]:
    """Yield what the server sends until it ends, from a thread, so that the clock runs over the whole answer."""
    text = prompt(question, evidence)
    deadline = time.monotonic() + settings.llm_timeout
    model, connection = _client(settings)
    outbox: queue.Queue[str | None | BaseException] = queue.Queue()
    threading.Thread(target=_send, args=(model, text, call, outbox), daemon=True).start()
    length = 0
    try:
        while (piece := _next(outbox, deadline, settings)) is not None:
            length += len(piece)
            if length > MAX_DRAFT_CHARS:
                raise _failure(settings, f"the answer ran past {MAX_DRAFT_CHARS} characters")
            if piece:
                yield piece
    finally:
        connection.close()


def _send(
    model: Any,
    text: str,
    call: Callable[[Any, list[Any]], Iterator[str]],
    outbox: queue.Queue[str | None | BaseException],
) -> None:
    import httpx
    from llama_index.core.llms import ChatMessage
    from openai import OpenAIError

    # a malformed reply surfaces in the client as whatever its parsing stumbles over first
    protocol = (ValueError, TypeError, AttributeError, LookupError, RuntimeError, OSError)
    try:
        for piece in call(model, [ChatMessage(role="user", content=text)]):
            outbox.put(piece)
        outbox.put(None)
    except (OpenAIError, httpx.HTTPError, *protocol) as error:
        outbox.put(error)


def _next(outbox: queue.Queue[str | None | BaseException], deadline: float, settings: Settings) -> str | None:
    try:
        piece = outbox.get(timeout=max(0.0, deadline - time.monotonic()))
    except queue.Empty as error:
        raise _failure(settings, f"no complete answer within {settings.llm_timeout:g} s") from error
    if isinstance(piece, BaseException):
        raise _failure(settings, _reason(piece)) from piece
    return piece


def _reason(error: BaseException) -> str:
    status = getattr(error, "status_code", None)
    return f"HTTP {status}" if status else type(error).__name__


def _failure(settings: Settings, reason: str) -> ComposerError:
    where = urlsplit(settings.llm_base_url)
    server = f"{where.hostname}:{where.port}" if where.port else str(where.hostname)
    return ComposerError(f"{server}: {reason}: check that the model server runs and speaks OpenAI's protocol")
