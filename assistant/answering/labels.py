"""Whose figure it is: 小学563个、初中460个, and lists with 分别, where the order tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answering.facts import Fact

_FILLER = re.compile(
    r"(?:标准|运营经费|经费|分别|为|是|共|计|约|补助|补贴|发放|给予|享受|安排|设置?|每人每月|每人|每月|每年|每个|每家|每户|不少于|不低于|不超过|至少|最多|最高|最低|的|于|在|按|有|达|到|加|[（(:：])+$"
)
_NAME = re.compile(r"[一-鿿（）()]{2,40}$")
# an open bracket begins a list: 总数（小学563个; what follows 应当 belongs to the deed and not to who does it
_BEFORE = re.compile(
    r"[，。；、：:\n]|其中|应当|必须|可以|[应须要可](?=[在于自向按])|[（(](?![^（）()]*[）)])"
)
_BOUND = re.compile("超过?$|满$|不足$|以[上下内]$|并处$|第$")
_RANGE = 8  # characters between the two ends of a range


@dataclass(frozen=True, slots=True)
class Labelled:
    """A figure and the name that it belongs to."""

    label: str
    fact: Fact


def labelled(text: str, facts: Sequence[Fact]) -> list[Labelled]:
    """Return the figures that a name stands before, directly or by the order of a list.

    >>> from assistant.answering.facts import read_facts
    >>> text = "区级、街道级设施每年分别不少于60万元、40万元"
    >>> [(one.label, one.fact.value, one.fact.compare) for one in labelled(text, read_facts(text)) if one.fact.kind == "amount"]
    [('区级', '600000', '>='), ('街道级设施', '400000', '>=')]
    """
    counted = [fact for fact in facts if fact.kind in ("amount", "number", "duration", "date")]
    found = list(_in_order(text, counted))
    known = {one.fact.start for one in found}
    for fact in counted:
        if any(
            0 < abs(fact.start - other.start) < _RANGE and (other.kind, other.unit) == (fact.kind, fact.unit)
            for other in counted
        ):
            continue  # 1倍以上3倍以下
        name = _NAME.search(_FILLER.sub("", _BEFORE.split(text[: fact.start])[-1]))
        if name and fact.start not in known and not _BOUND.search(name[0]):
            found.append(Labelled(name[0], fact))
    return found


def _in_order(text: str, facts: Sequence[Fact]) -> Iterator[Labelled]:
    for word in re.finditer("分别", text):
        end = min((at for mark in "。；\n" if (at := text.find(mark, word.end())) >= 0), default=len(text))
        values = [fact for fact in facts if word.end() <= fact.start < end]
        values = [fact for fact in values if (fact.kind, fact.unit) == (values[0].kind, values[0].unit)]
        clauses = re.split("[，。；\n]", text[: word.start()])
        for clause in reversed(clauses[-3:]):
            names = [name for name in re.split("、|和|及|与|以及", clause) if len(name) >= 2]
            if len(names) == len(values) >= 2:
                yield from (
                    Labelled(
                        _FILLER.sub("", re.sub(r"\d.*", "", name)), replace(fact, compare=values[0].compare)
                    )
                    for name, fact in zip(names, values, strict=True)
                )
                break


def owned(one: Labelled, source: Sequence[Labelled]) -> Fact | None:
    """Return the figure of the same kind that the source gives the same name, None when no one name fits."""
    rivals = [
        other for other in source if (other.fact.kind, other.fact.unit) == (one.fact.kind, one.fact.unit)
    ]
    for alike in (_equal, _begins, _spread):
        fits = [other for other in rivals if alike(one.label, other.label)]
        if fits:
            return fits[0].fact if len({other.fact.key for other in fits}) == 1 else None
    return None


def _equal(one: str, two: str) -> bool:
    return one == two


def _begins(one: str, two: str) -> bool:
    return one[:2] == two[:2] or one.endswith(two) or two.endswith(one)


def _spread(one: str, two: str) -> bool:
    """街镇级 for 街道（镇）级."""
    place = iter(two)
    return all(char in place for char in one)
