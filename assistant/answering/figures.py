"""Do the figures of a sentence agree with those of its source: size, unit, bound and what they speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.answering.aligning import Segment, overlap
from assistant.answering.comparators import AFTER, AT_LEAST, AT_MOST, BEFORE, LESS, MORE
from assistant.answering.facts import Fact, read_facts
from assistant.answering.labels import labelled, owned
from assistant.answering.problems import Problem

# bounds that say the same of a time or a size; the sentence's first
_SAME_BOUND = {
    (AT_MOST, BEFORE), (BEFORE, AT_MOST), (AT_LEAST, AFTER),
    (AFTER, AT_LEAST), (AFTER, MORE), (MORE, AFTER), (BEFORE, LESS), (LESS, BEFORE),
}  # fmt: skip
_ARTICLE = re.compile(r"^一[一-鿿]{1,2}$")


def check_figures(
    sentence: str, parts: Sequence[Segment], source: str, places: Sequence[Segment]
) -> list[Problem]:
    """Return a problem for each figure of the sentence that the source does not hold, bounded alike, of the same thing."""
    known = read_facts(source)
    mine = read_facts(sentence)
    theirs = labelled(source, known)
    names = {one.fact.start: one for one in labelled(sentence, mine)}
    problems = []
    for fact in mine:
        own = owned(names[fact.start], theirs) if fact.start in names and len(theirs) > 1 else None
        if own and _same_size(fact, own) and _same_bound(fact, own):
            continue
        if own and not _same_size(fact, own) and any(_same_size(fact, one.fact) for one in theirs):
            problems.append(Problem(fact.kind, _shown(fact, sentence), _shown(own, source)))
            continue
        same = [other for other in known if _same_size(fact, other)]
        if not same:
            if not _goes_without_saying(fact, mine, known):
                problems.append(_missing(fact, sentence, known, source))
            continue
        bound = [other for other in same if _same_bound(fact, other)]
        if not bound:
            problems.append(Problem(fact.kind, _shown(fact, sentence), _shown(same[0], source)))
            continue
        swapped = _swapped(fact, bound, known, parts, places)
        if swapped:
            problems.append(Problem(fact.kind, _shown(fact, sentence), _shown(swapped, source)))
    return [*problems, *_dropped_bounds(mine, known, sentence, source)]


def _same_size(fact: Fact, other: Fact) -> bool:
    if fact.kind == "date" and other.kind == "date":
        return _date_within(fact.value, other.value)
    if fact.kind == "doc_number" and other.kind == "doc_number":
        return _same_doc_number(fact.value, other.value)
    if fact.key == other.key:
        return True
    loose = fact.kind in ("number", "amount") and other.kind in ("number", "amount")
    return loose and fact.value == other.value and (not fact.unit or not other.unit)


def _date_within(value: str, other: str) -> bool:
    return all(a == b or set(a) == {"?"} for a, b in zip(value.split("-"), other.split("-"), strict=True))


def _same_doc_number(value: str, other: str) -> bool:
    cut = value.find("(")
    if cut < 0 or "(" not in other:
        return value.strip("第") == other.strip("第") or other.endswith(value) or value.endswith(other)
    if value[cut:] != other[other.find("(") :]:
        return False
    one, two = value[:cut], other[: other.find("(")]
    shared = 0
    while shared < min(len(one), len(two)) and one[-1 - shared] == two[-1 - shared]:
        shared += 1
    # the letters before the bracket run into the words before them: 依据奈政字(2025)43号
    return shared >= min(3, len(one), len(two))


def _same_bound(fact: Fact, other: Fact) -> bool:
    if fact.compare == other.compare or (fact.compare, other.compare) in _SAME_BOUND:
        return True
    if fact.kind == "date" and re.search("[底末]", fact.raw + other.raw):  # 到12月底, 截至12月底
        return {fact.compare, other.compare} <= {"", AT_MOST, BEFORE}
    if other.limited or fact.limited:  # 完成时限：2023年10月 is 2023年10月前完成
        return {fact.compare, other.compare} <= {"", AT_MOST, BEFORE}
    return (
        other.compare == BEFORE and fact.compare == AT_LEAST and fact.kind == "duration"
    )  # 提前10日, 至少提前10日


def _goes_without_saying(fact: Fact, mine: Sequence[Fact], known: Sequence[Fact]) -> bool:
    """一个 as an article counts nothing; 每年一次 says no more than 每年."""
    if fact.value != "1" or fact.compare:
        return False
    if fact.unit == "次":
        return any(other.kind == "frequency" for other in mine) and not any(
            other.unit == "次" for other in known
        )
    rivals = [
        other for other in known if other.unit == fact.unit and not any(_same_size(me, other) for me in mine)
    ]
    return bool(_ARTICLE.match(fact.raw)) and fact.kind == "number" and not rivals


def _missing(fact: Fact, sentence: str, known: Sequence[Fact], source: str) -> Problem:
    near = [other for other in known if other.kind == fact.kind and other.unit == fact.unit]
    near = near or [other for other in known if other.kind == fact.kind]
    return Problem(fact.kind, _shown(fact, sentence), _shown(near[0], source) if near else "")


def _shown(fact: Fact, text: str) -> str:
    """Return the figure with the words around it that bound it."""
    start = max(text.rfind(mark, 0, fact.start) for mark in "，。；、,：:\n") + 1
    ends = [at for mark in "，。；、,：:\n" if (at := text.find(mark, fact.end)) >= 0]
    return text[max(start, fact.start - 8) : min([fact.end + 6, len(text), *ends])]


def _swapped(
    fact: Fact,
    same: Sequence[Fact],
    known: Sequence[Fact],
    parts: Sequence[Segment],
    places: Sequence[Segment],
) -> Fact | None:
    """Return the figure of another size that stands where the sentence's words stand, if one does."""
    rivals = [o for o in known if o.kind == fact.kind and o.unit == fact.unit and o.key != fact.key]
    if not rivals:
        return None
    here = _around(fact, parts)
    own = max(_likeness(here, _around(other, places)) for other in same)
    best = max(rivals, key=lambda other: _likeness(here, _around(other, places)))
    return best if _likeness(here, _around(best, places)) > own + 0.12 else None


def _around(fact: Fact, parts: Sequence[Segment]) -> tuple[Segment | None, Segment | None]:
    for index, part in enumerate(parts):
        if part.start <= fact.start < part.end:
            before = parts[index - 1] if index and parts[index - 1].sentence == part.sentence else None
            return part, before
    return None, None


def _likeness(
    here: tuple[Segment | None, Segment | None], there: tuple[Segment | None, Segment | None]
) -> float:
    if here[0] is None or there[0] is None:
        return 0.0
    score = (overlap(here[0], there[0]) + overlap(there[0], here[0])) / 2
    if here[1] is not None and there[1] is not None:
        score += 0.4 * overlap(here[1], there[1])
    return score


def _dropped_bounds(
    mine: Sequence[Fact], known: Sequence[Fact], sentence: str, source: str
) -> Iterator[Problem]:
    """A bound that stands in words and not in figures: 每月至少一次 told as 每月."""
    for other in known:
        if (
            other.kind != "number"
            or other.unit != "次"
            or other.compare not in (AT_LEAST, AT_MOST, LESS, MORE)
        ):
            continue
        periods = [f for f in known if f.kind == "frequency" and 0 <= other.start - f.end <= 24]
        told = [f for f in mine if f.kind == "frequency" and any(f.key == p.key for p in periods)]
        if told and not any(_same_size(f, other) for f in mine):
            yield Problem("frequency", _shown(told[0], sentence), _shown(other, source))
