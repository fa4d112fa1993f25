"""Take the pictures of docs/images: a server of its own on a free port, a real Chromium, PNG of 300 KB at most.

Run from the repository: `.venv/bin/python scripts/screenshots.py [FOLDER] [--all]`; `--all` takes every tab
at both widths, light, dark and 长辈模式. 运行状况 shows made-up use, written into a folder that is thrown away.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from assistant.assistant import PolicyAssistant
from assistant.config import load_settings
from assistant.schema import Answer, Status
from assistant.web.feedback import Feedback, FeedbackBook
from assistant.web.records import RecordBook
from assistant.web.server import build_app, serving

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
MAX_BYTES = 300_000
QUESTION = "项目管家多久要到现场办公一次？"
CHECKED = "项目管家每季度至少开展一次现场办公。旗政府领导每年形成调研成果不少于2项。"
WIDE, TALL, PHONE = (1440, 900), (1440, 1200), (375, 760)
LOOKS: dict[str, tuple[str, ...]] = {"light": (), "dark": ("dark",), "elder": ("elder",)}
UNANSWERED = (
    "创业补贴最高能领多少钱？",
    "创业补助能拿多少",
    "窗口几点上班？",
    "政务大厅几点上班",
    "公积金怎么提取？",
)


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Serve the index that the settings name on a free port, with made-up use."""
    feedback = folder / "feedback.db"
    make_up(RecordBook(folder / "records.db"), FeedbackBook(feedback))
    app = build_app(PolicyAssistant.open(load_settings()), ui=True, feedback_path=feedback)
    with serving(app) as base:
        yield base


def make_up(records: RecordBook, feedback: FeedbackBook) -> None:
    """Write a month of use that nobody made."""
    for back in range(30):
        day = date.today() - timedelta(days=back)
        for number in range((back * 7) % 11 + 2):
            status = Status.NO_EVIDENCE if number % 5 == 4 else Status.ANSWERED
            question = UNANSWERED[(back + number) % len(UNANSWERED)]
            records.add_ask(Answer(question, status, ""), 40.0 + number * 9, day)
    records.add_handoff("外地户口怎么办理？", "在本旗经营三年", "（示例）")
    for number in range(9):
        feedback.add(Feedback("问", "answered", number % 4 != 0, "" if number % 4 else "不完整"))


def ask(page: Any) -> None:
    """Tap an example; on a wide screen open its citation too."""
    page.click(f".pa-example >> text={QUESTION}")
    page.wait_for_selector("[data-status]")
    page.wait_for_selector(".pa-followups")
    if page.viewport_size["width"] == WIDE[0]:
        page.click(".pa-mark")
        page.wait_for_selector(".pa-panel mark")
    page.evaluate("document.activeElement.blur()")


def check(page: Any) -> None:
    """Check two sentences."""
    page.fill("#pa-verify-text", CHECKED)
    page.click("[data-view=verify] .pa-primary")
    page.wait_for_selector("[data-verdict] >> nth=1")


def read(page: Any) -> None:
    """Open the first document to read."""
    page.click(".pa-document >> nth=0")
    page.wait_for_selector(".pa-clause")
    page.evaluate("document.activeElement.blur()")


def wait(selector: str) -> Callable[[Any], None]:
    """Wait for what shows that a tab is ready."""
    return lambda page: page.wait_for_selector(selector)


# name: the tab, and what is done in it
SCENES: dict[str, tuple[str, Callable[[Any], None]]] = {
    "welcome": ("政策咨询", wait("#pa-question")),
    "ask": ("政策咨询", ask),
    "checklist": ("任务清单", wait(".pa-table")),
    "library": ("文库", wait(".pa-document")),
    "reading": ("文库", read),
    "verify": ("核对", check),
    "use": ("运行状况", wait(".pa-gaps ol, .pa-gaps p:has-text('没有')")),
}


def shoot(
    browser: Any, base: str, path: Path, scene: str, size: tuple[int, int], look: str = "light"
) -> None:
    """Take one picture."""
    shoot_scenes(browser, base, {scene: path}, size, look)


def shoot_scenes(browser: Any, base: str, paths: dict[str, Path], size: tuple[int, int], look: str) -> None:
    """Take the scenes one after the other in one window."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    page = context.new_page()
    page.goto(base)
    page.wait_for_selector("[data-view=ask][data-mounted]")
    for switch in LOOKS[look]:
        page.click(f"[data-switch={switch}]")
    for scene, path in paths.items():
        tab, act = SCENES[scene]
        page.click(f"button[role=tab]:has-text('{tab}')")
        act(page)
        page.mouse.move(0, 0)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=path)
        shrink(path)
        page.keyboard.press("Escape")
    context.close()


def shrink(path: Path) -> None:
    """Rewrite the picture with a palette: text on plain ground loses nothing to see."""
    with Image.open(path) as image:
        image.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
    if path.stat().st_size > MAX_BYTES:
        raise ValueError(f"{path} has {path.stat().st_size} bytes, more than {MAX_BYTES}")


def shoot_all(browser: Any, base: str, folder: Path) -> None:
    """Every tab at both widths, light, dark and 长辈模式."""
    for width, size in (("1440", WIDE), ("375", PHONE)):
        for look in LOOKS:
            paths = {scene: folder / f"{scene}-{width}-{look}.png" for scene in SCENES}
            shoot_scenes(browser, base, paths, size, look)


def main() -> int:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("docs/images"))
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as scratch,
        running(Path(scratch)) as base,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        if options.all:
            shoot_all(browser, base, options.folder)
        else:
            shoot(browser, base, options.folder / "ask.png", "ask", WIDE)
            shoot(browser, base, options.folder / "checklist.png", "checklist", TALL)
            shoot(browser, base, options.folder / "phone.png", "ask", PHONE)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
