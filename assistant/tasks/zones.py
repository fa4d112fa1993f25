"""What kind of place a clause is in its document: it decides how much a sentence must show to be a duty."""

from __future__ import annotations

from enum import StrEnum

from assistant.schema import Clause, Document
from assistant.tasks import grammar
from assistant.tasks.table_rules import ROW


class Zone(StrEnum):
    """What kind of place a clause is; it decides how much a sentence must show to be a duty."""

    FRAME = "frame"
    PRINCIPLE = "principle"
    GOAL = "goal"
    BACKGROUND = "background"
    STRICT = "strict"
    ACTION = "action"
    PLAN = "plan"


FRAMES = ("header", "notice", "signature")
_HEADINGS = (
    (Zone.GOAL, grammar.GOAL_HEADING),
    (Zone.PRINCIPLE, grammar.PRINCIPLE_HEADING),
    (Zone.BACKGROUND, grammar.BACKGROUND_HEADING),
)


def zone_of(clause: Clause, document: Document) -> Zone:
    """Tell from a clause's place and headings what may be expected of its sentences."""
    root = clause.path.split("/")[0]
    if root in FRAMES:
        return Zone.FRAME
    headings = clause.headings[-2:] if root != "preamble" else ()
    for heading in reversed(headings):
        for zone, pattern in _HEADINGS:
            if pattern.search(heading[:30]):
                return zone
    strict = (
        ROW.match(clause.path)
        or root == "preamble"
        or root.startswith("附件")
        or document.dialect == "statute"
    )
    if strict:
        return Zone.STRICT
    titles = f"{document.title} {document.notice_title or ''}"
    gives_orders = grammar.PLAN_TITLE.search(titles) and not grammar.TELLING_TITLE.search(titles)
    return Zone.PLAN if gives_orders and document.dialect == "circular" else Zone.ACTION
