"""The page as Gradio blocks: a header, the tabs filled from views/*.html, and the lasting notice."""

from __future__ import annotations

import os
from collections.abc import Mapping
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

# Read by Gradio when it is imported: no call home.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import gradio as gr  # noqa: E402
from fastapi import FastAPI  # noqa: E402
from starlette.routing import Mount  # noqa: E402

from assistant.web.api.bodies import MAX_CHECKED_CHARS  # noqa: E402
from assistant.web.problems import on_missing_page  # noqa: E402
from assistant.web.ui.theme import government_theme  # noqa: E402
from assistant.web.ui.words import NOTICE, TABS, examples_for  # noqa: E402

if TYPE_CHECKING:
    from assistant.assistant import PolicyAssistant

VIEWS = Path(__file__).parent / "views"
FAVICON = Path(__file__).parent.parent / "static" / "favicon.svg"
# Relative, so that the page works under a sub-path behind a proxy.
HEAD = """<link rel="stylesheet" href="ui/app.css"><link rel="stylesheet" href="ui/panel.css">
<link rel="stylesheet" href="ui/staff.css"><link rel="stylesheet" href="ui/tasks.css">
<script type="module" src="ui/app.js"></script>"""


def mount(app: FastAPI, assistant: PolicyAssistant) -> None:
    """Put the page at the root of `app`; routes that the app has already come first."""
    gr.mount_gradio_app(
        app, build_page(assistant), path="/", theme=government_theme(), head=HEAD, favicon_path=str(FAVICON),
        footer_links=[], ssr_mode=False, show_error=False,
    )  # fmt: skip
    # The page is an app of its own, which would say in English that it does not have an address.
    mounted = app.routes[-1]
    if isinstance(mounted, Mount) and isinstance(mounted.app, FastAPI):
        mounted.app.add_exception_handler(404, on_missing_page)


def build_page(assistant: PolicyAssistant) -> gr.Blocks:
    """Return the blocks; everything that comes from settings or documents is escaped."""
    settings = assistant.settings
    facts = {
        "site_name": settings.site_name,
        "office": settings.office,
        "phone": settings.phone,
        "notice": NOTICE,
        "max_chars": str(settings.max_question_chars),
        "max_checked": str(MAX_CHECKED_CHARS),
    }
    titles = [document.title for document in assistant.documents()]
    with gr.Blocks(title=settings.site_name, analytics_enabled=False, fill_width=True) as page:
        _html("header", facts)
        with gr.Tabs(elem_id="pa-tabs", overflow_behavior="wrap"):
            for name, label in TABS.items():
                # All tabs are there from the start, so that switching loses nothing.
                with gr.Tab(label, id=name, elem_id=f"pa-tab-{name}", render_children=True):
                    _html(name, facts, examples=_examples(titles))
        _html("notice", facts)
    return page


def _html(view: str, facts: Mapping[str, str], examples: str = "") -> gr.HTML:
    template = Template((VIEWS / f"{view}.html").read_text(encoding="utf-8"))
    filled = template.substitute({name: escape(value) for name, value in facts.items()}, examples=examples)
    return gr.HTML(filled, html_template="${value}", js_on_load=None, apply_default_css=False)


def _examples(titles: list[str]) -> str:
    return "".join(
        f'<li><button type="button" class="pa-example">{escape(question)}</button></li>'
        for question in examples_for(titles)
    )
