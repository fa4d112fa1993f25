"""Are two figures of one size, however they are written: 24小时 and 一天, 1.3倍 and 130%, 七万三千多 and 73654."""

from __future__ import annotations

import re
from fractions import Fraction

from assistant.answering.comparators import ABOUT, AT_MOST, BEFORE
from assistant.answering.facts import Fact
from assistant.answering.numerals import read_number

_TIMES = {"倍": Fraction(1, 100), "%": Fraction(100)}  # 1.3倍 is 130%
_SOME_MORE = re.compile("[多余]|出头")
_NEARLY = re.compile("(?:将近|接近|近|快|差不多)$")


def same_size(fact: Fact, other: Fact) -> bool:
    """Say whether two figures are of one size, however they are written."""
    if fact.kind == "date" and other.kind == "date":
        return _date_within(fact.value, other.value) or _by_the_end(fact, other)
    if fact.kind == "doc_number" and other.kind == "doc_number":
        return _same_doc_number(fact.value, other.value)
    if fact.key == other.key:
        return True
    if fact.kind == other.kind == "duration" and {fact.unit, other.unit} == {"日", "分"}:
        return _minutes(fact) == _minutes(other)  # 24小时 is 一天
    if {fact.unit, other.unit} == {"倍", "%"}:
        return read_number(fact.value) == Fraction(read_number(other.value) or 0) * _TIMES[fact.unit]
    loose = fact.kind in ("number", "amount") and other.kind in ("number", "amount")
    return loose and fact.value == other.value and (not fact.unit or not other.unit)


def _minutes(fact: Fact) -> Fraction:
    return Fraction(read_number(fact.value) or 0) * (24 * 60 if fact.unit == "日" else 1)


def _by_the_end(fact: Fact, other: Fact) -> bool:
    """完成时限：2023年12月 is told as 2023年12月底前."""
    day = fact.value[-2:]
    return (
        other.limited
        and fact.compare in (AT_MOST, BEFORE)
        and fact.value[:-2] + "??" == other.value
        and (fact.raw.endswith(("底", "末")) or day in ("30", "31"))
    )


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


def roughly(fact: Fact, sentence: str, other: Fact) -> bool:
    """七万三千多头, of 73654头: a round figure and what it was rounded from, which nothing bounds."""
    if fact.kind not in ("number", "amount") or (fact.kind, fact.unit) != (other.kind, other.unit):
        return False
    value, exact = read_number(fact.value), read_number(other.value)
    nearly = bool(_NEARLY.search(sentence[: fact.start]))
    bounds = {"" if nearly else fact.compare, other.compare}
    if value is None or exact is None or value < 10 or bounds - {"", ABOUT}:
        return False
    step = 1
    while value % (step * 10) == 0:
        step *= 10
    if _SOME_MORE.search(fact.raw) or _SOME_MORE.match(sentence, fact.end):
        return value < exact < value + step
    if nearly:
        return value - step < exact < value
    return fact.compare == ABOUT and abs(exact - value) * 2 <= step and abs(exact - value) * 20 <= value
