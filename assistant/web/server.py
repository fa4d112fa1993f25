"""The web server: API and page on one port."""

from __future__ import annotations

import errno
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import uvicorn
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.routing import Match

from assistant import __version__
from assistant.config import Settings
from assistant.errors import BadSettings, PortInUse
from assistant.web import problems
from assistant.web.answers import COMPUTED_AT_ONCE, AnswerCache
from assistant.web.api import (
    ask,
    checklists,
    confirmed,
    conversations,
    docs,
    documents,
    embed,
    feedback,
    handoffs,
    health,
    staff,
    suggestions,
    tasks,
    use,
    verify,
)
from assistant.web.api.deps import ASKS_AT_ONCE
from assistant.web.embedding import frame_ancestors, origins_of
from assistant.web.feedback import FEEDBACK, FeedbackBook
from assistant.web.guard import Guard
from assistant.web.metrics import Meter, Metrics
from assistant.web.records import RecordBook

if TYPE_CHECKING:
    from assistant.assistant import PolicyAssistant

STATIC = Path(__file__).parent / "static"
BACKLOG = 128
ROUTERS = (
    ask,
    suggestions,
    verify,
    checklists,
    confirmed,
    conversations,
    documents,
    feedback,
    handoffs,
    staff,
    tasks,
    use,
)


def serve(settings: Settings, ui: bool = True) -> None:
    """Serve until interrupted, the page too when `ui`; raises PortInUse before anything is loaded."""
    listener = listen(settings.host, settings.port)
    try:
        from assistant.assistant import PolicyAssistant

        app = build_app(PolicyAssistant.open(settings), ui=ui)
        server = uvicorn.Server(uvicorn.Config(app, log_level="info", timeout_graceful_shutdown=5))
        port = listener.getsockname()[1]
        sys.stderr.write(f"请在浏览器打开 http://127.0.0.1:{port} （按 Ctrl+C 停止）\n")
        server.run(sockets=[listener])
    finally:
        listener.close()


@contextmanager
def serving(app: Any, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve `app` from a thread while the block runs and give its address; port 0 is any free one."""
    with listen(host, port) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://{host}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; raises PortInUse or BadSettings, naming the option that helps."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        # asyncio turns Nagle's algorithm off only on sockets that name TCP; with it every reply waits 40 ms.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    except (OSError, OverflowError) as error:
        raise _refused(host, port, error) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        raise _refused(host, port, error) from error
    return listener


def _refused(host: str, port: int, error: Exception) -> BadSettings | PortInUse:
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EADDRINUSE:
        return PortInUse(f"{host}:{port}: 端口已被占用: 请停止占用它的程序，或用 --port 另选端口")
    if number == errno.EACCES:
        return PortInUse(f"{host}:{port}: 没有使用该端口的权限: 请用 --port 选择 1023 以上的端口")
    return BadSettings(f"{host}:{port}: 无法在这个地址上监听（{error}）: 请检查 --host 与 --port")


def build_app(assistant: PolicyAssistant, ui: bool = True, feedback_path: Path = FEEDBACK) -> FastAPI:
    """Return the app that serves `assistant`; thumbs go to `feedback_path`, other records beside it."""
    settings = assistant.settings
    origins = origins_of(settings.embed_origins)
    app = FastAPI(
        title=settings.site_name,
        version=__version__,
        docs_url=None,
        redoc_url=None,
        root_path_in_servers=False,
    )
    app.state.assistant = assistant
    app.state.feedback = FeedbackBook(feedback_path)
    app.state.records = RecordBook(feedback_path.with_name("records.db"), settings.record_days)
    app.state.metrics = Metrics()
    app.state.answerable = suggestions.Answerable()
    app.state.examples = {}
    app.state.embed_origins = origins
    app.state.answers = AnswerCache()
    app.state.computing = anyio.CapacityLimiter(COMPUTED_AT_ONCE)
    app.state.asking = anyio.CapacityLimiter(ASKS_AT_ONCE)
    app.state.spare = anyio.CapacityLimiter(1)
    problems.install(app)
    app.add_middleware(Guard, ancestors=frame_ancestors(origins))
    app.add_middleware(Meter, metrics=app.state.metrics)
    for module in ROUTERS:
        app.include_router(module.router, prefix="/api/v1")
    for router in (health.router, use.open_router, docs.router, embed.router, _unknown_api()):
        app.include_router(router)
    app.mount("/ui", StaticFiles(directory=STATIC))
    if ui:
        from assistant.web.ui.page import mount

        mount(app, assistant)
    return app


def _unknown_api() -> APIRouter:
    """Return a router for what no other one knows: without it the page's 404 would answer."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/api/{path:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    async def unknown(request: Request, path: str) -> JSONResponse:
        known = (route.matches(request.scope)[0] for route in request.app.routes)
        # Another route has this address for another method.
        return problems.respond(problems.NO_METHOD if Match.PARTIAL in known else problems.NOT_FOUND)

    return router
