"""Which stretch of the source a stretch of a sentence speaks of, by shared content words.

Shared words only say *where* to look. That a sentence repeats its source proves nothing: a sentence with one
word changed repeats more of it than an honest rewording does.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.answering.numerals import fold

_STOPS = frozenset(
    "的了是在和与及或将把被给就都也还要应须需得可能会为对于由向从到等其该此这那有以并而且则即如若时后前中内上下不未无个"
    "各所之着过让请按当必再才只仅自至同每月日年天一二三四五六七八九十两百千万亿零第次项吗呢吧们你您他她我"
    "0123456789()%,.、；;：:“”\"'‘’《》〈〉·-—~/*#[]|"
)
_BREAK = re.compile(r"[，,。；;！!？?：:()\n]+")
_FULL_STOP = re.compile(r"[。；;！!？?\n]")
_NEGATIVE = re.compile(r"[不未无没非]|禁|杜绝")
_CITATION = re.compile(r"\[\d+\]")
_LEADING_MARK = re.compile(
    r"^\s*(?:[-*•]\s*|\d+[.、．]\s*(?!\d)|[(（][一二三四五六七八九十\d]+[)）]\s*|[一二三四五六七八九十]+、\s*)"
)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch between two marks of punctuation, with the number of its sentence and its content."""

    text: str
    start: int
    end: int
    sentence: int
    chars: frozenset[str]
    pairs: frozenset[str]

    @property
    def is_condition(self) -> bool:
        """True for a stretch that ends in 的 or 时: what follows holds only then."""
        return bool(re.search(r"(?:的|时|后|之日起|情况下|前提下|期间|以外|外)$", self.text.strip("”\"' 　")))


@dataclass(frozen=True, slots=True)
class Alignment:
    """A stretch of a sentence, the stretch of the source it speaks of, and how much of it stands there (0–1)."""

    segment: Segment
    source: Segment
    score: float


@cache
def _same_words() -> tuple[re.Pattern[str], dict[str, str]]:
    groups = tomllib.loads(
        files("assistant.answering").joinpath("same_words.toml").read_text(encoding="utf-8")
    )["groups"]
    canonical: dict[str, str] = {}
    for group in groups:
        first, *others = group.split()
        for word in (first, *others):
            canonical.setdefault(word, first)
    pattern = re.compile("|".join(sorted(canonical, key=len, reverse=True)))
    return pattern, canonical


def canonical(text: str) -> str:
    """Write every word of the table of same words by the first of its group.

    >>> canonical("老人马上交材料")
    '老年人立即缴纳材料'
    """
    pattern, words = _same_words()
    return pattern.sub(lambda match: words[match[0]], text)


def content(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the content characters of a text, as written and canonical, and the pairs of neighbours among them."""
    chars: set[str] = set()
    pairs: set[str] = set()
    for form in {text, canonical(text)}:
        kept = [char if char not in _STOPS and not char.isspace() else "" for char in form]
        chars.update(filter(None, kept))
        pairs.update(a + b for a, b in zip(kept, kept[1:], strict=False) if a and b)
    return frozenset(chars), frozenset(pairs)


def clean(sentence: str) -> str:
    """Take citation marks and a leading list mark off a sentence."""
    return _LEADING_MARK.sub("", _CITATION.sub("", sentence)).strip()


def segments(text: str) -> tuple[Segment, ...]:
    """Cut a text at its punctuation; offsets are the text's own.

    >>> [segment.text for segment in segments("有争议的，一把手要协调；仍不一致的，报旗政府。")]
    ['有争议的', '一把手要协调', '仍不一致的', '报旗政府']
    """
    folded = fold(text)
    found: list[Segment] = []
    start = sentence = 0
    for mark in (*_BREAK.finditer(folded), None):
        end = mark.start() if mark else len(folded)
        if (
            mark
            and mark[0] == ","
            and folded[end - 1 : end].isdigit()
            and folded[end + 1 : end + 4].isdigit()
        ):
            continue
        if folded[start:end].strip():
            found.append(Segment(folded[start:end], start, end, sentence, *content(folded[start:end])))
        if mark:
            start = mark.end()
            sentence += bool(_FULL_STOP.search(mark[0]))
    return tuple(found)


def overlap(segment: Segment, source: Segment) -> float:
    """Return the share (0–1) of the content of `segment` that stands in `source`."""
    if not segment.chars:
        return 0.0
    single = len(segment.chars & source.chars) / len(segment.chars)
    double = len(segment.pairs & source.pairs) / len(segment.pairs) if segment.pairs else single
    return (single + double) / 2


def align(parts: Sequence[Segment], sources: Sequence[Segment]) -> tuple[Alignment, ...]:
    """Give each stretch the source stretch that holds most of it; neighbours that agree decide between equals."""
    if not sources:
        return ()
    found = []
    for index, part in enumerate(parts):
        near = [parts[i] for i in (index - 1, index + 1) if 0 <= i < len(parts)]
        best = max(sources, key=lambda source: _place(part, near, source, sources))
        found.append(Alignment(part, best, overlap(part, best)))
    return tuple(found)


def _place(part: Segment, near: Sequence[Segment], source: Segment, sources: Sequence[Segment]) -> float:
    around = [other for other in sources if other.sentence == source.sentence and other is not source]
    context = max((overlap(other, place) for other in near for place in around), default=0.0)
    both = (overlap(part, source) + 0.3 * overlap(source, part)) / 1.3
    same_sign = bool(_NEGATIVE.search(part.text)) == bool(_NEGATIVE.search(source.text))
    return both + 0.25 * context + 0.25 * same_sign
