"""Servers and a browser for the web tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.web.server import build_app, serving

from .fake import FakeAssistant
from .page import FAILED

CHROMIUM = "/usr/bin/chromium"
# The browser's own calls home would be counted against the page.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--no-first-run",
    "--disable-extensions",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Gradio leaves event loops unclosed when it is imported and mounted; when they are collected is chance.
    for item in items:
        if "tests/web" in item.nodeid:
            for said in ("unclosed event loop", "unclosed <socket", "Exception ignored in"):
                item.add_marker(pytest.mark.filterwarnings(f"ignore:.*{said}"))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    outcome: Any = yield
    if outcome.get_result().failed:
        FAILED.add(item.nodeid)


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Serve an assistant and return the address; as many as the test wants."""
    with ExitStack() as stack:
        yield lambda assistant, ui=False: stack.enter_context(
            serving(build_app(assistant, ui=ui, feedback_path=tmp_path / "feedback.db"))
        )


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of one server with the page for all tests of a module that need nothing special."""
    feedback = tmp_path_factory.mktemp("records") / "feedback.db"
    with serving(build_app(FakeAssistant(), ui=True, feedback_path=feedback)) as base:
        yield base


@pytest.fixture
def client() -> Iterator[Callable[[str], httpx.Client]]:
    """Make HTTP clients that are closed when the test ends."""
    with ExitStack() as stack:
        yield lambda base: stack.enter_context(httpx.Client(base_url=base, timeout=60, trust_env=False))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Start one Chromium a test process."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"{CHROMIUM} is not installed: apt-get install chromium fonts-noto-cjk")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
