"""Answers composed by a language model from the evidence, published only after grounding.

The one module that meets the model: any OpenAI-compatible server, through llama-index's OpenAILike.
"""

from __future__ import annotations

import logging
import queue
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from assistant.answering.facts import read_facts
from assistant.answering.grounding import Grounded, ground
from assistant.answering.notices import cut_notice, silent_notice
from assistant.answering.orders import without_orders
from assistant.answering.sources import MOST, ROOM, choose_sources, narrow
from assistant.answering.wording import not_in_force
from assistant.config import Settings
from assistant.errors import ComposerError
from assistant.prompts import fill
from assistant.schema import Answer, Evidence

log = logging.getLogger(__name__)

MAX_TOKENS = 300
MAX_DRAFT_CHARS = 4000  # a server that never stops is cut off here
_NO_KEY = "none"  # local servers take any key, the client insists on one
_SAYS_NOTHING = re.compile(
    r"^(?:资料|文件|材料)(?:中|里)?(?:均|都)?(?:没有|未)(?:提及|说明|提到)[^，,；;]{0,10}$"
)
_MARK = re.compile(r"\[\d+\]")


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
        pieces = list(_pieces(fill("answer"), prompt(question, evidence), settings, _whole))
    else:
        pieces = []
        for piece in stream(question, evidence, settings):
            on_token(piece)
            pieces.append(piece)
    draft = "".join(pieces).strip()
    if not draft:
        raise _failure(settings, "回答是空的")
    return draft


def stream(question: str, evidence: Sequence[Evidence], settings: Settings) -> Iterator[str]:
    """Yield the draft piece by piece as the server sends it; raises ComposerError like `compose`."""
    return _pieces(fill("answer"), prompt(question, evidence), settings, _streamed)


def chat(rules: str, text: str, settings: Settings) -> str:
    """Return what the model makes of a text by those rules; raises ComposerError like `compose`."""
    return "".join(_pieces(rules, text, settings, _whole)).strip()


def compose_grounded(
    question: str,
    evidence: Sequence[Evidence],
    settings: Settings,
    extractive: Answer,
    day: date | None = None,
) -> Answer:
    """Return the model's answer as far as its clauses support it, else the extractive one with what was cut."""
    if must_stand(extractive):
        return extractive
    sources = choose_sources(evidence, extractive)
    shown = [narrow(source, question, extractive.citations) for source in sources]
    try:
        draft = compose(question, shown, settings)
    except ComposerError as error:
        log.warning("%s", error)
        return replace(extractive, notice=silent_notice())
    return publish(extractive, ground(draft, sources, day, question), draft)


def must_stand(extractive: Answer) -> bool:
    """Say whether an answer is no matter for a model: a whole list, or one that the reader must be warned of.

    Every line of an extractive answer ends with a mark [n]; one that does not is a warning.
    """
    lines = extractive.text.strip().split("\n")
    return len(extractive.citations) > MOST or not all(_MARK.search(line[-6:]) for line in lines)


def publish(extractive: Answer, grounded: Grounded, draft: str = "") -> Answer:
    """Return the answer that stands: the model's as far as it was supported, else the extractive one."""
    if _SAYS_NOTHING.match(draft.strip()):
        return extractive
    if not is_better(extractive, grounded):
        return replace(extractive, withheld=grounded.withheld, notice=cut_notice(len(grounded.withheld), 0))
    note = not_in_force(grounded.citations)
    return replace(
        extractive,
        text=f"{grounded.text}\n{note}" if note else grounded.text,
        citations=grounded.citations,
        composer="generative",
        withheld=grounded.withheld,
        notice=cut_notice(len(grounded.withheld), len(grounded.citations)),
    )


def is_better(extractive: Answer, grounded: Grounded) -> bool:
    """Say whether a model's checked words may stand for the documents' own: on the same clauses, and no longer.

    True sentences on another subject are what a small model gives most often, and no check of truth finds them:
    the measured choice of clauses is the extractive one's. Nor may figures that were found be lost.
    """
    places = {(c.document_id, c.clause) for c in extractive.citations}
    same = any((c.document_id, c.clause) in places for c in grounded.citations)
    room = max(ROOM, 2 * len(extractive.text))
    lost = read_facts(_MARK.sub("", extractive.text)) and not read_facts(_MARK.sub("", grounded.text))
    return same and len(grounded.text) <= room and not lost


