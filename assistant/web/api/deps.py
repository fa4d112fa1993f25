"""What the routers share: the assistant of the running app, and work done outside the event loop."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

import anyio
from fastapi import Request

if TYPE_CHECKING:
    from assistant.assistant import PolicyAssistant

P = ParamSpec("P")
T = TypeVar("T")

ASKS_AT_ONCE = 64


def current(request: Request) -> PolicyAssistant:
    """Return the assistant that the app was built with."""
    return cast("PolicyAssistant", request.app.state.assistant)


async def in_thread(request: Request, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return `function(…)`, run in a thread of the asks' own, so that slow asks leave the rest alone."""
    return await _run(request.app.state.asking, partial(function, *args, **kwargs))


async def in_spare_thread(request: Request, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return `function(…)`, run when no other such work is: what nobody waits for leaves the asks alone."""
    return await _run(request.app.state.spare, partial(function, *args, **kwargs))


async def _run(limiter: Any, work: Callable[[], T]) -> T:
    return await anyio.to_thread.run_sync(work, limiter=limiter)
