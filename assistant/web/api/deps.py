"""What the routers share: the assistant of the running app, and work done outside the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

import anyio
from fastapi import Request

if TYPE_CHECKING:
    from assistant.assistant import PolicyAssistant


class Gone(Exception):
    """The client went away before its turn came; nobody reads the reply."""


P = ParamSpec("P")
T = TypeVar("T")

ASKS_AT_ONCE = 64


def current(request: Request) -> PolicyAssistant:
    """Return the assistant that the app was built with."""
    return cast("PolicyAssistant", request.app.state.assistant)


async def in_thread(request: Request, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return `function(…)`, run in a thread of the asks' own, so that slow asks leave the rest alone."""
    return await _run(request.app.state.asking, partial(function, *args, **kwargs))


async def in_turn(request: Request, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return `function(…)`, which computes, when its turn comes; raises Gone when the client has left the queue."""
    work = _run(request.app.state.computing, partial(function, *args, **kwargs))
    return await _while_wanted(request, work)


async def _while_wanted(request: Request, work: Awaitable[T]) -> T:
    """Await `work`, and give its place in the queue to the next when the client leaves; begun work is ended."""
    with anyio.CancelScope() as scope:
        watching = asyncio.create_task(_watch(request, scope))
        try:
            return await work
        finally:
            watching.cancel()
    raise Gone


async def _watch(request: Request, scope: anyio.CancelScope) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


async def in_spare_thread(request: Request, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return `function(…)`, run when no other such work is: what nobody waits for leaves the asks alone."""
    return await _run(request.app.state.spare, partial(function, *args, **kwargs))


def is_busy(request: Request) -> bool:
    """True while an answer is computed that someone waits for."""
    return bool(request.app.state.computing.borrowed_tokens)


async def _run(limiter: Any, work: Callable[[], T]) -> T:
    return await anyio.to_thread.run_sync(work, limiter=limiter)
