"""A short name for a task, cut out of its own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.tasks import grammar
from assistant.tasks.deadline_rules import CLOCK
from assistant.tasks.numerals import NUMERAL
from assistant.tasks.openings import after_time, orders_by_time
from assistant.tasks.owners import subject_of
from assistant.tasks.sentences import PAUSES, Span, mask_quotes, segments
from assistant.tasks.shares import part_of

LIMIT = 48
MOST = 90  # a name is kept whole up to here: what it acts upon often stands at its end
LONG_ACTOR = 14
SAYS_LITTLE = 16  # characters: a shorter name is not understood without its case
_MARKER = re.compile(
    r"^\s*(?:[（(]?[一二三四五六七八九十百]+[）)、.．]|[（(]?\d+[）).．、]\s*|第[一二三四五六七八九十百]+[条章节]\s*|[①-⑳])\s*"
)
_OPENING = re.compile(r"^(?:同时|此外|另外|并且|并由|由|请)[，,]?")
# A frequency goes, but not one with its own day: 每月25日前, 每年3月底前.
_FREQUENCY = re.compile(
    rf"(?:原则上|一般)?每{NUMERAL}?个?(?:季度|半年|年度?|双?月|周|日|天)"
    rf"(?!度|的?(?:第|[底末初中]|[上下][旬半]|{NUMERAL}(?:[月日号前、和及]|季度)|[一二三四五六日天](?:{CLOCK})?前))"
)
_NUMBER = re.compile(rf"\d|{NUMERAL}(?:项|个|件|名|人|家|户|篇|条|处|批)")
_TIMES = re.compile(rf"(?:至少|不少于)?(?P<kept>[^，,至少不于]{{0,12}}?){NUMERAL}次(?:以上)?")
# A segment that stops before what is to be done: the means, the ground, whom it is about, whom one sets to work.
_UNFINISHED = re.compile(
    r"(?:会同[^，,]*(?:部门|单位|[局委厅办])|以[^，,]*为(?:由|根本|基础|骨干|依托|契机|导向|抓手)"
    r"|(?:统筹|牵头|具体|总体|共同|组织)负责|(?<!为)牵头"
    r"|(?:按照?|根据|结合|针对|围绕|聚焦)[^，,]*(?:原则|情况|要求|实际|规定|需要|部署|问题|领域|方面|分工|职责|标准)"
    r"|(?:根据|结合)[^，,]*(?:数据|意见|结果|特点|需求|程度|形势|等)|(?:本着|参照(?!执行))[^，,]*(?:态度|原则|规定|要求|精神)"
    r"|(?:通过|(?<!不)(?<!不得)采[取用]|依托|运用|利用)[^，,]*(?:方式|渠道|手段|形式|途径|方法)|(?:通过|运用|利用)[^，,]*(?:措施|等)"
    r"|(?:按照?|根据|依据|参照)《[^》]*》(?:[（(][^（）()]*[）)])?|(?:将|把)[^，,]*[”》]|[要应当须可]在[^，,]*(?:[期时]限内|指南中)"
    r"|期间|前提下|基础上|框架下|领导下|过程中|(?:受理|收到|接到)[^，,]*后"
    r"|(?:组织|督促|指导|通知|支持|鼓励|引导)(?:和(?:组织|督促|指导|引导))?[^，,的]{0,20}(?:部门|单位|机构|企业|纳税人|人员))$"
)
_SOFT_LEAD = re.compile(r"(?:鼓励|支持|引导|倡导|提倡|允许)[^，,]*(?:前提下|基础上|期间|情况下|框架下)[，,]$")
_PREAMBLE = re.compile(r"(?:坚持|围绕|根据|按照?|结合|依托|针对|聚焦|立足|以|通过|为|对于|自|利用|遵循|本着)")


def short_heading(heading: str) -> str:
    """Return a heading without its marker and final stop.

    >>> short_heading("（一）推动企业复工复产。")
    '推动企业复工复产'
    """
    return _MARKER.sub("", heading).strip().rstrip("。.：:；;")


def short_action(text: str) -> str:
    """Return the core of a duty: actor and order, without frequency words; every word stands in the text.

    >>> short_action("项目管家每月至少开展一次现场办公，及时协调解决存在的问题。")
    '项目管家开展现场办公'
    """
    parts = _parts(text)
    if not parts:
        return text.strip()
    core = last = core_index(parts)
    while last + 1 < len(parts) and _stops_short(parts[last], last > core) and not _closed(text, parts[last]):
        last += 1
    chosen = _plain(_OPENING.sub("", parts[last if last > core + 1 else core]))
    if last == core + 1 or len(chosen) < 8 and core + 1 < len(parts):
        start = text.find(parts[core])
        after = parts[core + 1]
        chosen = _OPENING.sub("", text[start : text.find(after, start + len(parts[core])) + len(after)])
    chosen = chosen if len(chosen) <= LIMIT else _cut(_without_actor(chosen))
    return _with_case(text, parts[: last if last > core + 1 else core], chosen)


def _stops_short(part: str, behind: bool) -> bool:
    """Tell whether a segment stops before what is to be done; behind the order's opening, a case does too."""
    if behind and part.endswith("的"):
        return True
    return bool(_UNFINISHED.search(mask_quotes(part)) or grammar.ABOUT.match(part))


