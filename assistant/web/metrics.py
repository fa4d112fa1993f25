"""What the process counts, in Prometheus' text format: no question, no address, no name of a person."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)  # seconds
Labels = tuple[tuple[str, str], ...]

HELP = {
    "policy_assistant_http_requests_total": ("counter", "HTTP requests by method, route and status"),
    "policy_assistant_http_requests_in_progress": ("gauge", "HTTP requests being answered"),
    "policy_assistant_answers_total": ("counter", "Answers by how they ended and what composed them"),
    "policy_assistant_feedback_total": ("counter", "Thumbs by direction"),
    "policy_assistant_handoffs_total": ("counter", "Questions left for staff"),
}
SECONDS = "policy_assistant_answer_seconds"


class Metrics:
    """Counters of one process; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[str, Counter[Labels]] = {name: Counter() for name in HELP}
        self._buckets: Counter[float] = Counter()
        self._seconds = 0.0
        self._timed = 0

    def count(self, name: str, by: int = 1, **labels: str) -> None:
        """Add to a counter of HELP; other names raise KeyError."""
        with self._lock:
            self._counts[name][tuple(labels.items())] += by

    def time(self, seconds: float) -> None:
        """Add the time that one answer took."""
        with self._lock:
            self._timed += 1
            self._seconds += seconds
            self._buckets.update(bound for bound in BUCKETS if seconds <= bound)

    def text(self, gauges: dict[str, float]) -> str:
        """Return everything that was counted, and `gauges`, which are read when they are asked for."""
        with self._lock:
            lines = [line for name in HELP for line in self._family(name)]
            lines += self._histogram()
        for name, value in gauges.items():
            lines += [f"# TYPE {name} gauge", f"{name} {value:g}"]
        return "\n".join(lines) + "\n"

    def _family(self, name: str) -> Iterable[str]:
        kind, said = HELP[name]
        yield f"# HELP {name} {said}"
        yield f"# TYPE {name} {kind}"
        for labels, value in sorted(self._counts[name].items()):
            yield f"{name}{_braces(labels)} {value}"

    def _histogram(self) -> list[str]:
        lines = [f"# HELP {SECONDS} Time to the whole answer", f"# TYPE {SECONDS} histogram"]
        lines += [f'{SECONDS}_bucket{{le="{bound:g}"}} {self._buckets[bound]}' for bound in BUCKETS]
        lines += [f'{SECONDS}_bucket{{le="+Inf"}} {self._timed}']
        return [*lines, f"{SECONDS}_sum {self._seconds:.6f}", f"{SECONDS}_count {self._timed}"]


def _braces(labels: Labels) -> str:
    """Return labels as Prometheus writes them.

    >>> _braces((("method", "GET"), ("status", "200")))
    '{method="GET",status="200"}'
    """
    return "{" + ",".join(f'{name}="{value}"' for name, value in labels) + "}" if labels else ""


class Meter:
    """ASGI middleware that counts requests by the route's template, never by the address that was asked for."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and count how it ended."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = "none"  # the client went away before the answer began

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        going = "policy_assistant_http_requests_in_progress"
        self.metrics.count(going)
        try:
            await self.app(scope, receive, noted)
        finally:
            self.metrics.count(going, -1)
            self.metrics.count(
                "policy_assistant_http_requests_total",
                method=_method(scope),
                route=_route(scope),
                status=status,
            )


def _method(scope: Scope) -> str:
    known = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    return scope["method"] if scope["method"] in known else "other"


def _route(scope: Scope) -> str:
    # The page's own routes (Gradio's) are many and say nothing.
    ours = getattr(scope.get("endpoint"), "__module__", "").startswith("assistant.")
    path: str = getattr(scope.get("route"), "path", "")
    return path if ours and path else "page"


class Stopwatch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self.started = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Seconds so far."""
        return time.perf_counter() - self.started
