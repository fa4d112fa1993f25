"""Whether a saved task still stands in its document, after the document was replaced."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.schema import Clause, Document

SAME, MOVED, CHANGED, GONE = "same", "moved", "changed", "gone"
_BLANK = re.compile(r"\s+")


def source_state(facts: Mapping[str, Any], document: Document, clauses: Sequence[Clause]) -> dict[str, str]:
    """Return how a task's words stand in the document now, and what its clause says now.

    `state` is same (its clause still holds its words), moved (another clause holds them), changed (the clause
    reads otherwise) or gone (there is no such clause).
    """
    quote = _BLANK.sub("", facts["quote"])
    here = next((clause for clause in clauses if clause.path == facts["clause"]), None)
    now = document.text[here.start : here.end].strip() if here else ""
    if quote in _BLANK.sub("", now):
        return {"state": SAME, "now": now}
    if quote in _BLANK.sub("", document.text):
        holder = next((c for c in clauses if quote in _BLANK.sub("", document.text[c.start : c.end])), None)
        return {"state": MOVED, "now": holder.label if holder else ""}
    return {"state": CHANGED, "now": now} if here else {"state": GONE, "now": ""}
