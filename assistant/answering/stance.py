"""How strongly a text speaks: what it orders, allows, forbids, encourages or hedges."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.answering.aligning import Alignment, Segment, canonical, content, overlap
from assistant.answering.cues import BAN, FREE, MAY, MUST, NOT, SOFT, STRONG, TRY, URGE, Cue, read_cues
from assistant.answering.problems import Problem
from assistant.answering.signs import sign_problems

# a benefit or a service can be told as something one may do
_BENEFIT = re.compile(
    r"享受|免|补|贴|奖|给予|提供|发放|优惠|优先|支持|服务|设立|开通|受理|渠道|热线|平台|方式|方便|便利|推行|实行|凭|持|权利|有效|同等"
    r"|采信|贷|额度|放宽|报名|领|申请|无需|不再|不需|缓|减|延长|容缺|告知承诺|网上|网办|开放|窗口|咨询|途径"
)
_GAIN = re.compile(r"领|报名|享受|申请|申报|获得|得到|拿|补|贴|参加|入读|入学")
_ELIGIBLE = re.compile(r"[应须](?:当|该)?(?:为|是|具有|具备|符合|满足)")
_AS_NEEDED = re.compile(r"视|酌情|(?:根据|按照?|结合|依据|依).{0,8}(?:实际|需要|需求|情况)|按需|适当|必要")
_FOR_ALL = re.compile("统一|均|都|全部|所有|各")
_GOES_ON = re.compile("[将把向]")
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
        problems += _modal_problems(pair, mine, sources, aligned)
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


def _cues_there(pair: Alignment, sources: Sequence[Segment], aligned: Sequence[Alignment]) -> tuple[Cue, ...]:
    """Return the cues of the source stretch and of its neighbours that this stretch of the sentence alone tells too."""
    elsewhere = [other.source for other in aligned if other.segment is not pair.segment]
    found: tuple[Cue, ...] = ()
    for index, part in enumerate(sources):
        near = (
            part.sentence == pair.source.sentence
            and not part.is_condition
            and overlap(part, pair.segment) >= 0.6
            and not any(part is other for other in elsewhere)
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
    if said is not None and _GOES_ON.match(parts[index].text):  # 可根据意愿，将户口转入
        earlier = earlier or tuple(cue for cue in read_cues(said.text) if cue.kind == MAY)
    earlier = tuple(cue for cue in earlier if cue.word != "只能")
    carried = tuple(c for c in earlier if not kinds & {MUST, STRONG, MAY, BAN, URGE} and c.kind != SOFT)
    return (*own, *carried)


def _modal_problems(
    pair: Alignment, mine: Sequence[Cue], sources: Sequence[Segment], aligned: Sequence[Alignment]
) -> Iterator[Problem]:
    softly = _softly(pair, sources)
    mine, theirs = _without_all(pair, mine, _cues_there(pair, sources, aligned))
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
    gains = any(_GAIN.search(one.segment.text) for one in aligned)
    if force == strength or _may_be_told(pair, force, strength, own, other, gains):
        return
    if force and own[force].word != "即可" and _said_of_the_verb(own[force], pair, sources):
        return
    if strength == MAY and not force and _allowed_elsewhere(pair, aligned):
        return
    if strength == MAY and not force and _allowed_before(pair, [other.segment for other in aligned]):
        return
    if strength == URGE and not force and URGE not in {cue.kind for cue in read_cues(pair.source.text)}:
        return  # 鼓励 holds on only where the sentence that follows it is told with it
    yield Problem(
        "modal", own[force].word if force else pair.segment.text.strip(), _word(other, strength, pair)
    )


def _without_all(
    pair: Alignment, mine: Sequence[Cue], theirs: Sequence[Cue]
) -> tuple[Sequence[Cue], Sequence[Cue]]:
    """Leave out 一律 where the other side says 都, and 只能 where it says 只."""
    if _FOR_ALL.search(pair.source.text):
        mine = [cue for cue in mine if cue.word != "一律"]
    if _FOR_ALL.search(pair.segment.text):
        theirs = [cue for cue in theirs if cue.word != "一律"]
    if re.search("[只仅限]", pair.segment.text) and all(cue.word != "只能" for cue in mine):
        theirs = [cue for cue in theirs if cue.word != "只能"]  # 只保留一条 for 只能保留一条
    return mine, theirs


def _hedges(pair: Alignment, mine: Sequence[Cue], theirs: Sequence[Cue]) -> Iterator[Problem]:
    """力争 and 酌情 must neither come nor go; what is encouraged must not be demanded."""
    own, other = (next((c.word for c in cues if _HEDGE.match(c.word)), "") for cues in (mine, theirs))
    needed = (own or other)[:1] in ("视", "酌") and all(map(_AS_NEEDED.search, _texts(pair)))
    if bool(own) != bool(other) and not needed:
        yield Problem("modal", own or pair.segment.text.strip(), other)
    urged = next((cue.word for cue in theirs if cue.kind == URGE), "")
    demand = _DEMAND.search(pair.segment.text)
    if urged and demand and not _DEMAND.search(pair.source.text):
        yield Problem("modal", demand[0], urged)


def _shares_verb(cue: Cue, pair: Alignment) -> bool:
    """Say whether the stretch tells what the source allows: the verb that follows 可以."""
    at = pair.source.text.find(cue.word)
    allowed, mine = canonical(pair.source.text[at + len(cue.word) :][:4]), canonical(pair.segment.text)
    return at < 0 or any(allowed[i : i + 2] in mine for i in range(len(allowed) - 1))


def _said_of_the_verb(cue: Cue, pair: Alignment, sources: Sequence[Segment]) -> bool:
    """Say whether the source's sentence says the same of the same verb, in another stretch: 可比照执行, 可以比照执行."""
    after = _verb(cue, pair.segment.text)
    return any(
        after & _verb(other, part.text)
        for part in sources
        if part.sentence == pair.source.sentence and part is not pair.source
        for other in read_cues(part.text)
        if other.kind == cue.kind
    )


