"""How strongly a sentence orders, and how many things it orders."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.schema import Deadline, Owner
from assistant.tasks import grammar
from assistant.tasks.actions import core_of, is_order
from assistant.tasks.deadlines import NO_DEADLINE, Anchor, read_deadline
from assistant.tasks.indicators import first_indicator
from assistant.tasks.owners import end_of_actor, subject_of
from assistant.tasks.reasons import DATED
from assistant.tasks.sentences import Span, mask_quotes, plain_segments, segments, trim
from assistant.tasks.shares import doers, each_actor, joined


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that a sentence orders: its words, who does it and by when."""

    span: Span
    owners: tuple[Owner, ...]
    deadline: Deadline


MANY_SEGMENTS = 80  # a longer sentence is a list or no prose; it stays whole
MIN_ORDER = 3  # characters: fewer after a time are no order of their own
_MODAL_NEXT = re.compile(r"(?:等|均|都|也|还)*(?:要|应|须|必须)")


def strength_of(text: str) -> str:
    """Return `soft` for what is encouraged or left to judgement, else `hard`.

    >>> strength_of("原则上每年对执行情况进行评估"), strength_of("须主动协商后再报签")
    ('soft', 'hard')
    """
    core = mask_quotes(core_of(text))
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
        if owners and subject != owners:
            return not _is_condition(group[0].text.strip("，,；; "), False) or not _hangs(before)
        return (timed or counted or _has_own_doer(group, words)) and not _hangs(before)
    if owners and grammar.TOPIC.match(words) and not grammar.CONDITION.search(words):
        return True
    if _hangs(before):
        return False
    if _opens_with_time(words, anchor):
        return True
    opens = bool(grammar.OPENS_WITH_VERB.match(words))
    return opens and _counts(before) and _counts(words)


def _has_own_doer(group: Sequence[Span], words: str) -> bool:
    """Tell whether an actor does only what follows it, for 要 or 应 opened the orders of somebody else before."""
    if words.startswith("由"):
        return any(grammar.MODAL_FIRST.match(span.text.strip()) for span in group)
    others = grammar.MODAL_FIRST.match(group[0].text.strip())
    return bool(others and _MODAL_NEXT.match(words[end_of_actor(words) :]))


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
    return not any(is_order(part) for part in plain_segments(before))


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
