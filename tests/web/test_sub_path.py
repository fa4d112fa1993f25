"""Behind a proxy that serves the page under a sub-path, and cuts it off before it passes requests on."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.web.server import serving

from .fake import FakeAssistant
from .page import ask, opened, tab

HOP_BY_HOP = ("content-length", "content-encoding", "transfer-encoding")


def proxy(base: str) -> Starlette:
    """Return a proxy as nginx is told to be by the operations guide."""

    async def pass_on(request: Request) -> Response:
        own = {
            "x-forwarded-host": request.headers["host"],
            "x-forwarded-proto": "http",
            "x-forwarded-prefix": "/zc",
        }
        headers = {
            name: value for name, value in request.headers.items() if name not in ("host", "content-length")
        }
        async with httpx.AsyncClient(base_url=base, trust_env=False, timeout=60) as client:
            found = await client.request(
                request.method,
                f"/{request.path_params['path']}",
                params=request.query_params,
                content=await request.body(),
                headers=headers | own,
            )
        kept = {name: value for name, value in found.headers.items() if name not in HOP_BY_HOP}
        return Response(found.content, found.status_code, kept)

    async def own_icon(request: Request) -> Response:
        return Response(status_code=204)  # browsers ask the portal for its icon by themselves

    routes = [Route("/zc/{path:path}", pass_on, methods=["GET", "POST"]), Route("/favicon.ico", own_icon)]
    return Starlette(routes=routes)


@pytest.mark.browser
def test_the_page_works_under_a_sub_path(browser: Any, serve: Any) -> None:
    with (
        serving(proxy(serve(FakeAssistant(), ui=True))) as outside,
        opened(browser, f"{outside}/zc/") as page,
    ):
        ask(page, "多久一次？")
        tab(page, "任务清单", ".pa-table")
        with page.expect_download():
            page.click("text=下载 Excel 表格")
        assert page.complaints == []
        assert [
            url for url in page.requested if not url.startswith((f"{outside}/zc/", "blob:", "data:"))
        ] == []


@pytest.mark.parametrize("prefix", ["//elsewhere", "/a b", "javascript:x", "/../x/<script>"])
def test_a_prefix_that_is_none_is_not_heeded(serve: Any, client: Any, prefix: str) -> None:
    response = client(serve(FakeAssistant())).get("/healthz", headers={"x-forwarded-prefix": prefix})
    assert response.json() == {"status": "ok"}
