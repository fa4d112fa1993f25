"""Who has which part where words of their own say it: 甲局牵头，乙局配合，…; 甲局每周五前、乙局每月28日前…"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.schema import Deadline, Owner
from assistant.tasks.deadlines import Anchor, read_deadline
from assistant.tasks.owner_rules import ROLES
from assistant.tasks.owners import opens_as_unit, read_owner_words, subject_of
from assistant.tasks.sentences import PAUSES, Span, segments

_VERB = "|".join(f"(?:{verb.pattern})" for verb, _ in ROLES)
_ENDS_WITH_ROLE = re.compile(rf"(?:{_VERB})$")


def part_of(segment: str) -> tuple[Owner, ...]:
    """Return the units of a segment that says their part in the work and nothing else, or nothing.

    >>> [(o.name, o.role) for o in part_of("旗财政局、旗水利局配合，")]
    [('旗财政局', 'support'), ('旗水利局', 'support')]
    >>> part_of("旗财政局负责资金保障，"), part_of("加强部门配合，")
    ((), ())
    """
    words = segment.strip(f"{PAUSES}。 \n")
    if not _ENDS_WITH_ROLE.search(words):
        return ()
    owners = read_owner_words(words, found="sentence")
    return owners if owners and all(opens_as_unit(owner.name) for owner in owners) else ()


def doers(parts: Sequence[Span]) -> tuple[Owner, ...]:
    """Return who acts in the segments of an order: the units whose part is said, and the first actor.

    >>> [(o.name, o.role) for o in doers([Span("旗住建局开展改造，", 0), Span("旗财政局配合", 9)])]
    [('旗住建局', 'owner'), ('旗财政局', 'support')]
    """
    found: dict[str, Owner] = {}
    acting = False
    for part in parts:
        said = part_of(part.text)
        if not said and not acting:
            said = subject_of(part.text.strip())
            acting = bool(said)
        for owner in said:
            found.setdefault(owner.name, owner)
    return tuple(found.values())


def each_actor(text: str, anchor: Anchor) -> list[tuple[tuple[Owner, ...], Deadline]]:
    """Return every actor with a time of its own before one order (甲局每周五前、乙局每月28日前报送), or nothing."""
    found: list[tuple[tuple[Owner, ...], Deadline]] = []
    words = ""
    for part in segments(Span(text, 0), "、"):
        words += part.text
        owners, deadline = subject_of(words), read_deadline(words, anchor)
        if owners and deadline.raw and words.rstrip("、").endswith(deadline.raw):
            found.append((owners, deadline))
            words = ""
    if found and (owners := subject_of(words)) and (deadline := read_deadline(words, anchor)).raw:
        return [*found, (owners, deadline)]
    return []


def joined(parts: Sequence[Span]) -> set[int]:
    """Return which segments begin no order of their own, for words that only say who has which part bind them.

    Such words belong to the order that follows, and at the end of a sentence to the one before.
    """
    said = [part_of(part.text) for part in parts]
    found: set[int] = set()
    for start, end in _runs(said):
        behind = start and not _closed(parts[start - 1])
        if end < len(parts) and not _closed(parts[end - 1]):
            found |= set(range(start + 1, end + 1))
        elif behind and (_only_help(said[start:end]) or not doers(parts[:start])):
            found |= set(range(start, end))
    return found if not all(said) else set()


def _closed(part: Span) -> bool:
    return part.text.rstrip().endswith(("；", ";"))


def _only_help(said: Sequence[tuple[Owner, ...]]) -> bool:
    return all(owner.role == "support" for owners in said for owner in owners)


def _runs(said: Sequence[tuple[Owner, ...]]) -> list[tuple[int, int]]:
    """Return where runs of non-empty entries start and end."""
    starts = [i for i, owners in enumerate(said) if owners and not (i and said[i - 1])]
    return [(i, next((j for j in range(i, len(said)) if not said[j]), len(said))) for i in starts]
