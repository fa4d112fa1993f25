"""Do the figures of a sentence agree with those of its source: size, unit, bound and what they speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.answering.aligning import Segment, content, overlap
from assistant.answering.comparators import AFTER, AT_LEAST, AT_MOST, BEFORE, LESS, MORE
from assistant.answering.facts import Fact, read_facts
from assistant.answering.labels import labelled, owned
from assistant.answering.problems import Problem
from assistant.answering.sizes import roughly, same_size

# bounds that say the same of a time or a size; the sentence's first
_SAME_BOUND = {
    (AT_MOST, BEFORE), (BEFORE, AT_MOST), (AT_LEAST, AFTER),
    (AFTER, AT_LEAST), (AFTER, MORE), (MORE, AFTER), (BEFORE, LESS), (LESS, BEFORE),
}  # fmt: skip
# counts that sum up a list: 两项补贴, 五种期限, 三个部门
_LISTED = re.compile(
    r"(?<![第、至到])[二两三四五六七八九十2-9]个?(部门|单位|项|种|类|方面|情形|标准|地区|区|县|市|者|家|部委)"
)
_AT_MOST_IN = re.compile("内?[^，,。；;]{0,24}?(?:不得?超过|不得?多于|最多|至多)")
_JOINT = re.compile("、|以及|或者|和|及|与|或")
_MAY_REACH = re.compile("(?:可以?|能)[一-鿿]{0,4}[到至达]$")
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
        if own and same_size(fact, own) and _same_bound(fact, own):
            continue
        if own and not same_size(fact, own) and any(same_size(fact, one.fact) for one in theirs):
            problems.append(Problem(fact.kind, _shown(fact, sentence), _shown(own, source)))
            continue
        if any(_in_each(fact, sentence, other) or _in_each(other, source, fact) for other in known):
            continue
        same = [other for other in known if same_size(fact, other)]
        if not same:
            if any(roughly(fact, sentence, other) for other in known):
                continue
            if not _goes_without_saying(fact, mine, known, sentence, source):
                problems.append(_missing(fact, sentence, known, source))
            continue
        bound = [
            other
            for other in same
            if _same_bound(fact, other)
            or _ends_range(fact, other, source)
            or _up_to(fact, sentence, other)
            or _begins_range(fact, sentence, other)
            or _capped(fact, other, source)
        ]
        if not bound:
            problems.append(Problem(fact.kind, _shown(fact, sentence), _shown(same[0], source)))
            continue
        swapped = _swapped(fact, bound, mine, known, parts, places)
        if swapped:
            problems.append(Problem(fact.kind, _shown(fact, sentence), _shown(swapped, source)))
    return [*problems, *_dropped_bounds(mine, known, sentence, source)]


def _begins_range(fact: Fact, sentence: str, other: Fact) -> bool:
    """2月3日到疫情结束, of 自2月3日起至疫情结束."""
    opens = fact.kind == "date" and not fact.compare and other.compare in (AFTER, AT_LEAST)
    return opens and bool(re.match("[至到~—-]", sentence[fact.end :]))


def _ends_range(fact: Fact, other: Fact, source: str) -> bool:
    """从2月3日开始，2月25日截止, of what the source gives as 2月3日至2月25日."""
    if fact.kind != "date":
        return False
    before, after = source[: other.start], source[other.end :]
    if fact.compare in (AFTER, AT_LEAST):
        return bool(re.match("[至到~—-]", after))
    return fact.compare in (BEFORE, AT_MOST) and bool(re.search("[至到~—-]$", before))


def _up_to(fact: Fact, sentence: str, other: Fact) -> bool:
    """可以提到60万元, of 最高可提高至60万元."""
    before = sentence[: fact.start]
    if (fact.compare, other.compare, fact.kind) == ("", AT_LEAST, "duration"):  # 登记了90天, of 满90日
        return before.endswith("了")
    return (fact.compare, other.compare) == ("", AT_MOST) and bool(_MAY_REACH.search(before))


def _capped(fact: Fact, other: Fact, source: str) -> bool:
    """最多100万元, of 限额标准为：100万元."""
    head = source[max(0, other.start - 40) : other.start]
    return (fact.compare, other.compare) == (AT_MOST, "") and bool(re.search("限额|上限", head))


def _in_each(within: Fact, text: str, each: Fact) -> bool:
    """一年内不超过两次 is 每年不超过两次: a period that bounds a count is as good as each period."""
    return (
        (within.kind, each.kind) == ("duration", "frequency")
        and within.value + within.unit == each.value
        and bool(_AT_MOST_IN.match(text[within.end :]))
    )


def _same_bound(fact: Fact, other: Fact) -> bool:
    pair = (fact.compare, other.compare)
    if fact.kind == "duration" and set(pair) == {AT_MOST, BEFORE}:
        return False  # 开展之日10日前 is not 10日内
    if fact.compare == other.compare or pair in _SAME_BOUND:
        return True
    if fact.kind == "date" and re.search("[底末]", fact.raw + other.raw):  # 到12月底, 截至12月底
        return {fact.compare, other.compare} <= {"", AT_MOST, BEFORE}
    if other.limited or fact.limited:  # 完成时限：2023年10月 is 2023年10月前完成
        return {fact.compare, other.compare} <= {"", AT_MOST, BEFORE}
    return (
        other.compare == BEFORE and fact.compare == AT_LEAST and fact.kind == "duration"
    )  # 提前10日, 至少提前10日


def _goes_without_saying(
    fact: Fact, mine: Sequence[Fact], known: Sequence[Fact], sentence: str, source: str
) -> bool:
    """一个 as an article counts nothing; 每年一次 says no more than 每年; 两项 may count what the source lists."""
    if fact.compare:
        return False
    if fact.kind == "duration":
        return _each_period(fact, known, sentence, source)
    listed = _LISTED.match(sentence, fact.start) if fact.unit in ("个", "") else None
    if listed:
        counted = any(source.startswith(listed[1], other.end - 1) or source.startswith(listed[1], other.end)
                      for other in known if other.unit == fact.unit)  # fmt: skip
        return not counted and int(float(fact.value)) in _list_lengths(source)
    if fact.value != "1":
        return False
    if fact.unit == "个" and "选" in sentence[: fact.start] and re.search("二选一|择一|之一|任一", source):
        return True
    if fact.unit == "次" and re.search("再[一-鿿]{0,4}$", sentence[: fact.start]):  # 不必再告知一次
        return not any(other.unit == "次" for other in known)
    if fact.unit == "次" and fact.raw == "一次" and re.search("每[次回笔]|一次性", source):
        return not any(other.unit == "次" for other in known)  # 一次最多贷三年, of 每次
    if fact.unit == "次":
        return any(other.kind == "frequency" for other in mine) and not any(
            other.unit == "次" for other in known
        )
    rivals = [
        other for other in known if other.unit == fact.unit and not any(same_size(me, other) for me in mine)
    ]
    return bool(_ARTICLE.match(fact.raw)) and fact.kind == "number" and not rivals


def _each_period(fact: Fact, known: Sequence[Fact], sentence: str, source: str) -> bool:
    """一年花的钱, of what the source gives for 每年 or 年度."""
    if not re.fullmatch("一整?个?[年月周天]|一个?季度", fact.raw) or not re.match(
        "[一-鿿]", sentence[fact.end : fact.end + 1]
    ):
        return False
    if re.match("[内后前以之的]", sentence[fact.end :]) or any(_same_unit(fact, other) for other in known):
        return False
    each = any(other.kind == "frequency" and other.value == fact.value + fact.unit for other in known)
    if fact.key[1:] == ("1", "日"):
        return each or bool(re.search("天数|日工资|日均", source))
    return each or fact.value == "12" and bool(re.search("年度(?!内)|全年", source))


def _same_unit(fact: Fact, other: Fact) -> bool:
    return (fact.kind, fact.unit) == (other.kind, other.unit)


def _list_lengths(source: str) -> set[int]:
    """Return how many things each stretch of the source lists."""
    return {len(_JOINT.split(stretch)) for stretch in re.split("[，,。；;：:\n]|分别", source)}


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
    mine: Sequence[Fact],
    known: Sequence[Fact],
    parts: Sequence[Segment],
    places: Sequence[Segment],
) -> Fact | None:
    """Return the figure of another size that stands where the sentence's words stand, if one does."""
    here = _around(fact, parts)
    told = {o.key for o in mine if here[0] is not None and here[0].start <= o.start < here[0].end}
    rivals = [o for o in known if _same_unit(o, fact) and o.key not in told]
    if fact.compare == MORE and any(other.compare == MORE for other in same):
        rivals = [other for other in rivals if other.compare != AT_MOST]  # the step below: 不超过1000元的
    if not rivals:
        return None
    own = max(max(_likeness(here, there), _likeness_of_both(here, there))
              for there in (_around(other, places) for other in same))  # fmt: skip
    best = max(rivals, key=lambda other: _likeness(here, _around(other, places)))
    there = _around(best, places)
    likely = _likeness(here, there)
    alike = here[1] is not None and there[1] is not None and here[1].text == there[1].text
    return best if likely > own + (0 if alike else 0.12) else None


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
        score += 0.35 * (overlap(here[1], there[1]) + overlap(there[1], here[1]))
    return score


def _likeness_of_both(
    here: tuple[Segment | None, Segment | None], there: tuple[Segment | None, Segment | None]
) -> float:
    """Return the likeness where the source says in one stretch what the sentence says in two."""
    if here[0] is None or here[1] is None or there[0] is None:
        return 0.0
    both = here[1].text + here[0].text
    return _likeness(
        (Segment(both, here[1].start, here[0].end, here[0].sentence, *content(both)), None), there
    )


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
        if told and not any(same_size(f, other) for f in mine):
            yield Problem("frequency", _shown(told[0], sentence), _shown(other, source))
