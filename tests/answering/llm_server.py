"""A real HTTP server that speaks /v1/chat/completions, well or badly, for tests."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

WELL, MALFORMED, BROKEN, EMPTY, HANGING, ENDLESS, NOT_JSON_STREAM = (
    "well", "malformed", "broken", "empty", "hanging", "endless", "not-json-stream",
)  # fmt: skip


class LlmServer:
    """What the server says and what it was asked; `url` is its base URL."""

    def __init__(self, reply: str, behaviour: str) -> None:
        self.reply, self.behaviour = reply, behaviour
        self.requests: list[dict[str, Any]] = []
        self.headers: list[str] = []
        self.released = threading.Event()
        handler = type("Handler", (_Handler,), {"owner": self})
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}/v1"


class _Handler(BaseHTTPRequestHandler):
    owner: ClassVar[LlmServer]

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.owner.requests.append(body)
        self.owner.headers.append(self.headers.get("Authorization", ""))
        answer = {MALFORMED: self._malformed, BROKEN: self._broken, HANGING: self._hang, ENDLESS: self._endless,
                  NOT_JSON_STREAM: self._not_json_stream}.get(self.owner.behaviour)  # fmt: skip
        try:
            if answer:
                answer()
            elif body.get("stream"):
                self._stream("" if self.owner.behaviour == EMPTY else self.owner.reply)
            else:
                self._plain("" if self.owner.behaviour == EMPTY else self.owner.reply)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _plain(self, text: str) -> None:
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        reply = {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
        self._send(200, "application/json", json.dumps(reply).encode())

    def _stream(self, text: str) -> None:
        pieces = [text[i : i + 5] for i in range(0, len(text), 5)]
        lines = [f"data: {json.dumps(_chunk(piece))}\n\n" for piece in pieces]
        self._send(200, "text/event-stream", "".join([*lines, "data: [DONE]\n\n"]).encode())

    def _malformed(self) -> None:
        self._send(200, "application/json", b'{"choices": [{"message": ')

    def _broken(self) -> None:
        self._send(500, "application/json", b'{"error": {"message": "out of memory"}}')

    def _not_json_stream(self) -> None:
        self._send(200, "text/event-stream", b"data: {half a chunk\n\n")

    def _hang(self) -> None:
        self.owner.released.wait(30)

    def _endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        line = f"data: {json.dumps(_chunk('说个不停' * 20))}\n\n".encode()
        while not self.owner.released.is_set():
            self.wfile.write(line)


def _chunk(text: str) -> dict[str, Any]:
    choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}
    return {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}


@contextmanager
def llm_server(reply: str = "", behaviour: str = WELL) -> Iterator[LlmServer]:
    """Run a server that answers `reply` in the way of `behaviour` until the block ends."""
    server = LlmServer(reply, behaviour)
    thread = threading.Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.http.shutdown()
        server.http.server_close()
        thread.join()
