"""What comes first: two steps that a sentence tells in the other order than its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.answering.aligning import Alignment, canonical, content
from assistant.answering.problems import Problem

_APPROVED_LATE = re.compile(
    "(?:之后|然后|事后|随后|过后|后)(?:再|才|另行|补)[^，。；]{0,14}?(同意|批准|核准|备案|审批|审核)"
)
_FIRST_THEN = re.compile(
    "先(?!行|进|后)([^。；]{2,40}?)[，,]?(?:然后)?(?:再|接着|然后|之?后才?)(?!次|生)([^。；]{2,40})"
)
_NEXT = re.compile("([^。；]{2,40}?)(?:之后|后|再|然后)(?![续备勤期者果方次生])(?=([^。；]{2,40}))")
_CLEARLY = 0.2  # by how much more a step must be like one place than like the other
_START = re.compile(
    "(?:自|从|以|在|于)([^，。；自从]{2,30}?)(?:之日|当日|当天|那天|那一天|之时|的?次日|的?第二天)(?:起|开始|算|计)"
)
_EVENTS = [
    re.compile(words)
    for words in ("收到|接到|拿到|领到", "印发|下发|发布|公布", "提交|递交|申请|上交", "受理", "批准|核准|同意",
                  "施行|实施|生效", "签订|签署", "届满|到期|期满", "结束|完成|完毕", "开始|启动", "送达", "作出",
                  "缴费|缴纳|交费", "出生", "登记", "填发|开具|颁发|核发")
]  # fmt: skip
_SIDE = re.compile("([一-鿿]{2})(?:之|以)?([前后])(?![提述款期者续备勤果方台来往沿])")


def check_order(aligned: Sequence[Alignment], sentence: str, source: str) -> list[Problem]:
    """Return the steps of a sentence that its source takes the other way round."""
    return [
        *_approved_late(sentence, source),
        *_done_before(sentence, source),
        *_other_side(sentence, source),
        *_turned(aligned),
        *_first_then(sentence, source),
        *_other_start(sentence, source),
    ]


def _approved_late(sentence: str, source: str) -> Iterator[Problem]:
    """经同意后恢复 told as 先恢复，之后再报同意."""
    late = _APPROVED_LATE.search(sentence)
    first = late and re.search(f"经[^，。；]{{0,20}}{late[1]}", source)
    if late and first and not re.search(f"经[^，。；]{{0,20}}{late[1]}", sentence):
        yield Problem("condition", late[0], first[0])


def _done_before(sentence: str, source: str) -> Iterator[Problem]:
    """协商后再报签 told as 报签后协商."""
    for done in re.finditer(r"([一-鿿]{2})之?后(?![续备勤期者果方])", sentence):
        turned = re.search(
            f"[一-鿿]{{2}}后(?:(?:再|即可?|应当?)?|(?:再|方可|才)[^，。；]{{0,10}}){done[1]}", source
        )
        if turned and not re.search(f"{done[1]}之?后", source):
            yield Problem("condition", done[0], turned[0])


def _other_side(sentence: str, source: str) -> Iterator[Problem]:
    """申请前存证 told as 申请后存证."""
    for told in _SIDE.finditer(canonical(sentence)):
        sides = {side[2]: side[0] for side in _SIDE.finditer(canonical(source)) if side[1] == told[1]}
        if (
            told[2] == "前"
            and not sides
            and told[1][-1] in "满完束"
            and re.search(f"{told[1]}(?:的，|时，)", canonical(source))
        ):
            sides = {"后": told[1] + "的"}  # 期满的
        if sides and told[2] not in sides:
            yield Problem("date", told[0], next(iter(sides.values())))


def _turned(aligned: Sequence[Alignment]) -> Iterator[Problem]:
    """完成申报后，申请退税 told as 申请退税后，完成申报."""
    for one, two in zip(aligned, aligned[1:], strict=False):
        ends = [
            pair.text.strip().endswith("后") for pair in (one.segment, one.source, two.segment, two.source)
        ]
        later = re.match("再|然后", two.segment.text) and re.search("事先|事前|首先", two.source.text)
        swapped = ends == [True, False, False, True] or ends[0] and not ends[1] and later
        if swapped and min(one.score, two.score) >= 0.5:
            yield Problem("condition", one.segment.text.strip(), two.source.text.strip())


def _first_then(sentence: str, source: str) -> Iterator[Problem]:
    """报甲确认后报乙 told as 先报乙，再报甲."""
    told = _FIRST_THEN.search(sentence)
    if not told:
        return
    for order in _NEXT.finditer(source):
        first, second = order[1][-24:], order[2][:24]
        if (
            _like(told[1], second) > _like(told[1], first) + _CLEARLY
            and _like(told[2], first) > _like(told[2], second) + _CLEARLY
        ):
            yield Problem("condition", told[0], order[0] + second)
            return


def _like(words: str, place: str) -> float:
    mine, theirs = content(words)[1], content(place)[1]
    return len(mine & theirs) / len(mine) if mine else 0.0


def _other_start(sentence: str, source: str) -> Iterator[Problem]:
    """自赋码之日起 told as 从提交那天起."""
    events = [match[1] for match in _START.finditer(source)]
    for told in _START.finditer(sentence):
        mine = set(canonical(told[1])) | set(told[1])
        if events and (
            not any(mine & (set(canonical(event)) | set(event)) for event in events)
            or _event(told[1])
            and all(map(_event, events))
            and not any(_event(told[1]) & _event(event) for event in events)
        ):
            yield Problem("date", told[0], events[0])


def _event(words: str) -> set[int]:
    """Return which of the events words tell, by their rows."""
    return {row for row, event in enumerate(_EVENTS) if event.search(words)}
