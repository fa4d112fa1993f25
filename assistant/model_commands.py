"""The commands on embedding models: what each returns."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.config import Settings

Tell = Callable[[str], None]


def models(options: argparse.Namespace, settings: Settings, tell: Tell) -> Any:
    """List, prepare, verify or tune; a list only for the first."""
    from assistant.embedding.encoder import list_models, verify_model
    from assistant.embedding.prepare import prepare_model

    cache, name = Path(settings.model_cache), options.name or settings.model
    if options.action == "prepare":
        return {"model": name, "folder": str(prepare_model(name, cache, tell))}
    if options.action == "verify":
        return verify_model(name, cache)
    return _tune(options, settings, tell) if options.action == "tune" else list_models(cache)


def _tune(options: argparse.Namespace, settings: Settings, tell: Tell) -> dict[str, Any]:
    from assistant.assistant import PolicyAssistant
    from assistant.embedding.tune import Recipe
    from assistant.tuning import confirmed_questions, logged_questions, read_asked, tune_model
    from assistant.web.feedback import FEEDBACK, FeedbackBook

    assistant = PolicyAssistant.open(replace(settings, reader=False))
    rated = [(said.question, said.clauses) for said in FeedbackBook(FEEDBACK).all() if said.helpful]
    asked = logged_questions(assistant, rated) + confirmed_questions(assistant)
    asked += read_asked(options.questions) if options.questions else []
    done = tune_model(assistant, asked, Path(settings.model_cache), Recipe(minutes=options.minutes), tell)
    if done["kept"]:
        tell(
            "已保留。请运行 policy-assistant models prepare bundled，再运行 policy-assistant index --rebuild"
        )
    else:
        tell("没有比原来找得更准，未保留，一切照旧")
    return done
