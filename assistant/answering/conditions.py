"""When a statement holds: conditions, exceptions, steps to be taken first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.answering.aligning import Alignment, Segment, best_overlap, content, overlap, size
from assistant.answering.problems import Problem
from assistant.answering.sequence import check_order
from assistant.answering.substance import is_amount
from assistant.answering.waived import check_waived

_IF = re.compile(
    r"如果|假如|倘若|(?<![诸比譬例])如(?=[^何实下期意])|若(?!干)|一旦|凡是?|只要|只有|遇到?|除非|要是|万一|碰到|碰上"
)
# (what the source demands first, words that tell it)
_STEPS: tuple[tuple[str, str], ...] = (
    (r"(?:经(?![营济费办常验历理])|[须需由])[^，。；]{0,20}(?:批准|同意|核准|许可|审批)", r"批|同意|核准|许可|点头|审"),
    (r"经(?![营济费办常验历理])[^，。；]{0,16}(?:审核|审查|评估|论证|认定|鉴定|确认|检验|检疫|公示)", r"审|查|评|论证|认为|认定|鉴定|确认|检|核|公示|合格"),
    (r"(?:^|[，、人])(?:凭|持)", r"凭|持|拿|带|出示|有|用|证|刷"),
    (r"(?<!不)符合(?!(?:申请|相关|有关|规定)?条件)[^，。；]{0,20}(?:条件|规定|要求|标准)", r"符合|条件|要求|标准|合格|够|(?<!照)(?<![按依据])规定|达标"),
    (r"必要时|确有必要|确有需要|确需|根据需要|视情|情况紧急", r"必要|需要|需求|视情|确需|确实|紧急|看情况|酌情|急|的话|实际|适时|具体情况"),
    (r"情节严重|情节较重|造成严重后果|后果严重|拒不改正|逾期不改|逾期未改|构成犯罪", r"严重|较重|重|拒不|逾期|仍不|还不|不改|犯罪"),
    (r"除外|除[^，。；]{1,30}外|另有规定", r"除|但|例外|不含|另有|不包括|不算|不在此|(?:只要|凡是?|如果|要是)[^，。；]{0,8}[没不未非]"),
    (r"有条件的|具备条件", r"有条件|具备|条件"),
    (r"因(?!(?:受)?疫情)[^，。；]{1,16}(?:原因|造成|导致|影响)", r"因|由于|原因|造成|导致|影响|引起|害"),
)  # fmt: skip
_SUFFICES = re.compile("只要(?![没不未非])|只需|仅需|就(?:算|满足|符合)|即(?:满足|符合)")
_PROVIDED = re.compile("^可?在[^，。；]{2,}(?:前提|情况|条件)下$|^可?在(?:落实|做好|确保|保证|符合)")
_MODIFIER = re.compile(r"^(?:对于|对|凡)(?!有关|相关)([^的]{5,})的([一-鿿]{2,10})?$")


def check_conditions(
    aligned: Sequence[Alignment], parts: Sequence[Segment], source: str, sources: Sequence[Segment]
) -> list[Problem]:
    """Return the conditions that the sentence dropped, added or joined to another statement."""
    sentence = "，".join(part.text for part in parts)
    return [
        *_dropped_conditions(aligned, sentence, sources),
        *_mixed_conditions(aligned, sources),
        *_dropped_modifiers(aligned, sentence, sources),
        *_dropped_steps(aligned, sentence, sources),
        *_added_conditions(parts, source, sources),
        *check_order(aligned, sentence, source),
        *_said_to_suffice(aligned, sentence),
        *check_waived(sentence, source),
    ]


def _dropped_conditions(
    aligned: Sequence[Alignment], sentence: str, sources: Sequence[Segment]
) -> Iterator[Problem]:
    told = Segment(sentence, 0, len(sentence), 0, *content(sentence))
    for index, part in enumerate(sources):
        if not _conditional(part) or not part.chars:
            continue
        follows = [
            other
            for other in sources[index + 1 :]
            if other.sentence == part.sentence and not _conditional(other)
        ][:1]
        used = any(_rests_on(pair, other, part, sources) for pair in aligned for other in follows)
        tail = _tail(part)
        if not used or best_overlap(tail, told) >= 0.4 or len(part.chars) < 2:
            continue
        if not _told_by_condition(part, aligned) and not _told_as_subject(part, aligned, follows):
            yield Problem("condition", "", part.text.strip())


def _rests_on(pair: Alignment, follows: Segment, condition: Segment, sources: Sequence[Segment]) -> bool:
    """Say whether a stretch tells what follows a condition, and nothing that stands as well elsewhere without it."""
    if pair.source is not follows or pair.score < 0.45 or not pair.segment.chars:
        return False
    elsewhere = [
        part for part in sources if part.sentence != condition.sentence or part.start < condition.start
    ]
    return all(overlap(pair.segment, part) < pair.score - 0.05 for part in elsewhere)


def _tail(part: Segment) -> Segment:
    """Return the predicate of a condition: who it speaks of is also named where the condition is dropped."""
    bare = re.sub(r"(?:的|时|后|之日起|情况下|前提下|期间|以外|外)$", "", part.text.strip())[-6:]
    return Segment(bare, part.start, part.end, part.sentence, *content(bare))


def _mixed_conditions(aligned: Sequence[Alignment], sources: Sequence[Segment]) -> Iterator[Problem]:
    """The condition of one statement joined to the consequence of another."""
    for one, two in zip(aligned, aligned[1:], strict=False):
        if not (_conditional(one.segment) and _conditional(one.source)) or _conditional(two.segment):
            continue
        if one.segment.sentence != two.segment.sentence or one.source.sentence == two.source.sentence:
            continue
        own = [part for part in sources if part.sentence == one.source.sentence]
        rival = [part for part in sources if part.sentence == two.source.sentence and _conditional(part)]
        if rival and two.score >= 0.5 and max(overlap(two.segment, part) for part in own) < two.score - 0.2:
            yield Problem("condition", one.segment.text.strip(), rival[0].text.strip())


def _dropped_modifiers(
    aligned: Sequence[Alignment], sentence: str, sources: Sequence[Segment]
) -> Iterator[Problem]:
    """对首次创业且经营一年以上的毕业生 told as 对毕业生: each of the joined conditions must be told."""
    told = Segment(sentence, 0, len(sentence), 0, *content(sentence))
    spoken = {pair.source.sentence for pair in aligned if pair.score >= 0.4}
    for place in (part for part in sources if part.sentence in spoken):
        match = _MODIFIER.match(place.text.strip()) if _is_meant(place, aligned, sources) else None
        if not match or not (
            match[2][-2:] in sentence if match[2] else any(p.source is place for p in aligned)
        ):
            continue
        for piece in re.split(r"[且并]", match[1]):
            part = Segment(piece, 0, len(piece), 0, *content(piece))
            if len(part.chars) >= 3 and len(part.chars & told.chars) / len(part.chars) < 0.34:
                yield Problem("condition", "", piece)


def _is_meant(place: Segment, aligned: Sequence[Alignment], sources: Sequence[Segment]) -> bool:
    """Say whether the sentence tells a stretch that is said of someone, or the one after it."""
    after = next((part for part in sources if part.start > place.start), None)
    return any(pair.source is place or pair.source is after for pair in aligned)


def _conditional(part: Segment) -> bool:
    return part.is_condition or bool(_IF.match(part.text.strip()))


def _told_by_condition(part: Segment, aligned: Sequence[Alignment]) -> bool:
    return any(
        _conditional(pair.segment)
        and (
            overlap(pair.segment, part) >= 0.2
            or (pair.source is part or not _conditional(pair.source))
            and best_overlap(part, pair.segment) >= 0.2
        )
        for pair in aligned
    )


def _told_as_subject(part: Segment, aligned: Sequence[Alignment], follows: Sequence[Segment]) -> bool:
    """超出执照写明的范围去飞，要罚: the condition is told before the rest, without a word that makes it one."""
    return any(
        best_overlap(pair.segment, part) >= 0.45
        and len(part.chars & pair.segment.chars) / max(1, size(part.text)) >= 0.35
        and all(best_overlap(pair.segment, other) < best_overlap(pair.segment, part) for other in follows)
        for pair in aligned
    )


def _dropped_steps(
    aligned: Sequence[Alignment], sentence: str, sources: Sequence[Segment]
) -> Iterator[Problem]:
    for demand, words in _STEPS:
        if re.search(words, sentence):
            continue
        for pair in aligned:
            near = [
                p for p in sources if p.sentence == pair.source.sentence and _reaches(demand, p, pair.source)
            ]
            match = next((m for p in near if (m := re.search(demand, p.text))), None)
            if match and "除" in demand and _excepted_otherwise(match.string, sentence):
                break
            if match and pair.score >= 0.4 and not _told_otherwise(match[0], sentence):
                yield Problem("condition", "", match[0].strip("，、"))
                break


def _told_otherwise(demanded: str, sentence: str) -> bool:
    """Say whether what stands behind 因 or 经 is told without that word: 建筑物拆除、灭失的."""
    chars = content(demanded)[0]
    return len(chars) >= 4 and len(chars & content(sentence)[0]) / len(chars) >= 0.7


def _excepted_otherwise(stretch: str, sentence: str) -> bool:
    """Say whether what is excepted is told as denied: 该保密的不公开, of 应当保密的事项除外."""
    pairs = content(re.sub("除外|^除|[之以]?外$", "", stretch))[1]
    told = sentence.split("，")
    return any(
        pairs
        and len(pairs & content(one)[1]) * 2 >= len(pairs)
        and (re.search("不|没|另", one) or re.match("[也则就]?(?:不|没|另|例外)", after))
        for one, after in zip(told, [*told[1:], ""], strict=True)
    )


def _reaches(demand: str, part: Segment, place: Segment) -> bool:
    if "除" in demand:  # an exception stands just before or after what it limits
        return -60 <= part.start - place.end <= 60
    return part is place or ("批准" in demand or "严重" in demand) and part.start < place.start


def _said_to_suffice(aligned: Sequence[Alignment], sentence: str) -> Iterator[Problem]:
    """只要甲就行, where the source demands 甲 and 乙 together."""
    told = Segment(sentence, 0, len(sentence), 0, *content(sentence))
    if not _SUFFICES.search(sentence):
        return
    claims = [pair for pair, after in zip(aligned, [*aligned[1:], None], strict=True)
              if _SUFFICES.search(pair.segment.text) or after and _SUFFICES.match(after.segment.text)]  # fmt: skip
    for place in {
        pair.source for pair in claims if pair.score >= 0.5 and not _SUFFICES.search(pair.source.text)
    }:
        for piece in re.split("、|以及|[和及与且并]", place.text):
            demanded = re.sub("的[^的]{2,6}$", "", piece)  # 身体健康的工作人员
            pairs = content(demanded)[1]
            untold = sum(not set(pair) & told.chars for pair in pairs)
            loosely = place.is_condition or _PROVIDED.search(place.text)
            if untold and (not loosely or untold * 3 >= len(pairs)):
                yield Problem("condition", "", piece.strip())


def _added_conditions(parts: Sequence[Segment], source: str, sources: Sequence[Segment]) -> Iterator[Problem]:
    whole = Segment(source, 0, len(source), 0, *content(source))
    for part in parts:
        if (
            _conditional(part)
            and part.chars
            and not is_amount(part.text)
            and best_overlap(part, whole) < 0.32
        ):
            yield Problem("condition", part.text.strip(), "")
    for demand, words in _STEPS:
        for part in parts:
            match = re.search(demand, part.text)
            if match and not re.search(words, source):
                yield Problem("condition", match[0].strip("，、"), "")
