"""Whether a text says yes or no: negation, compared stretch by stretch."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.answering.aligning import Alignment, Segment, canonical, overlap
from assistant.answering.cues import BAN, FREE, NOT, Cue, read_cues
from assistant.answering.problems import Problem

_ALMOST_NEGATIVE = re.compile(
    r"不|无|未|没|非|免|豁|难以|低于|少于|禁|严控|杜绝|避免|防止|停|取消|拒|除|缺|失败|逾|减|缓|终止|撤|废|作废|反对|限|只|仅|勿|别|才"
)


def sign_problems(pair: Alignment, told: Sequence[Segment], sources: Sequence[Segment]) -> Iterator[Problem]:
    """Yield a problem when the sentence denies what its source affirms, or affirms what it denies."""
    mine, theirs = _negatives(pair.segment.text), _negatives(pair.source.text)
    if mine and not theirs:
        wrong = any(not _denied_elsewhere(cue, pair, sources) for cue in mine)
    elif theirs and not mine:
        wrong = any(_affirmed(cue, pair, told) for cue in theirs)
    else:
        wrong = _turned(pair, mine, theirs)
    if wrong:
        yield Problem("negation", pair.segment.text.strip(), pair.source.text.strip())


def _affirmed(cue: Cue, pair: Alignment, told: Sequence[Segment]) -> bool:
    """Say whether the sentence affirms what the source denies after `cue`."""
    if any(_negatives(part.text) and _shares(cue, pair.source.text, part.text) for part in told):
        return False
    if _said_plainly(cue, pair.source.text, pair.segment.text):
        return True
    return overlap(pair.source, pair.segment) >= 0.5 and not _ALMOST_NEGATIVE.search(pair.segment.text)


def _negatives(text: str) -> list[Cue]:
    return [cue for cue in read_cues(text) if cue.kind in (NOT, BAN, FREE)]


def _denied_elsewhere(cue: Cue, pair: Alignment, sources: Sequence[Segment]) -> bool:
    """Say whether the source denies what follows the cue, in other words or in another place."""
    if _ALMOST_NEGATIVE.search(pair.source.text) and not _said_plainly(
        cue, pair.segment.text, pair.source.text
    ):
        return True
    denied = [_target(other, part.text)[:4] for part in sources for other in _negatives(part.text)]
    start = _target(cue, pair.segment.text)[:2]
    if len(start) == 2 and any(other.startswith(start) for other in denied):
        return True
    if _said_plainly(cue, pair.segment.text, pair.source.text) and not _banned_before(pair.source, sources):
        return False
    target = _pairs(_target(cue, pair.segment.text)[:4])
    return any(target & _pairs(other) for other in denied)


def _banned_before(place: Segment, sources: Sequence[Segment]) -> bool:
    earlier = (part for part in sources if part.sentence == place.sentence and part.start < place.start)
    return any(_negatives(part.text) for part in earlier)


def _target(cue: Cue, text: str) -> str:
    return re.sub(
        r"^(?:再|得|能|应|会|要|以|去|把|给|让|为|向|对|与|有|任何|擅自|当)+",
        "",
        canonical(text[cue.end : cue.end + 8]),
    )


def _pairs(text: str) -> set[str]:
    return {a + b for a, b in zip(text, text[1:], strict=False)}


def _said_plainly(cue: Cue, text: str, source: str) -> bool:
    target = _target(cue, text)[:2]
    return len(target) == 2 and target in canonical(source)


def _reaches(text: str, cue: Cue, at: int) -> bool:
    """Say whether a negation governs what stands at `at`: to the end of its stretch, unless something is allowed between."""
    if cue.start >= at:
        return cue.start - at <= 4
    return not re.search(r"可以|应当|[并且]|但", text[cue.end : at])


def _shares(cue: Cue, text: str, other: str) -> bool:
    return bool(_pairs(_target(cue, text)) & _pairs(canonical(other)))


def _turned(pair: Alignment, mine: Sequence[Cue], theirs: Sequence[Cue]) -> bool:
    """Both sides deny something: what one denies, the other must not affirm."""
    for cues, text, others, opposite in (
        (mine, pair.segment.text, theirs, pair.source.text), (theirs, pair.source.text, mine, pair.segment.text),
    ):  # fmt: skip
        for cue in cues:
            target = _target(cue, text)[:2]
            at = opposite.find(target) if len(target) == 2 else -1
            if at >= 0 and not any(_reaches(opposite, other, at) for other in others):
                return True
    return False