def _verb(cue: Cue, text: str) -> set[str]:
    if text[cue.start : cue.end] != cue.word:
        return set()
    words = canonical(text[cue.end : cue.end + 4])
    return {words[i : i + 2] for i in range(len(words) - 1)}


def _allowed_before(pair: Alignment, told: Sequence[Segment]) -> bool:
    """Say whether 可以 stands in the stretch before, which goes on: 可先在网上提交，后期再补."""
    before = [
        part for part in told if part.start < pair.segment.start and part.sentence == pair.segment.sentence
    ]
    if not before:
        return False
    goes_on = re.match("再|并|然后|后期|之后|随后|也|还", pair.segment.text)
    return any(
        goes_on or re.match("根据|按|依|凭|通过|结合|视|经", before[-1].text[cue.end :])
        for cue in read_cues(before[-1].text)
        if cue.kind == MAY
    )


def _allowed_elsewhere(pair: Alignment, aligned: Sequence[Alignment]) -> bool:
    """Say whether 可以 is told in another stretch of the sentence, whose own place in the source has none."""
    return any(
        other is not pair
        and other.segment.sentence == pair.segment.sentence
        and MAY in {cue.kind for cue in read_cues(other.segment.text)}
        and MAY not in {cue.kind for cue in read_cues(other.source.text)}
        for other in aligned
    )


def _texts(pair: Alignment) -> tuple[str, str]:
    return pair.segment.text, pair.source.text


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
    pair: Alignment, force: str, strength: str, own: dict[str, Cue], other: dict[str, Cue], gains: bool
) -> bool:
    """Say whether a stretch of `strength` may be told with `force`: 应当 as 要, a benefit as something one can have."""
    if {force, strength} == {BAN, MAY}:
        return False
    if force == BAN and strength in (MUST, STRONG) and pair.score >= 0.85:
        return bool(re.search(r"避免|防止|杜绝|禁|不|缓|停|拒|没有|无", pair.source.text))
    if BAN in (force, strength):  # signs are compared elsewhere
        return True
    if FREE in own and strength in (MUST, STRONG) and not {FREE, NOT} & set(other):
        return False
    if force in _TOLD[strength] or (force in own and force in other):
        return True
    return _allowed_otherwise(pair, force, strength, own, other, gains)


def _allowed_otherwise(
    pair: Alignment, force: str, strength: str, own: dict[str, Cue], other: dict[str, Cue], gains: bool
) -> bool:
    """Say whether what one may do, or what is urged, is told in another way: 可以领取 of what is given."""
    if force == MAY and strength == "":
        given = gains or _BENEFIT.search(pair.source.text)
        return bool(given or own[MAY].word in ("能", "即可", "想"))
    if force == MAY and strength == MUST:  # 应为六周岁的儿童: 六周岁的儿童可以报名
        eligible = gains and _ELIGIBLE.search(pair.source.text)
        return bool(eligible) or pair.segment.text.endswith(("即可", "均可", "都可以"))
    if strength == MAY and FREE in own and NOT in other:  # 可以不再 is 不必再
        return True
    if strength == MAY:
        reworded = (
            pair.score < 0.6
        )  # left out of a near copy, 可以 is missed; a free rewording tells it otherwise
        return force == "" and (
            reworded
            or not _shares_verb(other[MAY], pair)
            or bool(re.search(r"申请|申领|选择|凭|通过|延|就行|即|有权|自愿", pair.segment.text))
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
