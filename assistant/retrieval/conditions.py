"""Conditions of a rule that the asker's own facts rule out: another age, another year.

A sentence on people of 60 to 64 reads like an answer to somebody of 65; only the figures tell that it is none.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass

from assistant.ingest.dates import read_number
from assistant.retrieval.asked import years
from assistant.retrieval.query import Query

NUMERAL = r"(\d{1,3}|[一二三四五六七八九十]{1,4})"
OWN_AGE = re.compile(
    rf"(?:刚满|满了?|快|今年)?{NUMERAL}(多|来|几)?(?:周)?岁(?!以[上下内]|及)|刚满{NUMERAL}(?![\d年月天个人次])"
)
FROM = re.compile(r"20[0-4]\d年\d{1,2}月(?:\d{1,2}日)?起")
LEAST, MOST = r"(?:以上|及以上|（含）以上)", r"(?:以下|及以下|（含）以下|以内)"
RANGES = (
    # 60周岁以上不满65周岁, 年满60周岁不满65周岁, 60周岁至64周岁
    (re.compile(rf"{NUMERAL}(?:周?岁)?{LEAST}?[，、且]?(?:不满|未满|不足){NUMERAL}周?岁"), "from below"),
    (re.compile(rf"{NUMERAL}(?:周?岁)?(?:至|到|-|—|～|~){NUMERAL}周?岁"), "from to"),
    (re.compile(rf"(?:不满|未满|不足){NUMERAL}周?岁"), "below"),
    (re.compile(rf"(?:不超过|不大于){NUMERAL}周?岁|{NUMERAL}周?岁{MOST}"), "to"),
    (re.compile(rf"{NUMERAL}周?岁{LEAST}|(?:年满|已满){NUMERAL}周?岁"), "from"),
)
Range = tuple[float, float]  # from the first to below the second


def asked_ages(question: str) -> list[Range]:
    """Return the ages that a question names of somebody, each as a range.

    >>> asked_ages("老爷子刚满65，坐公交多少钱"), asked_ages("八十多岁的老人"), asked_ages("60岁以上的")
    ([(65, 66)], [(80, 90)], [])
    """
    found: list[Range] = []
    for match in OWN_AGE.finditer(question):
        age = read_number(match[1] or match[3])
        found.append((age, age + 10 if match[2] and age % 10 == 0 else age + 1))
    return found


def told_ages(text: str) -> list[Range]:
    """Return the ranges of age that a rule speaks of.

    >>> told_ages("年满60周岁不满65周岁的老年人半价"), told_ages("65周岁以上老年人免费")
    ([(60, 65)], [(65, inf)])
    """
    found: list[Range] = []
    for pattern, kind in RANGES:
        for match in pattern.finditer(text):
            first, *second = (read_number(group) for group in match.groups() if group)
            low = first if kind.startswith("from") else 0
            high = {"from": math.inf, "below": first, "to": first + 1}.get(kind) or second[0] + (
                kind == "from to"
            )
            found.append((low, high))
        text = pattern.sub("；", text)
    return found


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence, its nearest heading, and the document both stand in."""

    document: str
    heading: str
    text: str


def fitting(query: Query, places: Sequence[Place]) -> list[int]:
    """Return 1 for sentences on the age or year that the question names, -1 for those on others, else 0.

    -1 only beside a sentence of the same document that fits: otherwise the one that leaves the asker out may be the
    answer (我62岁能贷吗: 男性不超过60周岁).

    >>> free = Place("d", "第六条", "65周岁以上老年人免费")
    >>> half = Place("d", "第六条", "年满60周岁不满65周岁的老年人半价")
    >>> query = Query("刚满65坐公交多少钱", None, {}, {})
    >>> fitting(query, [half, free]), fitting(query, [half])
    ([-1, 1], [0])
    """
    fits = [0] * len(places)
    for holds in (_holds_for_age(query.text), _holds_for_year(query.years)):
        told = [holds(place) for place in places]
        met = {place.document for place, value in zip(places, told, strict=True) if value}
        for number, (place, value) in enumerate(zip(places, told, strict=True)):
            if value is not None and place.document in met:
                fits[number] = -1 if not value or fits[number] < 0 else 1
    return fits


def _holds_for_age(question: str) -> Callable[[Place], bool | None]:
    ages = asked_ages(question)

    def holds(place: Place) -> bool | None:
        ranges = told_ages(place.text) if ages else []
        return any(a < high and b > low for a, b in ages for low, high in ranges) if ranges else None

    return holds


def _holds_for_year(asked: Set[int]) -> Callable[[Place], bool | None]:
    def holds(place: Place) -> bool | None:
        told = (years(place.heading) or _from_years(place.text)) if asked else set()
        return bool(asked & (told | years(place.text))) if told else None

    return holds


def _from_years(text: str) -> set[int]:
    """Return the years from which a rule holds (2026年1月起)."""
    return {int(found[0][:4]) for found in FROM.finditer(text)}
