"""What every browser test does: open the page, ask, change the tab."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TIMEOUT_MS = 60_000  # two busy cores
TRACES = Path(__file__).resolve().parents[2] / "var" / "traces"

# Every tab, and what shows that it is ready.
READY = {
    "政策咨询": "#pa-question",
    "任务清单": ".pa-table",
    "文库": ".pa-document",
    "核对": "#pa-verify-text",
    "运行状况": ".pa-gaps ol, .pa-gaps p:has-text('没有')",
}


FAILED: set[str] = set()  # the tests that failed; conftest.py fills it


@contextmanager
def recorded(browser: Any, **options: Any) -> Iterator[Any]:
    """Give a browser context, whose trace is kept when the test that uses it fails."""
    context = browser.new_context(**options)
    context.tracing.start(snapshots=True)
    broken = True
    try:
        yield context
        broken = False
    finally:
        # A fixture does not see the error of the test that used it.
        if broken or _test() in FAILED:
            context.tracing.stop(path=TRACES / f"{_name(_test())}.zip")  # playwright show-trace opens it
        context.close()


@contextmanager
def opened(browser: Any, base: str, width: int = 1440, height: int = 900) -> Iterator[Any]:
    """Open the page; it notes what it requested, and what the console complained of."""
    with recorded(browser, viewport={"width": width, "height": height}, locale="zh-CN") as context:
        page = watched(context)
        page.goto(base)
        page.wait_for_selector("[data-view=ask][data-mounted]")
        yield page


def watched(context: Any) -> Any:
    """Return a new page that notes what it requested, and what the console complained of."""
    page = context.new_page()
    page.set_default_timeout(TIMEOUT_MS)
    page.requested = []
    page.complaints = []
    page.on("request", lambda request: page.requested.append(request.url))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on(
        "console",
        lambda said: (
            page.complaints.append(f"{said.text} {said.location['url']}") if said.type == "error" else None
        ),
    )
    return page


@contextmanager
def unscripted(browser: Any, base: str) -> Iterator[tuple[Any, list[Any]]]:
    """Give a page whose script is held back, and the request for it: `held[0].continue_()` lets it load."""
    with recorded(browser) as context:
        page = watched(context)
        held: list[Any] = []
        page.route("**/ui/app.js", lambda route: held.append(route))
        page.goto(base, wait_until="commit")
        yield page, held


def _test() -> str:
    return os.environ.get("PYTEST_CURRENT_TEST", "page").rsplit(" (", 1)[0]


def _name(test: str) -> str:
    return re.sub(r"\W+", "-", test.rsplit("::", 1)[-1]).strip("-")


def ask(page: Any, question: str) -> None:
    """Ask in the page and wait for the whole answer."""
    before = page.locator("[data-status]").count()
    page.fill("#pa-question", question)
    page.keyboard.press("Enter")
    page.wait_for_selector(f"[data-status] >> nth={before}")


def tab(page: Any, name: str, ready: str) -> None:
    """Change to a tab and wait for what shows that it is ready."""
    page.click(f"button[role=tab]:has-text('{name}')")
    page.wait_for_selector(ready)
