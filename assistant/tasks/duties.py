"""Which sentences order something, how strongly, and how many things one sentence orders."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.schema import Deadline, Owner
from assistant.tasks import grammar
from assistant.tasks.actions import core_of, is_order
from assistant.tasks.deadlines import NO_DEADLINE, TOO_EARLY, Anchor, read_deadline
from assistant.tasks.indicators import first_indicator
from assistant.tasks.openings import orders_by_time
from assistant.tasks.owners import subject_of
from assistant.tasks.sentences import Span, segments, trim
from assistant.tasks.shares import doers, each_actor, joined
from assistant.tasks.zones import Zone


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that a sentence orders: its words, who does it and by when."""

    span: Span
    owners: tuple[Owner, ...]
    deadline: Deadline


DATED = ("fixed", "relative", "recurring")
MANY_SEGMENTS = 80  # a longer sentence is a list or no prose; it stays whole
MIN_ORDER = 3  # characters: fewer after a time are no order of their own
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


def _dated_order(text: str, anchor: Anchor) -> bool:
    """Tell whether a plan's sentence orders by its time alone; a day before the document tells of the past."""
    if grammar.BACKGROUND.search(text) or grammar.CITIZEN.match(text):
        return False
    if read_deadline(text, anchor).note == TOO_EARLY:
        return False
    return any(orders_by_time(part) for part in _plain_segments(text))


def _orders_after_purpose(text: str) -> bool:
    match = grammar.FOR_PURPOSE.match(text)
    if match is None or grammar.NO_ORDER_AFTER.search(text):
        return False
    return any(subject_of(part) for part in _plain_segments(match["order"]))


def _reason_in_action(text: str) -> str | None:
    parts = _plain_segments(text)
    modal = bool(grammar.MODAL.search(text))
    if grammar.BACKGROUND.search(text) and not modal and not grammar.OPENS_WITH_VERB.match(text):
        return "background"
    if all(part.startswith(("坚持", "以")) and "推动" not in part for part in parts):
        return "principle"
    if grammar.CITIZEN.match(text) and not any(subject_of(part) for part in parts):
        return "background"
    if modal or any(_is_ordering(part) for part in parts):
        return None
    return "background"


def _plain_segments(text: str) -> list[str]:
    return [part.text.strip("，,；;：:。 ") for part in segments(Span(text, 0))]


def _is_ordering(part: str) -> bool:
    return (
        bool(grammar.OPENS_WITH_VERB.match(part))
        or bool(subject_of(part))
        or bool(grammar.INNER_VERB.search(part))
    )


def _is_order(text: str, anchor: Anchor, zone: Zone) -> bool:
    """Ask more of a sentence where duties are rare: an actor with a modal, or a request with a day."""
    actor = any(subject_of(part) for part in _plain_segments(text))
    dated = read_deadline(text, anchor).kind in DATED
    if zone is Zone.GOAL:
        return dated and (actor or _is_milestone(text, anchor))
    modal = bool(grammar.MODAL.search(text))
    if zone is Zone.PRINCIPLE:
        return modal and actor
    return modal and (actor or dated or bool(grammar.REQUEST.search(text)))


def _is_milestone(text: str, anchor: Anchor) -> bool:
    """Tell whether a goal is a step of the work: a month opens it and an order follows (7月底前，统一标准)."""
    deadline = read_deadline(text, anchor)
    day = deadline.raw or ""
    if deadline.kind != "fixed" or "月" not in day or not text.startswith(day):
        return False
    return bool(grammar.OPENS_WITH_VERB.match(text.removeprefix(day).lstrip("，,")))


def strength_of(text: str) -> str:
    """Return `soft` for what is encouraged or left to judgement, else `hard`.

    >>> strength_of("原则上每年对执行情况进行评估"), strength_of("须主动协商后再报签")
    ('soft', 'hard')
    """
    core = core_of(text)
    if grammar.HOPED_AND_SURE.search(core):
        return "hard"
    soft, hard = grammar.SOFT.search(core), grammar.HARD.search(core)
    return "soft" if soft and (hard is None or soft.start() < hard.start()) else "hard"


def split_duty(sentence: Span, anchor: Anchor) -> list[Piece]:
    """Cut a sentence where another actor, another time or another count begins; mostly it stays whole."""
    groups: list[list[Span]] = [[]]
    parts = segments(sentence)
    if len(parts) > MANY_SEGMENTS:
        return [Piece(sentence, subject_of(sentence.text[:200]), NO_DEADLINE)]
    bound = joined(parts)
    for index, part in enumerate(parts):
        if groups[-1] and index not in bound and _starts_anew(groups[-1], part, anchor):
            groups.append(_loose_end(groups[-1]))
        groups[-1].append(part)
    return _share([piece for group in groups for piece in _pieces(group, anchor)], sentence)


