"""Sentences that one owner mark closes, and what they say together: who, by when, how much, under which name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.schema import Clause, Deadline, Indicator, Owner
from assistant.tasks.actions import LIMIT, orders, short_action, short_heading
from assistant.tasks.deadlines import NO_DEADLINE, Anchor, find_fixed, read_deadline
from assistant.tasks.indicators import LIMITS, first_indicator, measure_of
from assistant.tasks.marks import Mark, read_mark
from assistant.tasks.openings import after_time
from assistant.tasks.owners import end_of_actor
from assistant.tasks.sentences import Span, segments
from assistant.tasks.shares import doers

LEAST = 4  # characters: shorter words name nothing
Unit = tuple[list[Span], Mark, list[Span]]


def marked_units(body: Sequence[Span], anchor: Anchor, first_leads: bool) -> tuple[list[Unit], list[Span]]:
    """Group sentences by the owner mark that closes them; label lines that follow each other are one mark."""
    units: list[Unit] = []
    words: list[Span] = []
    for sentence in body:
        mark = read_mark(sentence, anchor, first_leads)
        if mark is None:
            words.append(sentence)
        elif units and not words and not mark.before:
            units[-1] = (units[-1][0], _joined(units[-1][1], mark), [*units[-1][2], sentence])
        else:
            units.append(
                ([*words, sentence] if mark.before else words, mark, [] if mark.before else [sentence])
            )
            words = []
    return units, words


def closes(unit: Unit, heading: Span) -> bool:
    """A mark right after a numbered sentence closes that sentence, whatever follows in the clause."""
    return not unit[0] and heading.text.endswith("。")


def _joined(first: Mark, second: Mark) -> Mark:
    deadline = first.deadline if first.deadline.raw else second.deadline
    return Mark(both(first.owners, second.owners), deadline, first.before)


def both(first: Sequence[Owner], second: Sequence[Owner]) -> tuple[Owner, ...]:
    """Return the owners of two marks, each name once."""
    known = {owner.name for owner in first}
    return (*first, *(owner for owner in second if owner.name not in known))


def name_of(body: Sequence[Span], clause: Clause, alone: bool) -> str:
    """Name several sentences after their heading when their mark is the clause's only one, else after their own order."""
    heading = short_heading(clause.heading)
    own = short_action(next((sentence.text for sentence in body if orders(sentence.text)), body[0].text))
    bare = after_time(own) != own and len(after_time(own)) < LEAST  # 2025年5月启动: what, the heading says
    return heading if alone and (len(body) > 1 or bare) and LEAST <= len(heading) <= LIMIT else own


def owners_of(mark: Mark, body: Sequence[Span]) -> tuple[Owner, ...]:
    """Return the owners of a mark; where it names helpers at most, the doer is who acts in the sentence."""
    if any(owner.role != "support" for owner in mark.owners):
        return mark.owners
    known = {owner.name for owner in mark.owners}
    acting = doers([part for sentence in body[:1] for part in segments(sentence)])
    return (*(owner for owner in acting if owner.name not in known), *mark.owners)


def deadline_of(text: str, words: Sequence[Span], anchor: Anchor, alone: bool) -> Deadline:
    """Without a time in the mark, take the one last day of the text; of one sentence, whatever it says.

    A mark that shares its clause with others closes few sentences: their frequency is the duty's.
    """
    if len(words) == 1:
        return read_deadline(text, anchor)
    fixed = [found.deadline for found in find_fixed(text, anchor)]
    if len({deadline.due for deadline in fixed}) == 1:
        return fixed[0]
    found = NO_DEADLINE if alone or fixed else read_deadline(text, anchor)
    return found if found.rrule else NO_DEADLINE


def indicator_of(text: str, frequency: str | None) -> Indicator | None:
    """Return what is counted; of two, rather the one that does not only repeat the frequency (每月检查一次)."""
    parts = [
        part for part in re.split(r"[，,；;。]", text) if not (LIMITS.search(part) or part.endswith("的"))
    ]  # 涉及两个以上区域的: a case
    found = [(part, indicator) for part in parts if (indicator := first_indicator(part) or _measure(part))]
    found.sort(key=lambda each: each[0].startswith("其中"))  # a part of the whole
    rather = [indicator for _, indicator in found if not (frequency and indicator.raw in frequency)]
    return next(iter([*rather, *(indicator for _, indicator in found)]), None)


def _measure(part: str) -> Indicator | None:
    """Return the measure of the order that a segment gives behind its actor and its time."""
    words = part.strip()
    return measure_of(after_time(words[end_of_actor(words) :].strip()))
