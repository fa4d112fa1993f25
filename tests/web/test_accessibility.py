"""axe-core finds nothing serious, on any tab, light, dark and in 长辈模式; headings stand in order."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from .page import READY, ask, opened, tab

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def axe() -> str:
    found = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python brings axe-core")
    return (Path(found.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def findings(page: Any) -> list[tuple[str, str]]:
    """Return what axe finds, without the merely cosmetic."""
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
    browser: Any, base: str, axe: str, switch: str | None, width: int
) -> None:
    with opened(browser, base, width=width) as page:
        page.evaluate(axe)
        if switch:
            page.click(f"[data-switch={switch}]")
        assert findings(page) == []
        ask(page, "管家多久到场一次？")
        page.click("text=转人工")
        page.click("text=确认依据")
        page.click("text=从文件中抄录答案")
        page.click(".pa-mark")
        page.wait_for_selector(".pa-panel mark")
        assert findings(page) == []
        page.keyboard.press("Escape")
        for name, ready in READY.items():
            tab(page, name, ready)
            if name == "核对":
                page.fill("#pa-verify-text", "每季度一次。")
                page.click("[data-view=verify] .pa-primary")
                page.wait_for_selector("[data-verdict]")
            assert findings(page) == [], name
        tab(page, "文库", ".pa-document")
        page.click(".pa-document")
        page.wait_for_selector(".pa-clause")
        assert findings(page) == []


HEADINGS = """[...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
  .filter((each) => each.checkVisibility()).map((each) => [Number(each.tagName[1]), each.textContent])"""


def test_every_tab_has_its_name_as_heading_and_what_is_below_stands_in_order(browser: Any, base: str) -> None:
    with opened(browser, base) as page:
        assert [each[1] for each in page.evaluate(HEADINGS)][1:] == ["政策咨询", "您想了解什么？"]
        ask(page, "管家多久到场一次？")
        for name, ready in READY.items():
            tab(page, name, ready)
            headings = page.evaluate(HEADINGS)
            levels = [level for level, _ in headings]
            assert levels[0] == 1
            assert [words for level, words in headings if level == 2] == [name]
            assert all(below <= above + 1 for above, below in itertools.pairwise(levels)), headings
        figures = ["每日提问", "回答情况", "评价（累计）", "回答用时"]
        assert [words for level, words in headings if level == 3][:4] == figures
