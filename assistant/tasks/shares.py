"""Who has which part where words of their own say it: 甲局牵头，乙局配合，…; 甲局每周五前、乙局每月28日前…"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.schema import Deadline, Owner
from assistant.tasks.deadlines import Anchor, read_deadline
from assistant.tasks.grammar import CONDITION
from assistant.tasks.owner_rules import ROLES
from assistant.tasks.owners import end_of_actor, opens_as_unit, read_owner_words, subject_of
from assistant.tasks.sentences import PAUSES, Span, segments

_VERB = "|".join(f"(?:{verb.pattern})" for verb, _ in ROLES)
_UNDER = re.compile("^在(.+牵头)下$")
_HELPS = re.compile("(?:要|应|须|积极|主动|密切|全力|认真)*(?:配合|协助)")
_ENDS_WITH_ROLE = re.compile(rf"(?:{_VERB})$")


def part_of(segment: str) -> tuple[Owner, ...]:
    """Return the units of a segment that says their part in the work and nothing else, or nothing.

    >>> [(o.name, o.role) for o in part_of("旗财政局、旗水利局配合，")]
    [('旗财政局', 'support'), ('旗水利局', 'support')]
    >>> part_of("旗财政局负责资金保障，"), part_of("加强部门配合，")
    ((), ())
    """
    words = _UNDER.sub(r"\1", segment.strip(f"{PAUSES}。 \n"))
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
    actors = [subject_of(part.text.strip()) for part in parts]
    first = _first_actor(parts, actors)
    for index, part in enumerate(parts):
        said = part_of(part.text)
        if not said and index == first:
            said = _as_helpers(actors[index], part.text) if found else actors[index]
        for owner in said:
            found.setdefault(owner.name, owner)
    return tuple(found.values())


def _as_helpers(owners: tuple[Owner, ...], words: str) -> tuple[Owner, ...]:
    """Beside a unit that leads, who 密切配合 is a helper although more words follow."""
    helps = owners and _HELPS.match(words.strip()[end_of_actor(words.strip()) :])
    return tuple(replace(owner, role="support") for owner in owners) if helps else owners


def _first_actor(parts: Sequence[Span], actors: Sequence[tuple[Owner, ...]]) -> int:
    """Return which segment names who acts; whom a case speaks of (多部门联合发文的，由牵头部门…) only for want of another."""
    acting = [i for i, owners in enumerate(actors) if owners and not part_of(parts[i].text)]
    said = [i for i in acting if not CONDITION.search(parts[i].text.strip())]
    return next(iter([*said, *acting]), -1)


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
