"""Whether a text says yes or no: negation, compared stretch by stretch."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.answering.aligning import Alignment, Segment, canonical, overlap
from assistant.answering.cues import BAN, FREE, NOT, Cue, read_cues
from assistant.answering.problems import Problem

_ALMOST_NEGATIVE = re.compile(
    r"不|无|未|没|非|免|豁|难以|低于|少于|禁|严控|杜绝|避免|防止|停|取消|拒|除|缺|失败|逾|减|缓|终止|撤|废|作废|反对|放弃|限|只|仅|勿|别|才"
)

_EXCEPTED = re.compile("^除[^，。；]+外$|除外$")
_WHOEVER = re.compile("只要|凡是?|如果")
_FOREIGN = re.compile("非本[地市省区]|非户籍")  # 外地户口
_FREED = re.compile("免予?[征收缴交除]|豁免")  # 不用缴税, of what is 免征


def sign_problems(pair: Alignment, told: Sequence[Segment], sources: Sequence[Segment]) -> Iterator[Problem]:
    """Yield a problem when the sentence denies what its source affirms, or affirms what it denies."""
    mine, theirs = (
        [cue for cue in _negatives(text) if not (_FOREIGN.match(text, cue.start) and "外" in other)]
        for text, other in ((pair.segment.text, pair.source.text), (pair.source.text, pair.segment.text))
    )
    if mine and not theirs:
        wrong = any(not _denied_elsewhere(cue, pair, sources) for cue in mine)
    elif theirs and not mine:
        wrong = any(_affirmed(cue, pair, told) for cue in theirs)
    else:
        wrong = _turned(pair, mine, theirs, told)
    if wrong:
        yield Problem("negation", pair.segment.text.strip(), pair.source.text.strip())


def _affirmed(cue: Cue, pair: Alignment, told: Sequence[Segment]) -> bool:
    """Say whether the sentence affirms what the source denies after `cue`."""
    plainly = _said_plainly(cue, pair.source.text, pair.segment.text)
    if (
        plainly
        and not _ALMOST_NEGATIVE.search(pair.segment.text)
        and not _denies(told, _target(cue, pair.source.text)[:2])
    ):
        return True
    if any(_negatives(part.text) and _shares(cue, pair.source.text, part.text) for part in told):
        return False
    if plainly:
        return not set(cue.word) & set("停免禁拒难") & set(pair.segment.text)  # 停领 for 停止领取
    return overlap(pair.source, pair.segment) >= 0.5 and not _ALMOST_NEGATIVE.search(pair.segment.text)


def _negatives(text: str) -> list[Cue]:
    return [cue for cue in read_cues(text) if cue.kind in (NOT, BAN, FREE)]


def _denied_elsewhere(cue: Cue, pair: Alignment, sources: Sequence[Segment]) -> bool:
    """Say whether the source denies what follows the cue, in other words or in another place."""
    condition = pair.segment.is_condition or _WHOEVER.search(pair.segment.text)
    if condition and _EXCEPTED.search(pair.source.text):
        return True  # 只要没丧失劳动能力, of 除丧失劳动能力者外
    if _ALMOST_NEGATIVE.search(pair.source.text) and not _said_plainly(
        cue, pair.segment.text, pair.source.text
    ):
        return True
    denied = [_target(other, part.text)[:4] for part in sources for other in _negatives(part.text)]
    start = _target(cue, pair.segment.text)[:2]
    if len(start) == 2 and any(other.startswith(start) for other in denied):
        return True
    if _put_off(cue, pair):
        return True
    if _said_plainly(cue, pair.segment.text, pair.source.text):
        before = [
            part
            for part in sources
            if part.sentence == pair.source.sentence and part.end <= pair.source.start
        ]
        if before and cue.kind == BAN and any(other.kind == BAN for other in read_cues(before[-1].text)):
            return True  # 不得未经委托，擅自交易
        if not any(_negatives(part.text) for part in before):
            return False
    target = _pairs(_target(cue, pair.segment.text)[:4])
    freed = [part.text[match.end() :][:6] for part in sources for match in _FREED.finditer(part.text)]
    return any(target & _pairs(canonical(other)) for other in (*denied, *freed))


def _put_off(cue: Cue, pair: Alignment) -> bool:
    """Say whether the source denies with the verb before it what the sentence denies: 暂缓献血, 暂时不要献血."""
    official = canonical(pair.source.text)
    at = official.find(_target(cue, pair.segment.text)[:2])
    return at > 0 and bool(re.search("(?:暂缓|缓|停止?|暂停|免予?|拒绝?|避免|防止)$", official[:at]))


def _target(cue: Cue, text: str) -> str:
    return re.sub(
        r"^(?:社会|按照?|根据|再|得|能|应|会|要|以|去|把|给|让|为|向|对|与|有|出现|发生|任何|擅自|当)+",
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
        return cue.start - at <= 4 or not text[cue.end :].strip("的了 ")
    return not re.search(r"可以|应当|[并且]|但|也[须需要应]|仍[须需要应]", text[cue.end : at])


def _shares(cue: Cue, text: str, other: str) -> bool:
    return bool(_pairs(_target(cue, text)) & _pairs(canonical(other)))


def _turned(pair: Alignment, mine: Sequence[Cue], theirs: Sequence[Cue], told: Sequence[Segment]) -> bool:
    """Both sides deny something: what one denies, the other must not affirm."""
    for cues, text, others, opposite in (
        (mine, pair.segment.text, theirs, pair.source.text), (theirs, pair.source.text, mine, pair.segment.text),
    ):  # fmt: skip
        for cue in cues:
            target = _target(cue, text)[:2]
            places = _places(target, opposite) if len(target) == 2 else []
            denied = any(
                _reaches(opposite, other, at) or _fronted(opposite, other, at, cue)
                for at in places
                for other in others
            )
            if places and not denied and not (text is pair.source.text and _denies(told, target)):
                return True
    return False


def _places(target: str, text: str) -> list[int]:
    """Return where the canonical word `target` begins in a text as written."""
    return [at for at in range(len(text) - 1) if canonical(text[at : at + 6]).startswith(target)]


def _denies(parts: Sequence[Segment], target: str) -> bool:
    return any(_target(cue, part.text).startswith(target) for part in parts for cue in _negatives(part.text))


def _fronted(text: str, cue: Cue, at: int, same: Cue) -> bool:
    """Say whether what a verb denies stands before it: 申请由港务监督免除 for 港务监督免除申请."""
    return (
        cue.word == same.word
        and at < cue.start
        and bool(re.search("由|被|把|将|对|都|也|均", text[: cue.start]))
    )
