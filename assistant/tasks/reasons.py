"""Which sentences order something, and why the others do not."""

from __future__ import annotations

from assistant.tasks import grammar
from assistant.tasks.actions import is_order
from assistant.tasks.deadlines import TOO_EARLY, Anchor, read_deadline
from assistant.tasks.openings import orders_by_time
from assistant.tasks.owners import end_of_actor, subject_of
from assistant.tasks.sentences import plain_segments
from assistant.tasks.zones import Zone

DATED = ("fixed", "relative", "recurring")
_REASONS = {
    Zone.FRAME: "background",
    Zone.PRINCIPLE: "principle",
    Zone.GOAL: "purpose",
    Zone.BACKGROUND: "background",
}


def reason_not_task(text: str, zone: Zone, anchor: Anchor) -> str | None:
    """Return why a sentence is no duty, or None when it is one.

    >>> reason_not_task("建立责任清单，明确时限要求。", Zone.ACTION, Anchor())
    >>> reason_not_task("为提升行政效能，制定本方案。", Zone.ACTION, Anchor())
    'purpose'
    """
    if zone is Zone.FRAME or grammar.TRANSMITTAL.search(text):
        return "background"
    if grammar.DEFINITION.search(text):
        return "definition"
    if grammar.LEFT_TO_OTHERS.search(text) and not _asks_an_office(text):
        return "background"
    acting = zone in (Zone.ACTION, Zone.PLAN)
    if grammar.PURPOSE.search(text) and not (acting and _orders_after_purpose(text)):
        return "purpose"
    if grammar.PRINCIPLE.search(text):
        return "principle"
    if text.endswith(("：", ":")) and not grammar.MODAL.search(text):
        return "heading"
    if not acting:
        return None if _is_order(text, anchor, zone) else _REASONS.get(zone, "background")
    reason = _reason_in_action(text)
    return None if reason and zone is Zone.PLAN and _dated_order(text, anchor) else reason


def _asks_a_citizen(text: str) -> bool:
    acts = grammar.OFFICE_ACT.search(text) or any(subject_of(part) for part in plain_segments(text))
    return bool(grammar.CITIZEN.match(text)) and not acts


def _asks_an_office(text: str) -> bool:
    """Tell whether a sentence orders something beside what it leaves to others or says that they must be."""
    rest = [part for part in plain_segments(text) if not grammar.LEFT_TO_OTHERS.search(part)]
    if "；" in text:
        return True  # a list of cases, some of them the office's
    asked = any(
        is_order(part) or grammar.MODAL.search(part) or grammar.OFFICE_ACT.search(part) for part in rest
    )
    return asked or any(subject_of(part) for part in plain_segments(text))


def orders_an_office(text: str, anchor: Anchor) -> bool:
    """Tell whether a text names who acts, and orders it by a modal or by a time."""
    actor = any(subject_of(part) for part in plain_segments(text))
    return actor and (bool(grammar.MODAL.search(text)) or read_deadline(text, anchor).kind in DATED)


def _dated_order(text: str, anchor: Anchor) -> bool:
    """Tell whether a plan's sentence orders by its time alone; a day before the document tells of the past."""
    if grammar.BACKGROUND.search(text) or grammar.CITIZEN.match(text):
        return False
    if read_deadline(text, anchor).note == TOO_EARLY:
        return False
    return any(orders_by_time(part) for part in plain_segments(text))


def _orders_after_purpose(text: str) -> bool:
    match = grammar.FOR_PURPOSE.match(text)
    if match is None or grammar.NO_ORDER_AFTER.search(text):
        return False
    return any(subject_of(part) for part in plain_segments(match["order"]))


def _reason_in_action(text: str) -> str | None:
    parts = plain_segments(text)
    modal = bool(grammar.MODAL.search(text))
    if grammar.BACKGROUND.search(text) and not modal and not grammar.OPENS_WITH_VERB.match(text):
        return "background"
    if all(part.startswith(("坚持", "以")) and "推动" not in part for part in parts):
        return "principle"
    if _asks_a_citizen(text):
        return "background"
    if modal or any(_is_ordering(part) for part in parts):
        return None
    return "background"


def _is_ordering(part: str) -> bool:
    return (
        bool(grammar.OPENS_WITH_VERB.match(part))
        or bool(subject_of(part))
        or bool(grammar.INNER_VERB.search(part))
    )


def _is_order(text: str, anchor: Anchor, zone: Zone) -> bool:
    """Ask more of a sentence where duties are rare: an actor with a modal, or a request with a day."""
    if _asks_a_citizen(text):
        return False
    actor = any(subject_of(part) for part in plain_segments(text))
    dated = read_deadline(text, anchor).kind in DATED
    if zone is Zone.GOAL:
        return dated and (actor or _is_milestone(text, anchor))
    modal = bool(grammar.MODAL.search(text)) or any(map(_has_charge, plain_segments(text)))
    if zone is Zone.PRINCIPLE:
        return modal and actor
    return modal and (actor or dated or bool(grammar.REQUEST.search(text)))


def _has_charge(part: str) -> bool:
    return bool(grammar.CHARGE.match(part[end_of_actor(part) :])) and bool(subject_of(part))


def _is_milestone(text: str, anchor: Anchor) -> bool:
    """Tell whether a goal is a step of the work: a month opens it and an order follows (7月底前，统一标准)."""
    deadline = read_deadline(text, anchor)
    day = deadline.raw or ""
    if deadline.kind != "fixed" or "月" not in day or not text.startswith(day):
        return False
    return bool(grammar.OPENS_WITH_VERB.match(text.removeprefix(day).lstrip("，,")))
