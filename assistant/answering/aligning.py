"""Which stretch of the source a stretch of a sentence speaks of, by shared content words.

Shared words only say *where* to look. That a sentence repeats its source proves nothing: a sentence with one
word changed repeats more of it than an honest rewording does.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from assistant.answering.facts import read_facts
from assistant.answering.numerals import fold

_STOPS = frozenset(
    "的了是在和与及或将把被给就都也还要应须需得可能会为对于由向从到等其该此这那有以并而且则即如若时后前中内上下不未无个"
    "各所之着过让请按当必再才只仅自至同每月日年天一二三四五六七八九十两百千万亿零第次项吗呢吧们你您他她我"
    "0123456789()%,.、；;：:“”\"'‘’《》〈〉·-—~/*#[]|"
)
# a bracket of one or two characters is part of a word: 退（免）税, 公共汽（电）车
_BREAK = re.compile(r"[，,。；;！!？?：:\n]+|\((?![^()]{1,2}\))|(?<!\([^()])(?<!\([^()]{2})\)")
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
        ends = re.search(
            r"(?:的|的话|的时候|时|(?<!前)后|之日起|情况下|前提下|期间|以外|外)$", self.text.strip("”\"' 　")
        )
        return bool(ends or re.search("如果|要是|假如|倘若", self.text))


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


@lru_cache(maxsize=4096)
def canonical(text: str) -> str:
    """Write every word of the table of same words by the first of its group.

    >>> canonical("老人马上交材料")
    '老年人立即缴纳材料'
    """
    pattern, words = _same_words()
    return pattern.sub(lambda match: words[match[0]], text)


@lru_cache(maxsize=4096)
def content(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the content characters of a text, as written and canonical, and the pairs of neighbours among them."""
    chars, pairs = zip(*_forms(text), strict=True)
    return frozenset().union(*chars), frozenset().union(*pairs)


def size(text: str) -> int:
    """Return how many different content characters a text has, as written."""
    return len(_forms(text)[0][0])


def clean(sentence: str) -> str:
    """Take citation marks and a leading list mark off a sentence."""
    return _LEADING_MARK.sub("", _CITATION.sub("", sentence)).strip()


@lru_cache(maxsize=64)  # a clause is cut once for all the sentences that are held against it
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
    return _share(segment.chars, segment.pairs, source)


def best_overlap(segment: Segment, source: Segment) -> float:
    """Return the same share of the words as written or of the canonical ones, whichever is greater."""
    return max(_share(*form, source) for form in _forms(segment.text))


def _share(chars: frozenset[str], pairs: frozenset[str], source: Segment) -> float:
    if not chars:
        return 0.0
    single = len(chars & source.chars) / len(chars)
    double = len(pairs & source.pairs) / len(pairs) if pairs else single
    return (single + double) / 2


@lru_cache(maxsize=4096)
def _forms(text: str) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Return the content of a text as written and of its canonical words."""
    return tuple(_content(form) for form in dict.fromkeys((text, canonical(text))))


def _content(form: str) -> tuple[frozenset[str], frozenset[str]]:
    kept = [char if char not in _STOPS and not char.isspace() else "" for char in form]
    pairs = {a + b for a, b in zip(kept, kept[1:], strict=False) if a and b}
    return frozenset(filter(None, kept)), frozenset(pairs)


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
    mine = _figures(part.text)
    theirs = _figures(source.text)
    same_figures = len(mine & theirs) / len(mine) if mine else 0.0
    if mine and theirs and not same_figures and len(mine) == 1:
        same_figures = -0.5  # the step of another amount: 不超过1000元的, 超过10万元的
    return both + 0.25 * context + 0.25 * same_sign + 0.25 * same_figures


def _figures(text: str) -> frozenset[tuple[str, str, str, str]]:
    return frozenset((*fact.key, fact.compare) for fact in read_facts(text))
