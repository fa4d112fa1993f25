"""axe-core finds nothing serious, on any tab, light, dark and in 长辈模式."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .fake import FakeAssistant
from .page import ask, opened, tab

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def axe() -> str:
    found = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python brings axe-core")
    return (Path(found.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def findings(page: Any, axe: str) -> list[tuple[str, str]]:
    """Return what axe finds, without the merely cosmetic."""
    page.evaluate(axe)
    violations = page.evaluate("axe.run().then(found => found.violations)")
    return [
        (each["id"], node["html"])
        for each in violations
        if each["impact"] != "minor"
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("switch", [None, "dark", "elder"])
@pytest.mark.parametrize("width", [1440, 375])
def test_axe_finds_nothing_on_any_tab(
    browser: Any, serve: Any, axe: str, switch: str | None, width: int
) -> None:
    with opened(browser, serve(FakeAssistant(), ui=True), width=width) as page:
        if switch:
            page.click(f"[data-switch={switch}]")
        assert findings(page, axe) == []
        ask(page, "管家多久到场一次？")
        page.click(".pa-mark")
        page.wait_for_selector(".pa-panel mark")
        assert findings(page, axe) == []
        page.keyboard.press("Escape")
        tab(page, "任务清单", ".pa-table")
        assert findings(page, axe) == []
        tab(page, "文库", ".pa-document")
        assert findings(page, axe) == []
