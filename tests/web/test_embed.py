"""The assistant on the page of another site: a portal of our own on another port, with a strict policy of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from assistant.config import Settings
from assistant.errors import BadSettings
from assistant.web.embedding import origins_of
from assistant.web.server import build_app, serving

from .fake import QUOTE, FakeAssistant
from .page import TIMEOUT_MS, recorded

PORTAL = """<!doctype html><html lang="zh-CN"><title>门户</title>
<style nonce="own">* {{ color: rgb(200, 0, 0) !important }} button {{ display: none }} h1 {{ font-size: 33px }}</style>
<h1>门户网站</h1><script src="{base}/embed.js" data-label="政策咨询"></script></html>"""
LOOKS = "JSON.stringify([getComputedStyle(document.querySelector('h1')).cssText, Object.keys(window).sort()])"


@contextmanager
def portal(settings_of: Any, folder: Path, policy: bool = True) -> Iterator[tuple[str, str]]:
    """Serve a portal and an assistant that the portal's page embeds; gives both addresses."""
    known = {}

    async def page(request: Request) -> HTMLResponse:
        base = known["base"]
        own = f"default-src 'none'; style-src 'nonce-own'; script-src {base}; frame-src {base}"
        return HTMLResponse(PORTAL.format(base=base), headers={"Content-Security-Policy": own})

    with serving(Starlette(routes=[Route("/", page)])) as origin:
        assistant = FakeAssistant(settings=Settings(embed_origins=settings_of(origin)))
        app = build_app(assistant, ui=True, feedback_path=folder / "feedback.db")
        with serving(app) as known["base"]:
            yield origin, known["base"]


@contextmanager
def visiting(browser: Any, address: str, **size: Any) -> Iterator[Any]:
    with recorded(browser, **size) as context:
        page = context.new_page()
        page.set_default_timeout(TIMEOUT_MS)
        page.said = []
        page.on("console", lambda said: page.said.append(said.text))
        page.goto(address)
        yield page


@pytest.mark.browser
def test_one_script_tag_brings_the_assistant_to_another_site(browser: Any, tmp_path: Path) -> None:
    with (
        portal(lambda origin: f"https://www.example.gov.cn {origin}", tmp_path) as (origin, base),
        visiting(browser, origin) as page,
    ):
        looks = page.evaluate(LOOKS)
        page.click("policy-assistant .open:has-text('政策咨询')")
        frame = page.frame_locator("policy-assistant iframe")
        frame.locator("[data-view=ask][data-mounted]").wait_for()
        frame.locator("#pa-question").fill("管家多久到场一次？")
        frame.locator("#pa-question").press("Enter")
        frame.locator("[data-status=answered]").wait_for()
        assert frame.locator(".pa-words").inner_text() == f"{QUOTE}[1]"
        assert frame.locator(".pa-notice strong").inner_text() == "本服务由人工智能提供，内容请以文件原文为准"
        assert frame.locator("button[role=tab]:visible").count() == 0
        assert page.evaluate(LOOKS).replace('["0",', "[") == looks  # "0" is the frame itself
        frame.locator("#pa-question").press("Escape")
        page.wait_for_selector("policy-assistant .open", state="visible")
        assert page.evaluate("document.activeElement.shadowRoot.activeElement.className") == "open"
        page.keyboard.press("Enter")
        assert frame.locator(".pa-turn").count() == 1
        page.click("policy-assistant .close")
        assert page.is_hidden("policy-assistant .panel")
        assert [said for said in page.said if "Security Policy" in said] == []


@pytest.mark.browser
def test_on_a_phone_the_panel_fills_the_screen(browser: Any, tmp_path: Path) -> None:
    phone = {"viewport": {"width": 375, "height": 720}}
    with (
        portal(lambda origin: origin, tmp_path) as (origin, _),
        visiting(browser, origin, **phone) as page,
    ):
        page.click("policy-assistant .open")
        assert page.locator("policy-assistant .panel").bounding_box() == {
            "x": 0,
            "y": 0,
            "width": 375,
            "height": 720,
        }


@pytest.mark.browser
def test_a_site_that_is_not_in_the_setting_gets_nothing(browser: Any, tmp_path: Path) -> None:
    with (
        portal(lambda origin: "https://www.example.gov.cn", tmp_path) as (origin, base),
        visiting(browser, origin) as page,
    ):
        assert page.locator("policy-assistant").count() == 0
        assert f"{origin} is not in embed_origins" in page.said[0]
        page.evaluate(
            "base => document.body.append(Object.assign(document.createElement('iframe'), {src: base}))", base
        )
        page.wait_for_function("performance.now() > 0 && frames.length === 1")
        with page.expect_console_message(lambda said: "frame-ancestors" in said.text):
            page.evaluate("document.querySelector('iframe').src += '?again'")


def test_the_policy_names_the_sites_of_the_setting(client: Any, tmp_path: Path) -> None:
    with portal(lambda origin: "https://a.example.cn, http://localhost:8080/", tmp_path) as (_, base):
        policy = client(base).get("/healthz").headers["content-security-policy"]
        script = client(base).get("/embed.js")
    assert policy.endswith("; frame-ancestors 'self' https://a.example.cn http://localhost:8080")
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    assert '"origins": ["https://a.example.cn", "http://localhost:8080"]' in script.text


def test_no_other_site_may_embed_it_unless_the_setting_says_so(serve: Any, client: Any) -> None:
    policy = client(serve(FakeAssistant())).get("/healthz").headers["content-security-policy"]
    assert policy.endswith("; frame-ancestors 'self'")


@pytest.mark.parametrize(
    "wrong", ["*", "example.cn", "https://a.cn/path", "https://*.cn", "https://a.cn;x", "null"]
)
def test_what_is_no_origin_is_refused_when_the_server_starts(wrong: str) -> None:
    with pytest.raises(BadSettings, match="embed_origins"):
        origins_of(wrong)
