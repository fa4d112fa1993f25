"""Prompts are Markdown files, filled strictly."""

from __future__ import annotations

from importlib.resources import files
from string import Template


def fill(name: str, **values: str) -> str:
    """Return the prompt `name`.md with its values; raises ValueError when one is missing, empty or not asked for."""
    template = Template(files(__package__).joinpath(f"{name}.md").read_text(encoding="utf-8"))
    wanted = set(template.get_identifiers())
    missing = sorted(key for key in wanted if not values.get(key, "").strip())
    if missing or set(values) - wanted:
        raise ValueError(f"prompt {name}.md: missing {missing}, not asked for {sorted(set(values) - wanted)}")
    return template.substitute(values)
