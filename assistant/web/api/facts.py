"""A document's facts as the API gives them."""

from __future__ import annotations

from datetime import date
from typing import Any

from assistant.schema import Document


def describe(document: Document) -> dict[str, Any]:
    """Return a document's facts and its validity today."""
    return {**document.facts(), "validity": document.validity(date.today())}
