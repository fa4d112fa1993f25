"""How strongly a text speaks, and whether it says yes or no: modal words and negation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.aligning import Alignment, Segment, canonical
from assistant.answering.comparators import NOT_QUANTITY
from assistant.answering.problems import Problem

MUST, STRONG, MAY, BAN, NOT, SOFT, URGE, TRY = "must", "strong", "may", "ban", "not", "soft", "urge", "try"
# class → words; earlier rows win, and words of class "" hold a modal character without being modal
_TABLE: tuple[tuple[str, str], ...] = (
    ("", rf"(?:{NOT_QUANTITY})(?:少于|低于|小于|短于|超过|多于|高于|大于|长于|晚于|迟于|超出)|不足(?=\d|[一二三四五六七八九十百])|不满(?=\d|[一二三四五六七八九十])|未满|不下(?=\d)"),
    ("", r"[功智职性效技节势动热产潜电]能|能(?:源|力|否|耗|效|量|级|人)|可能|[许认]可证?|可(?:靠|行|持续|复制|推广|信|视|溯|追|再生|支配|研|观|及|量化|抗力)|不可抗力|小可|可读性|可操作|尽可能|有可能"),
    ("", r"不(?:断|同|仅|但|动产|良|特定|定期|论|管|见面|忘初心|锈|孕|久|等不靠|等|时|至于|妨|过(?=[，,])|如|只)|无(?:论|线|害|障碍|人机|形|偿|烟|缝|事不扰|抗体|量寿)|非(?:常|遗|公|法|营利|税|涉密|洲|机动车|住宅|居住|全日制|银行)|未(?:来|成年|央)|没收|没落|否则|是否|能不能|可不可以|要不要|毫不|莫不"),
    ("", r"应(?:急|用|对|变|届|诉|税|纳税|收|付|知应会|邀|征|聘|缴|尽|答|有的)|[响相适供反效对感]应|应(?=公开尽|办尽|查尽|享尽|保尽|提供尽)|必(?:要|备|修|然|经之)|要(?:求|素|点|件|约|闻|领|害|紧|情)|[重主纲摘简需首概必纪提]要|需(?:求|方|量)|[供所急按刚内军]需(?!要)|[取获所心赢难值博觉显]得(?!不)|得(?:到|出|分|以|知|力|当|失|体|票)|要么"),
    ("", r"一般(?:公共|纳税|项目|程序|缴款|处罚|事故|资料|性|工商|区)|一般(?=行政|违法|工伤|隐患|群众)|基本原则|全一般|支持(?:力度|系统|体系|政策|服务|作用|资金)|引导作用|禁毒|[解防]禁|许可|大?不同|批准|准(?:确|备|时|则|入)"),
    (SOFT, r"原则上?(?=[，,每应不各只一可由按需要在须])|原则上|一般(?:情况下?|来说|来讲|而言|应|不|在|为|由|按|每|要|需|可|是|于|都|会)|一般|通常|大体上|大多数情况下?"),
    (BAN, r"不得不(?=)|不得|禁止|严禁|不准|不许|不允许|不可以|不可|不能够|不能|不应当|不应该|不应|不要|不宜|不该|杜绝|无权|切勿|请勿|勿|禁(?=用|烟|种|入|售|捕|采|放)|别(?=[再去让把给想])|不让|没有?资格"),
    (NOT, r"无需|无须|不需要|不需|不用|不必|免于|免予|没有|没|未经|未|不予|不再|不会|不是|不|无法|无(?=[^一-鿿]|[一-鿿])|非(?=[一-鿿])|拒不|拒绝|除外|免除|以免|避免|防止|停止|取消|并非|而非|谢绝"),
    (STRONG, r"必须|务必|务须|必得|一定要|一律|硬性|强制|绝对|只能|才(?:能|可)"),
    (MUST, r"应当|应该|应|须|需要|需|负有|有义务|有责任|得(?=[在把先向去按由有到跟找拿赶给马上\d])|要(?!$)|必"),
    (MAY, r"可以|允许|准许|能够|有权|有资格|自愿|随意|自行决定|可(?=[^以])|可$|能(?=[^够])|能$|准(?=其|许)|即可|想"),
    (URGE, r"鼓励|提倡|倡导|推荐|号召|支持(?=[一-鿿])|引导|欢迎|最好|建议(?=[各由企个采使])"),
    (TRY, r"力争|争取(?!意见)|力求|努力|尽量|尽可能|尽力|探索|试点|尝试|酌情|视情况?|适当|视需要"),
)  # fmt: skip
_CUES = tuple((kind, re.compile(words)) for kind, words in _TABLE)
# a benefit or a service can be told as something one may do
_BENEFIT = re.compile(
    r"享受|免|补|贴|奖|给予|提供|发放|优惠|优先|支持|服务|设立|开通|受理|渠道|热线|平台|方式|方便|便利|推行|实行|凭|持|权利|有效|同等"
    r"|采信|领|申请|无需|不再|不需|缓|减|延长|容缺|告知承诺|网上|网办|开放|窗口|咨询|途径"
)
_ALMOST_NEGATIVE = re.compile(r"不|无|未|没|非|免|禁|严控|杜绝|避免|防止|停|取消|拒|除|缺|失败|逾|减|缓|终止|撤|废|作废|反对|限|只|仅|勿|别|才")
_CONTRAST = re.compile(r"不是[^，。]*而是")


@dataclass(frozen=True, slots=True)
class Cue:
    """A modal or negative word: its class, itself and its place in the stretch."""

    kind: str
    word: str
    start: int
    end: int


def read_cues(text: str) -> tuple[Cue, ...]:
    """Return the modal and negative words of a stretch of text.

    >>> [(cue.kind, cue.word) for cue in read_cues("原则上不得收费，可以办理许可，功能不少于2项")]
    [('soft', '原则上'), ('ban', '不得'), ('may', '可以')]
    """
    taken = [False] * len(text)
    found = []
    for kind, pattern in _CUES:
        for match in pattern.finditer(text):
            if match.start() == match.end() or any(taken[match.start() : match.end()]):
                continue
            taken[match.start() : match.end()] = [True] * (match.end() - match.start())
            if kind:
                found.append(Cue(kind, match[0], match.start(), match.end()))
    return tuple(sorted(found, key=lambda cue: cue.start))


def check_stance(aligned: Sequence[Alignment], sources: Sequence[Segment], weight: float = 0.34) -> list[Problem]:
    """Return where the sentence is stronger, weaker or of the opposite sign than the stretch it speaks of."""
    problems: list[Problem] = []
    spoken = [_governing([pair.segment for pair in aligned], index) for index in range(len(aligned))]
    places = {id(part): _governing(sources, index) for index, part in enumerate(sources)}
    for pair, mine in zip(aligned, spoken, strict=True):
        if pair.score < weight:
            continue
        problems += _modal_problems(pair, mine, places[id(pair.source)])
        problems += _sign_problems(pair, [other.segment for other in aligned], sources)
    return problems


def _governing(parts: Sequence[Segment], index: int) -> tuple[Cue, ...]:
    """Return the cues of a stretch, or else the modal words said earlier in its sentence, which hold on."""
    own = read_cues(parts[index].text)
    kinds = {cue.kind for cue in own}
    earlier: tuple[Cue, ...] = ()
    for part in reversed(parts[:index]):
        if part.sentence != parts[index].sentence:
            break
        if not part.is_condition:
            cues = tuple(c for c in read_cues(part.text) if c.kind not in (NOT, BAN) or c.kind == BAN and not own)
            earlier = earlier or tuple(c for c in cues if c.kind in (MUST, STRONG, MAY, URGE, SOFT, TRY))
    carried = tuple(c for c in earlier if not kinds & {MUST, STRONG, MAY, BAN, URGE} or c.kind == SOFT)
    return (*own, *carried)


def _modal_problems(pair: Alignment, mine: Sequence[Cue], theirs: Sequence[Cue]) -> Iterator[Problem]:
    own, other = _by_kind(mine), _by_kind(theirs)
    if SOFT in other and SOFT not in own:
        yield Problem("modal", pair.segment.text.strip(), other[SOFT].word)
    elif SOFT in own and SOFT not in other:
        yield Problem("modal", own[SOFT].word, "")
    force, strength = _force(own), _force(other)
    if force == strength or _may_be_told(pair, force, strength, own, other):
        return
    yield Problem("modal", own[force].word if force else pair.segment.text.strip(), _word(other, strength, pair))


def _by_kind(cues: Sequence[Cue]) -> dict[str, Cue]:
    return {cue.kind: cue for cue in reversed(cues)}


def _force(cues: dict[str, Cue]) -> str:
    return next((kind for kind in (BAN, STRONG, MAY, MUST, URGE, TRY) if kind in cues), "")


def _word(cues: dict[str, Cue], kind: str, pair: Alignment) -> str:
    return cues[kind].word if kind else pair.source.text.strip()


def _may_be_told(pair: Alignment, force: str, strength: str, own: dict[str, Cue], other: dict[str, Cue]) -> bool:
    """Say whether a stretch of `strength` may be told with `force`: 应当 as 要, a benefit as something one can have."""
    if BAN in (force, strength) or NOT in own or NOT in other:  # signs are compared elsewhere
        return not (strength == BAN and force == MAY and NOT not in own)
    allowed = {
        MUST: {STRONG, ""}, STRONG: {MUST}, "": {MUST},
        MAY: set(), URGE: set(), TRY: set(),
    }  # fmt: skip
    if force in allowed[strength] or (force in own and force in other):
        return True
    if force == MAY and strength == "":
        return bool(_BENEFIT.search(pair.source.text) or own[MAY].word in ("能", "即可", "想"))
    if strength == MAY:
        return force == "" and bool(re.search(r"申请|选择|凭|通过|延|就行|即|有权|自愿", pair.segment.text))
    if strength == TRY:
        return other[TRY].word in ("努力", "适当", "探索", "试点") and force in ("", MUST)
    return strength == URGE and other[URGE].word in ("支持", "引导") and force in ("", MUST)


def _sign_problems(pair: Alignment, told: Sequence[Segment], sources: Sequence[Segment]) -> Iterator[Problem]:
    mine, theirs = _negatives(pair.segment.text), _negatives(pair.source.text)
    if mine and not theirs:
        for cue in mine:
            if not _denied_elsewhere(cue, pair, sources):
                yield Problem("negation", pair.segment.text.strip(), pair.source.text.strip())
                return
    elif theirs and not mine:
        same_sentence = [part for part in told if part.sentence == pair.segment.sentence]
        if not any(_ALMOST_NEGATIVE.search(part.text) for part in (pair.segment, *_next_to(pair.segment, same_sentence))):
            yield Problem("negation", pair.segment.text.strip(), pair.source.text.strip())
    elif mine and theirs:
        yield from _turned(pair, mine, theirs)


def _negatives(text: str) -> list[Cue]:
    return [cue for cue in read_cues(text) if cue.kind in (NOT, BAN)]


def _next_to(part: Segment, parts: Sequence[Segment]) -> list[Segment]:
    at = next((i for i, other in enumerate(parts) if other is part), 0)
    return [other for other in parts[at + 1 : at + 2] if not other.chars]


def _denied_elsewhere(cue: Cue, pair: Alignment, sources: Sequence[Segment]) -> bool:
    """Say whether the source denies what follows the cue, in other words or in another place."""
    if _ALMOST_NEGATIVE.search(pair.source.text) and not _said_plainly(cue, pair.segment.text, pair.source.text):
        return True
    target = _target(cue, pair.segment.text)
    for part in sources:
        for other in _negatives(part.text):
            if target and _pairs(target) & _pairs(_target(other, part.text)):
                return True
    return False


def _target(cue: Cue, text: str) -> str:
    return re.sub(r"^(?:再|得|能|应|会|要|以|去|把|给|让|为|向|对|有|任何|擅自)+", "", canonical(text[cue.end : cue.end + 7]))


def _pairs(text: str) -> set[str]:
    return {a + b for a, b in zip(text, text[1:], strict=False)}


def _said_plainly(cue: Cue, text: str, source: str) -> bool:
    target = _target(cue, text)[:2]
    return len(target) == 2 and target in canonical(source)


def _turned(pair: Alignment, mine: Sequence[Cue], theirs: Sequence[Cue]) -> Iterator[Problem]:
    """Both sides deny something: what one denies, the other must not affirm."""
    for cues, text, others, opposite in (
        (mine, pair.segment.text, theirs, pair.source.text), (theirs, pair.source.text, mine, pair.segment.text),
    ):  # fmt: skip
        for cue in cues:
            target = _target(cue, text)[:2]
            at = opposite.find(target) if len(target) == 2 else -1
            if at >= 0 and not any(0 <= at - other.end <= 8 or other.start >= at for other in others):
                yield Problem("negation", pair.segment.text.strip(), pair.source.text.strip())
                return
