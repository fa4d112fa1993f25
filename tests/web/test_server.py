"""Where the server listens, and what it says when it cannot."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest
import uvicorn

from assistant.assistant import PolicyAssistant
from assistant.config import Settings
from assistant.errors import BadSettings, PortInUse
from assistant.web.server import listen, serve


def test_a_port_in_use_is_one_line_that_names_the_option() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=rf"127.0.0.1:{port}.*--port"):
            serve(replace(Settings(), port=port), ui=False)


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70_000), ("127.0.0.1", -1), ("203.0.113.7", 0)])
def test_an_address_that_cannot_be_used_says_so(host: str, port: int) -> None:
    with pytest.raises(BadSettings, match="--host 与 --port"):
        listen(host, port)


def test_connections_send_small_replies_at_once() -> None:
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.proto == socket.IPPROTO_TCP  # what asyncio looks at before TCP_NODELAY


def test_whoever_starts_it_is_told_where_to_look(
    assistant: PolicyAssistant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    asked: list[int] = []

    def run(server: uvicorn.Server, sockets: list[socket.socket]) -> None:
        asked.append(sockets[0].getsockname()[1])

    monkeypatch.setattr(uvicorn.Server, "run", run)
    serve(replace(assistant.settings, port=0), ui=False)
    assert capsys.readouterr().err == f"请在浏览器打开 http://127.0.0.1:{asked[0]} （按 Ctrl+C 停止）\n"