def _starts_anew(group: Sequence[Span], part: Span, anchor: Anchor) -> bool:
    words = part.text.strip()
    before = "".join(span.text for span in group)
    owners = next((found for span in group if (found := subject_of(span.text.strip()))), ())
    timed = read_deadline(before, anchor).kind in DATED
    if _opens_a_case(group, words):
        return True
    if subject := subject_of(words):
        counted = first_indicator(before) is not None
        return (bool(owners) and subject != owners) or ((timed or counted) and not _hangs(before))
    if owners and grammar.TOPIC.match(words) and not grammar.CONDITION.search(words):
        return True
    if _hangs(before):
        return False
    if _opens_with_time(words, anchor):
        return True
    opens = bool(grammar.OPENS_WITH_VERB.match(words))
    return opens and _counts(before) and _counts(words)


def _opens_a_case(group: Sequence[Span], words: str) -> bool:
    """Tell whether an order holds only in a case of its own (…的，要…) after an order that is complete."""
    if grammar.CASE.match(words):
        return not _hangs("".join(span.text for span in group))
    if not grammar.MODAL_FIRST.match(words) or not grammar.CASE_END.search(group[-1].text.strip()):
        return False
    return not _hangs("".join(span.text for span in group[:-1]))


def _loose_end(group: list[Span]) -> list[Span]:
    """Take the conditions off the end of a group: they belong to the duty that follows."""
    moved: list[Span] = []
    while len(group) > 1 and _is_condition(group[-1].text.strip(), bool(moved)):
        moved.insert(0, group.pop())
    return moved


def _is_condition(words: str, before_another: bool) -> bool:
    if grammar.CONDITION.search(words):
        return True
    return before_another and bool(grammar.CASE_START.match(words)) and not is_order(words.strip("，,；;"))


def _hangs(before: str) -> bool:
    """Tell whether what stands before is only a condition or a time, so that the duty is still to come."""
    return not any(is_order(part) for part in _plain_segments(before))


def _opens_with_time(words: str, anchor: Anchor) -> bool:
    """Tell whether a day or a frequency governs a segment from its opening on."""
    found = read_deadline(words, anchor)
    if found.kind not in ("fixed", "recurring"):
        return False
    lead, _, rest = words.partition(found.raw or "")
    governs = len(rest) > MIN_ORDER or rest in ("，", ",")  # 到2027年底，完成…
    return governs and bool(grammar.TIME_LEAD.fullmatch(lead))


def _counts(words: str) -> bool:
    indicator = first_indicator(words)
    return indicator is not None and indicator.value is not None


def _pieces(group: Sequence[Span], anchor: Anchor) -> list[Piece]:
    text = "".join(span.text for span in group)
    span = trim(Span(text.rstrip("，,；; \n"), group[0].start))
    if shares := each_actor(span.text, anchor):
        return [Piece(span, owners, deadline) for owners, deadline in shares]
    return [Piece(span, doers(group), read_deadline(span.text, anchor))]


def _share(pieces: list[Piece], sentence: Span) -> list[Piece]:
    """Let a later piece take the actor (without one) or the frequency (counting) of the former."""
    shared: list[Piece] = []
    for piece in pieces:
        former = shared[-1] if shared else None
        if former and piece.deadline == NO_DEADLINE and _leads(pieces[0]):
            piece = replace(piece, deadline=pieces[0].deadline)
        alone = grammar.TOPIC.match(piece.span.text) or _is_case(piece.span, sentence)
        if former and not piece.owners and former.owners and not alone:
            piece = replace(piece, owners=tuple(replace(owner, found="inherited") for owner in former.owners))
        if (
            former
            and piece.deadline == NO_DEADLINE
            and former.deadline.kind == "recurring"
            and _counts(piece.span.text)
        ):
            piece = replace(piece, deadline=_same_frequency(former.deadline, piece.span.text))
        shared.append(piece)
    return shared


def _is_case(piece: Span, sentence: Span) -> bool:
    """Tell whether an order after a semicolon holds in a case of its own: its actor need not be the former."""
    if not sentence.text[: piece.start - sentence.start].rstrip().endswith(("；", ";")):
        return False
    first = re.split("[，,]", piece.text, maxsplit=1)[0]
    return bool(grammar.CASE.match(piece.text) or grammar.CASE_END.search(first))


def _leads(piece: Piece) -> bool:
    """Tell whether a last day opens the whole sentence: then it holds for all that is ordered in it."""
    return piece.deadline.kind == "fixed" and piece.span.text.startswith(piece.deadline.raw or "\0")


_FREQUENCY = re.compile(r"^(?:每.{0,2}?(?:季度|半年|年度?|月|周|日|天)|按.度?|逐.)")


def _same_frequency(deadline: Deadline, text: str) -> Deadline:
    indicator = first_indicator(text)
    count = int(indicator.value) if indicator and indicator.value else None
    match = _FREQUENCY.match(deadline.raw or "")
    return replace(deadline, raw=match.group() if match else deadline.raw, min_count=count)
