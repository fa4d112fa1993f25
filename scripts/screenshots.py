"""Take the pictures of docs/images: a server of its own on a free port, a real Chromium, PNG of 300 KB at most.

Run from the repository: `.venv/bin/python scripts/screenshots.py [FOLDER] [--all]`; `--all` takes every tab
at both widths, light, dark and 长辈模式.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from PIL import Image
from playwright.sync_api import sync_playwright

from assistant.assistant import PolicyAssistant
from assistant.config import load_settings
from assistant.web.server import build_app, listen

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
MAX_BYTES = 300_000
QUESTION = "项目管家多久要到现场办公一次？"
WIDE, TALL, PHONE = (1440, 900), (1440, 1200), (375, 760)
TABS = {"ask": "政策咨询", "checklist": "任务清单", "library": "文库"}


@contextmanager
def running(feedback: Path) -> Iterator[str]:
    """Serve the index that the settings name on a free port."""
    listener = listen("127.0.0.1", 0)
    app = build_app(PolicyAssistant.open(load_settings()), ui=True, feedback_path=feedback)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def shoot(
    browser: Any,
    base: str,
    path: Path,
    tab: str = "ask",
    size: tuple[int, int] = WIDE,
    *switches: str,
    panel: bool = True,
) -> None:
    """Open `tab`, ask or wait for the table, turn the switches on, and save the picture."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    page = context.new_page()
    page.goto(base)
    page.wait_for_selector("[data-view=ask][data-mounted]")
    for switch in switches:
        page.click(f"[data-switch={switch}]")
    page.click(f"button[role=tab]:has-text('{TABS[tab]}')")
    if tab == "ask":
        page.click(f".pa-example >> text={QUESTION}")
        page.wait_for_selector("[data-status]")
        if panel:
            page.click(".pa-mark")
            page.wait_for_selector(".pa-panel mark")
            page.evaluate("document.activeElement.blur()")
    else:
        page.wait_for_selector(".pa-table" if tab == "checklist" else ".pa-document")
    page.mouse.move(0, 0)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=path)
    context.close()
    shrink(path)


def shrink(path: Path) -> None:
    """Rewrite the picture with a palette: text on plain ground loses nothing to see."""
    with Image.open(path) as image:
        image.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
    if path.stat().st_size > MAX_BYTES:
        raise ValueError(f"{path} has {path.stat().st_size} bytes, more than {MAX_BYTES}")


def shoot_all(browser: Any, base: str, folder: Path) -> None:
    """Every tab at both widths, light, dark and 长辈模式."""
    for tab in TABS:
        for name, size in (("1440", WIDE), ("375", PHONE)):
            for look, switches in (("light", ()), ("dark", ("dark",)), ("elder", ("elder",))):
                shoot(
                    browser,
                    base,
                    folder / f"{tab}-{name}-{look}.png",
                    tab,
                    size,
                    *switches,
                    panel=size == WIDE,
                )


def main() -> int:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("docs/images"))
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as scratch,
        running(Path(scratch) / "feedback.db") as base,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        if options.all:
            shoot_all(browser, base, options.folder)
        else:
            shoot(browser, base, options.folder / "ask.png")
            shoot(browser, base, options.folder / "checklist.png", "checklist", TALL)
            shoot(browser, base, options.folder / "phone.png", "ask", PHONE, panel=False)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