def _closed(text: str, part: str) -> bool:
    return text[text.find(part) + len(part) :].startswith(("；", ";"))


def _with_case(text: str, before: Sequence[str], chosen: str) -> str:
    """Put the case or the matter of an order before a name that says too little without it (可予以展期)."""
    cases = [re.sub("^(?:以及|或者|但是?|且|而)", "", part) for part in before[-2:]]
    told = [case for case in cases[:-1] if grammar.ABOUT.match(case)]
    if cases and (_is_case(cases[-1]) or f"由{chosen}" in text and not is_order(cases[-1])):
        told.append(cases[-1])  # 新发疫情，由我部认定
    if not told or len(chosen) > SAYS_LITTLE:
        return chosen
    start = text.find(told[-1])
    end = text.find(chosen, start + len(told[-1]))
    longer = text[start : end + len(chosen)]
    fits = end > 0 and len(longer) <= MOST and not re.search("[；;]", longer)
    return longer if fits else chosen


def _is_case(part: str) -> bool:
    opens = grammar.ABOUT.match(part) or grammar.CASE_START.match(part)
    return len(part) > len("对此，") and bool(opens or part.endswith("的"))


def orders(text: str) -> bool:
    """Tell whether any segment of a text gives an order."""
    return any(is_order(part) for part in _parts(text))


def core_of(text: str) -> str:
    """Return the segment of a duty that gives the order; its modal words decide the strength."""
    parts = _parts(text)
    return parts[core_index(parts)] if parts else text


def core_index(parts: list[str]) -> int:
    """Return which segment gives the order: the one with an actor, else the first that is no condition."""
    for test in (_has_actor, _is_core, _has_modal):
        if found := [index for index, part in enumerate(parts) if test(part)]:
            return found[0]
    return 0


def _parts(text: str) -> list[str]:
    found = segments(Span(_MARKER.sub("", text), 0))
    parts = [words for part in _whole(found) if (words := part.strip("，,；;：:。 \n"))]
    return [words for words in parts if after_time(words) and not part_of(words)] or parts


def _whole(found: Sequence[Span]) -> list[str]:
    """Keep 鼓励在保证质量的前提下，提前备料 in one piece: what is only encouraged must not read as an order."""
    whole: list[str] = []
    for part in found:
        if whole and _SOFT_LEAD.match(whole[-1]) and grammar.CONDITION.search(whole[-1].strip("，,")):
            whole[-1] += part.text
        else:
            whole.append(part.text)
    return whole


def _has_actor(part: str) -> bool:
    return bool(subject_of(part)) and not grammar.CONDITION.search(part)


def is_order(part: str) -> bool:
    """Tell whether a segment gives an order and is no mere condition or ground."""
    return _has_actor(part) or _is_core(part)


def _has_modal(part: str) -> bool:
    return bool(grammar.MODAL.search(mask_quotes(part))) and not grammar.CONDITION.search(part)


def _is_core(part: str) -> bool:
    if _PREAMBLE.match(part) and not _has_modal(part) or grammar.CONDITION.search(part):
        return False
    opens = grammar.OPENS_WITH_VERB.match(part) or orders_by_time(part)
    return bool(opens or grammar.INNER_VERB.search(part) or _has_modal(part))


def _plain(part: str) -> str:
    """Leave out a frequency, which the time column shows; not where the rest would say something else.

    What is counted is counted each time (每年硬化50公里), and a quoted name is one word (“每月一题”).
    """
    found = list(_FREQUENCY.finditer(mask_quotes(part)))
    if len(found) != 1:
        return part
    shorter = part[: found[0].start()] + part[found[0].end() :]
    if times := _TIMES.search(mask_quotes(shorter)):
        kept = shorter[times.start("kept") : times.end("kept")]
        shorter = shorter[: times.start()] + kept + shorter[times.end() :]
    hangs = shorter.endswith(("在", "应", "为", "达", "到"))  # 每年列席应在2次以上
    return part if hangs or len(shorter) < 4 or _NUMBER.search(mask_quotes(shorter)) else shorter


def _without_actor(text: str) -> str:
    """Leave a long list of actors out of the name: the owners' column shows them."""
    owners = [owner.name for owner in subject_of(text) if owner.role != "support"]
    end = text.find(owners[-1]) + len(owners[-1]) if owners else 0
    return text[end:].lstrip("，,、") if end > LONG_ACTOR else text


def _cut(text: str) -> str:
    """Keep the head of an over-long name, up to a pause; a quotation and a bracket are never cut."""
    kept = ""
    for part in segments(Span(text, 0), f"{PAUSES}、"):
        if kept and len(kept) + len(part.text) > MOST:
            break
        kept += part.text
    return kept.rstrip(f"{PAUSES}、")
