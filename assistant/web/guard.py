"""What every response and request must keep to: a body of bearable size, no other host."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.problems import TOO_LARGE, respond

MAX_BODY_BYTES = 2_000_000
# A file for the library is larger; its route reads the body only after it has asked who sends it.
MAX_FILE_BYTES = 50_000_000
FILES = re.compile(r".*/api/v1/documents(?:/.*)?")
PREFIX = re.compile(r"(?:/[A-Za-z0-9._~-]+)+")

# Gradio runs inline scripts and builds templates with new Function, so those two cannot be forbidden.
POLICY = "; ".join((
    "default-src 'self'",
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
))  # fmt: skip
HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class _TooLarge(Exception):
    """The body grew past the limit while it was read."""


class Guard:
    """ASGI middleware that refuses large bodies and adds the security headers; it also heeds a proxy's X-Forwarded-Prefix."""

    def __init__(self, app: ASGIApp, ancestors: str = "'self'") -> None:
        self.app = app
        self.headers = {**HEADERS, "Content-Security-Policy": f"{POLICY}; frame-ancestors {ancestors}"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 413."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        prefix = headers.get("x-forwarded-prefix", "").rstrip("/")
        if PREFIX.fullmatch(prefix):
            # Behind a proxy that cut a sub-path off: ASGI wants it whole, and Gradio builds addresses from it.
            scope = {**scope, "root_path": prefix, "path": prefix + scope["path"]}
        most = MAX_FILE_BYTES if FILES.fullmatch(scope["path"]) else MAX_BODY_BYTES
        declared = headers.get("content-length", "0")
        if declared.isdigit() and int(declared) > most:
            await respond(TOO_LARGE)(scope, receive, send)
            return
        try:
            await self.app(scope, _counted(receive, most), _guarded(send, self.headers))
        except _TooLarge:
            await respond(TOO_LARGE)(scope, receive, send)


def _counted(receive: Receive, most: int) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise _TooLarge
        return message

    return counted


def _guarded(send: Send, own: Mapping[str, str]) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in own.items():
                headers.setdefault(name, value)
        await send(message)

    return guarded