def prompt(question: str, evidence: Sequence[Evidence]) -> str:
    """Return what the model is asked: evidence and question stand in it as data that cannot imitate our marks."""
    return fill(
        "question",
        question=_as_data(question),
        evidence="\n".join(_source(n, e) for n, e in enumerate(evidence, 1)),
    )


def _source(number: int, evidence: Evidence) -> str:
    headings = evidence.clause.headings[-1:] or (evidence.clause.label,)
    where = " ".join((f"《{without_orders(evidence.document.title)}》", *map(without_orders, headings)))
    return f"[{number}] {_as_data(where)}\n{_as_data(without_orders(evidence.clause.text))}"


def _as_data(text: str) -> str:
    """Keep a text from being read as ours: one paragraph without tags, marks [n] or the words that begin a part."""
    line = re.sub(r"\s*\n\s*", " ", text.strip()).replace("<", "＜").replace(">", "＞").replace("|", "｜")
    line = re.sub(r"\[(\d+)\]", r"（\1）", line)
    return re.sub(r"(资料|问题|回答)[：:]", r"\1—", line)


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
    rules: str,
    text: str,
    settings: Settings,
    call: Callable[[Any, list[Any]], Iterator[str]],
) -> Iterator[str]:
    """Yield what the server sends until it ends, from a thread, so that the clock runs over the whole answer."""
    deadline = time.monotonic() + settings.llm_timeout
    model, connection = _client(settings)
    outbox: queue.Queue[str | None | BaseException] = queue.Queue()
    threading.Thread(target=_send, args=(model, (rules, text), call, outbox), daemon=True).start()
    length = 0
    try:
        while (piece := _next(outbox, deadline, settings)) is not None:
            length += len(piece)
            if length > MAX_DRAFT_CHARS:
                raise _failure(settings, f"回答超过 {MAX_DRAFT_CHARS} 字仍不停")
            if piece:
                yield piece
    finally:
        connection.close()


def _send(
    model: Any,
    said: tuple[str, str],
    call: Callable[[Any, list[Any]], Iterator[str]],
    outbox: queue.Queue[str | None | BaseException],
) -> None:
    import httpx
    from llama_index.core.llms import ChatMessage
    from openai import OpenAIError

    # a malformed reply surfaces in the client as whatever its parsing stumbles over first
    protocol = (ValueError, TypeError, AttributeError, LookupError, RuntimeError, OSError)
    try:
        rules = ChatMessage(role="system", content=said[0])  # the same each time: servers keep it read
        for piece in call(model, [rules, ChatMessage(role="user", content=said[1])]):
            outbox.put(piece)
        outbox.put(None)
    except (OpenAIError, httpx.HTTPError, *protocol) as error:
        outbox.put(error)


def _next(outbox: queue.Queue[str | None | BaseException], deadline: float, settings: Settings) -> str | None:
    try:
        piece = outbox.get(timeout=max(0.0, deadline - time.monotonic()))
    except queue.Empty as error:
        raise _failure(settings, f"{settings.llm_timeout:g} 秒内没有答完") from error
    if isinstance(piece, BaseException):
        raise _failure(settings, _reason(piece)) from piece
    return piece


def _reason(error: BaseException) -> str:
    """Say in Chinese what went wrong; the server's own words may hold what was asked, and are not repeated."""
    status = getattr(error, "status_code", None)
    if status:
        return _STATUS_REASONS.get(int(status), f"服务出错（HTTP {status}）")
    return _REASONS.get(type(error).__name__, f"回复不合协议（{type(error).__name__}）")


_STATUS_REASONS = {401: "密钥不对（HTTP 401）", 403: "没有权限（HTTP 403）", 404: "没有这个接口或模型（HTTP 404）",
                   429: "请求太多（HTTP 429）", 503: "模型还在装入（HTTP 503）"}  # fmt: skip
_REASONS = {"APIConnectionError": "连接不上", "ConnectError": "连接不上", "APITimeoutError": "没有回应",
            "ReadTimeout": "没有回应"}  # fmt: skip


def _failure(settings: Settings, reason: str) -> ComposerError:
    where = urlsplit(settings.llm_base_url)
    server = f"{where.hostname}:{where.port}" if where.port else str(where.hostname)
    return ComposerError(f"{server}: {reason}: 请检查语言模型服务是否启动、地址和模型名是否正确")
