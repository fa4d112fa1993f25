"""How strongly a text speaks: what it orders, allows, forbids, encourages or hedges."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.answering.aligning import Alignment, Segment, content, overlap
from assistant.answering.cues import BAN, FREE, MAY, MUST, NOT, SOFT, STRONG, TRY, URGE, Cue, read_cues
from assistant.answering.problems import Problem
from assistant.answering.signs import sign_problems

# a benefit or a service can be told as something one may do
_BENEFIT = re.compile(
    r"享受|免|补|贴|奖|给予|提供|发放|优惠|优先|支持|服务|设立|开通|受理|渠道|热线|平台|方式|方便|便利|推行|实行|凭|持|权利|有效|同等"
    r"|采信|贷|额度|报名|领|申请|无需|不再|不需|缓|减|延长|容缺|告知承诺|网上|网办|开放|窗口|咨询|途径"
)
_HEDGE = re.compile(r"力争|争取|力求|尽量|尽可能|尽力|酌情|视情|视需要")
_DEMAND = re.compile(r"要求|强制|责令|强令")


def check_stance(
    aligned: Sequence[Alignment], sources: Sequence[Segment], weight: float = 0.34
) -> list[Problem]:
    """Return where the sentence is stronger, weaker or of the opposite sign than the stretch it speaks of."""
    problems: list[Problem] = []
    told = [pair.segment for pair in aligned]
    for index, pair in enumerate(aligned):
        if pair.score < weight or not _says_something(pair.segment.text):
            continue
        together = [i for i, other in enumerate(aligned) if other.source is pair.source or i == index]
        mine = tuple(cue for i in together for cue in _governing(told, i))
        problems += _modal_problems(pair, mine, _cues_there(pair, sources), _softly(pair, sources))
        problems += sign_problems(pair, told, sources)
    return problems


def _softly(pair: Alignment, sources: Sequence[Segment]) -> set[str]:
    """Return which of 原则上 and 可以 stand anywhere in the source's sentence: they may be told at another place in it."""
    near = (part for part in sources if part.sentence == pair.source.sentence)
    return {cue.kind for part in near for cue in read_cues(part.text)} & {SOFT, MAY}


def _says_something(text: str) -> bool:
    for cue in reversed(read_cues(text)):
        text = text[: cue.start] + text[cue.end :]
    return len(content(text)[0]) >= 2


def _cues_there(pair: Alignment, sources: Sequence[Segment]) -> tuple[Cue, ...]:
    """Return the cues of the source stretch and of its neighbours that the same stretch of the sentence tells too."""
    found: tuple[Cue, ...] = ()
    for index, part in enumerate(sources):
        near = (
            part.sentence == pair.source.sentence
            and not part.is_condition
            and overlap(part, pair.segment) >= 0.6
        )
        if part is pair.source or near:
            found += _governing(sources, index)
    return found


def _governing(parts: Sequence[Segment], index: int) -> tuple[Cue, ...]:
    """Return the cues of a stretch, or else the modal words said earlier in its sentence, which hold on."""
    own = read_cues(parts[index].text)
    kinds = {cue.kind for cue in own}
    earlier: tuple[Cue, ...] = ()
    for part in reversed(parts[:index]):
        if part.sentence != parts[index].sentence:
            break
        if not part.is_condition:
            cues = tuple(
                c for c in read_cues(part.text) if c.kind not in (NOT, BAN) or c.kind == BAN and not own
            )
            earlier = earlier or tuple(c for c in cues if c.kind in (MUST, STRONG, URGE, SOFT, TRY))
    said = parts[index - 1] if index and parts[index - 1].sentence == parts[index].sentence else None
    if said is not None and not _says_something(said.text):  # 原则上，…
        own += tuple(cue for cue in read_cues(said.text) if cue.kind == SOFT)
    carried = tuple(c for c in earlier if not kinds & {MUST, STRONG, MAY, BAN, URGE} and c.kind != SOFT)
    return (*own, *carried)


def _modal_problems(
    pair: Alignment, mine: Sequence[Cue], theirs: Sequence[Cue], softly: set[str]
) -> Iterator[Problem]:
    own, other = _by_kind(mine), _by_kind(theirs)
    if SOFT in other and SOFT not in own:
        yield Problem("modal", pair.segment.text.strip(), other[SOFT].word)
    elif SOFT in own and SOFT not in softly:
        yield Problem("modal", own[SOFT].word, "")
    yield from _hedges(pair, mine, theirs)
    force, strength = _force(own), _force(other)
    if pair.segment.is_condition:
        return
    if force == MAY and not strength and MAY in softly:
        return
    if force == strength or _may_be_told(pair, force, strength, own, other):
        return
    yield Problem(
        "modal", own[force].word if force else pair.segment.text.strip(), _word(other, strength, pair)
    )


def _hedges(pair: Alignment, mine: Sequence[Cue], theirs: Sequence[Cue]) -> Iterator[Problem]:
    """力争 and 酌情 must neither come nor go; what is encouraged must not be demanded."""
    own, other = (next((c.word for c in cues if _HEDGE.match(c.word)), "") for cues in (mine, theirs))
    if bool(own) != bool(other):
        yield Problem("modal", own or pair.segment.text.strip(), other)
    urged = next((cue.word for cue in theirs if cue.kind == URGE), "")
    demand = _DEMAND.search(pair.segment.text)
    if urged and demand and not _DEMAND.search(pair.source.text):
        yield Problem("modal", demand[0], urged)


def _by_kind(cues: Sequence[Cue]) -> dict[str, Cue]:
    kinds = {cue.kind: cue for cue in reversed(cues)}
    if MUST in kinds and MAY in kinds and kinds[MAY].word == "能":  # 要能提供
        del kinds[MAY]
    return kinds


def _force(cues: dict[str, Cue]) -> str:
    return next((kind for kind in (BAN, STRONG, MAY, MUST, URGE, TRY) if kind in cues), "")


def _word(cues: dict[str, Cue], kind: str, pair: Alignment) -> str:
    return cues[kind].word if kind else pair.source.text.strip()


def _may_be_told(
    pair: Alignment, force: str, strength: str, own: dict[str, Cue], other: dict[str, Cue]
) -> bool:
    """Say whether a stretch of `strength` may be told with `force`: 应当 as 要, a benefit as something one can have."""
    if {force, strength} == {BAN, MAY}:
        return False
    if force == BAN and strength in (MUST, STRONG) and pair.score >= 0.85:
        return bool(re.search(r"避免|防止|杜绝|禁|不", pair.source.text))
    if BAN in (force, strength):  # signs are compared elsewhere
        return True
    if FREE in own and strength in (MUST, STRONG) and not {FREE, NOT} & set(other):
        return False
    if force in _TOLD[strength] or (force in own and force in other):
        return True
    if force == MAY and strength == "":
        return bool(_BENEFIT.search(pair.source.text) or own[MAY].word in ("能", "即可", "想"))
    if strength == MAY:
        reworded = (
            pair.score < 0.6
        )  # left out of a near copy, 可以 is missed; a free rewording tells it otherwise
        return force == "" and (
            reworded or bool(re.search(r"申请|选择|凭|通过|延|就行|即|有权|自愿", pair.segment.text))
        )
    if strength == TRY:
        return other[TRY].word in ("努力", "适当", "探索", "试点") and force in ("", MUST)
    return strength == URGE and other[URGE].word in ("支持", "引导") and force in ("", MUST)


_TOLD: dict[str, set[str]] = {
    MUST: {STRONG, ""},
    STRONG: {MUST},
    "": {MUST},
    MAY: set(),
    URGE: set(),
    TRY: set(),
}
