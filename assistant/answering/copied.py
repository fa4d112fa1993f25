"""What a near copy changed: in a sentence that repeats its source, a word put in or exchanged is a difference.

That words are shared proves nothing (aligning), but where nearly all of them are, the others stand out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.answering.aligning import canonical
from assistant.answering.problems import Problem
from assistant.answering.substance import substance

_LOOSE = 0.55  # … from which two names that changed places stand out
_COPY = 0.75  # share of a sentence's characters that stand in the source in the same order, from which it is a copy
_CLOSE = 0.86  # … from which a word that stands nowhere in the source is no longer a manner of speaking
_SHORT = 8  # characters that may have been exchanged for one another
_FAR = 30  # characters of the source: more were left out rather than exchanged, and are shown in part
_MARKS = re.compile(r"[\s，,。；;：:、“”\"'《》〈〉（）()！？!?\[\]·—-]+")
# Words of which one is not the other: exchanged, they turn a rule round. One class a line, its sides divided by spaces.
CLASSES = tuple(
    tuple(side.split("|") for side in line.split())
    for line in (
        "内|以内|之内 前|以前|之前",
        "不低于|不少于|高于|多于|不得低于 不高于|不超过|不得超过|低于|少于",
        "超过|高于|多于 低于|少于|不足",
        "低|少 高|多",
        "前|以前|之前|事先|届满前 后|以后|之后|起|之日起 同时 期间",
        "早于|不晚于 晚于|不早于",
        "早 晚",
        "当月|当日|当年 次月|次日|次年",
        "当 次",
        "上一|上 本 下一|下|次",
        "免 减 缓",
        "且|并|并且|同时 或|或者",
        "年 月 周 季",
        "国家|中央|全国 地方 省|省级|自治区 市|市级|地级 区|区级 县|县级 旗|旗级 镇|乡|乡镇|街道",
        "大 中 小",
        "中 外",
        "东 西 南 北 中",
        "主要 分管",
        "仍|仍然|继续|须|应当|需 不再|无需|豁免|不必",
        "失效|废止|停止 继续有效|继续执行",
        "因战 因公",
        "战 公",
        "街道 社区 村|行政村",
        "最低 平均 最高",
        "单独 联名|联合|共同",
        "可以|可 要|应当|必须",
        "增 减",
        "内 外",
        "轻微 一般 严重 特别严重",
        "初步 最终",
        "原件 复印件|副本",
        "银行 企业|公司|单位|部门|机关|机构 学校 医院 区|市|县|旗|乡镇",
    )
)
_FIGURE = re.compile(r"[\d一二三四五六七八九十百]")
_NOT = re.compile(
    "不(?!过[要还也得应须]|少于|低于|超过|高于|多于|晚于|早于|断|仅|同|足|满)|未(?!满|达)|不得|不予|不再"
)
_NO = re.compile("不(?!过[要还也得应须])|[未无没非免禁勿别难拒停]|除外|[之以]外")
_GRADE = re.compile(
    r"[初中高]级以上|国家重点|公立|上市|持证|首次|新招募的?|连续[\d一二三四五六七八九十]+年(?:（含[^）]*）|[（(]?含.{1,4}年[)）]?)?以上"
)
_LIGHT = re.compile(
    r"^(?:由|在|于|的|应当|应|要|须|将|把|被|对|向|则|又|也|其|该)+|(?:由|于|的|应当|须|将|把|向)+$"
)


@dataclass(frozen=True, slots=True)
class Change:
    """Words of a sentence, the words of the source in their place, and what stands alike before and after both."""

    mine: str
    theirs: str
    before: str
    after: str


def check_copy(sentence: str, source: str) -> list[Problem]:
    """Return what a sentence that nearly repeats its source has put in or exchanged, and nothing for any other.

    >>> [p.found for p in check_copy("见习人员可向市公共就业服务机构提出申请。", "见习基地可向市公共就业服务机构提出申请。")]
    ['见习人员']
    """
    share, changes = compare(sentence, source)
    if share < _COPY:
        return list(_swapped(changes)) if share >= _LOOSE else []
    return [
        *_swapped(changes),
        *_exchanged(changes, share, _bare(sentence), _bare(source)),
        *_dropped(changes),
        *_added(changes, _bare(source), share),
    ]


def compare(sentence: str, source: str) -> tuple[float, list[Change]]:
    """Return the share (0–1) of a sentence that stands in the source in the same order, and what differs."""
    mine, theirs = _bare(sentence), _bare(source)
    blocks = SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks()
    blocks = [block for block in blocks if block.size != 1]
    changes, at, there = [], 0, 0
    for block in blocks:
        if at < block.a or there < block.b:
            after = mine[block.a : block.a + block.size]
            changes.append(
                Change(mine[at : block.a], theirs[there : block.b], mine[max(0, at - 6) : at], after)
            )
        at, there = block.a + block.size, block.b + block.size
    return sum(block.size for block in blocks) / max(1, len(mine)), changes


def _bare(text: str) -> str:
    return _MARKS.sub("", text)


def _exchanged(changes: Sequence[Change], share: float, sentence: str, source: str) -> Iterator[Problem]:
    short = [change for change in changes if len(change.theirs) <= _FAR and not _omitted(change)]
    denials = sum(len(_NO.findall(c.mine)) - len(_NO.findall(c.theirs)) for c in short)
    for change in changes:
        if "直辖市" in change.theirs or _not_yet(change, sentence + source):
            continue
        if denials and _denied(change):  # none came or went where one only moved
            yield Problem("negation", *_told(change))
        else:
            replaced = share >= _CLOSE and _other_thing(change) and not _moved(change, sentence, source)
            if replaced or _joined(change) or _opposed(change) or _made_passive(change):
                yield Problem("other", *_told(change))


def _omitted(change: Change) -> bool:
    """Say whether a whole statement of the source is left out: what it denies is not told at all."""
    return not change.mine and len(substance(change.theirs)) >= 4


def _swapped(changes: Sequence[Change]) -> Iterator[Problem]:
    """甲 and 乙 have changed places, as giver and receiver or as two of a list."""
    long = [change for change in changes if len(substance(change.mine)) >= 2]
    for one in long:
        for two in long:
            if one is not two and one.mine in two.theirs and two.mine in one.theirs:
                yield Problem("actor", *_told(one))


def _told(change: Change) -> tuple[str, str]:
    """Return both sides with the characters before them, so that a reader sees a word."""
    lead = change.before[-2:]
    return lead + change.mine, (lead + change.theirs)[-_FAR:] if change.theirs else ""


def _opposed(change: Change) -> bool:
    """Say whether both sides end in words of one class that exclude each other: …期间 for …结束后."""
    if len(_LIGHT.sub("", change.mine)) > _SHORT or _FIGURE.search(change.mine + change.theirs):
        return False  # figures are compared elsewhere
    for sides in CLASSES:
        mine, theirs = _side(change.mine, sides), _side(change.theirs, sides)
        if mine is not None and theirs is not None and mine != theirs:
            return True
    return False


def _joined(change: Change) -> bool:
    """Say whether both are demanded where the source is content with one: 公章和签名 for 公章或签名."""
    loose = re.search("(?:单位|个人|组织|机关|公民|法人|部门|机构|人员?|企业)$", change.before)
    return (
        change.mine in ("和", "与", "及", "且", "并", "以及")
        and change.theirs in ("或", "或者")
        and not loose
        and not change.after.startswith(("其他", "其它", "个人", "单位", "有关"))
    )


def _side(words: str, sides: Sequence[Sequence[str]]) -> int | None:
    """Return which side of a class the words end in, by the longest word that fits."""
    forms = (words, _LIGHT.sub("", words))
    fits = [
        (len(word), number)
        for number, side in enumerate(sides)
        for word in side
        if any(form.endswith(word) for form in forms)
    ]
    return max(fits)[1] if fits else None


def _denied(change: Change) -> bool:
    """Say whether one side is the other's denial: 不作 for 作."""
    for one, two in ((change.mine, change.theirs), (change.theirs, change.mine)):
        if len(one) <= 3 and _NOT.match(one) and len(two) <= 3 and not _NO.search(two):
            return not substance(two) and bool(change.before or change.after)
    return False


def _made_passive(change: Change) -> bool:
    return (
        change.mine == "被"
        and not change.theirs
        and bool(re.match("申请人|申请单位|保险人|上诉人|检查|监管", change.after))
    )


def _other_thing(change: Change) -> bool:
    """Say whether a word of substance stands in the place of another: 见习人员 for 见习基地."""
    lead = change.after[:1] if _FIGURE.match(change.after) else ""  # 提前 goes with its figure
    mine, theirs = substance(change.mine + lead), substance(change.theirs + lead)
    if not (
        mine
        and theirs
        and max(len(mine), len(theirs)) >= 2
        and _is_short(change.mine)
        and _is_short(change.theirs)
    ):
        return False
    if set(canonical(change.mine)) & set(canonical(change.theirs)):
        return False
    return len(change.before) >= 2 and len(change.after) >= 2 or not change.before and len(change.after) >= 4


def _not_yet(change: Change, texts: str) -> bool:
    """Say whether 未 came or went where it says nothing: 未解除前 is 解除前."""
    until = f"未{re.escape(change.after[:4])}[一-鿿]{{0,8}}?前"
    return {change.mine, change.theirs} == {"", "未"} and bool(re.search(until, texts))


def _moved(change: Change, sentence: str, source: str) -> bool:
    """Say whether the words of the source are told all the same, at another place."""
    theirs = substance(change.theirs)
    return len(theirs) >= 2 and sentence.count(theirs) >= source.count(theirs)


def _is_short(words: str) -> bool:
    return 2 <= len(words) <= _SHORT


def _dropped(changes: Sequence[Change]) -> Iterator[Problem]:
    """One of two things demanded together, or the grade that is demanded, is left out."""
    for change in changes:
        together = re.match("(?:并且?|且)[^的]{3,}|(?:未|无|没有)[^的]{3,}", change.theirs) and re.match(
            "的|且|并", change.mine + change.after
        )
        if not substance(change.mine) and (together or _GRADE.fullmatch(change.theirs)):
            yield Problem("condition", "", change.theirs[:_FAR])


def _second(pair: tuple[str, int]) -> int:
    return pair[1]


def _added(changes: Sequence[Change], source: str, share: float) -> Iterator[Problem]:
    """Words of which the source holds nothing: one more item of a list, one more benefit."""
    known = set(canonical(source)) | set(source)
    for change in changes:
        forms = [substance(form) for form in (change.mine, canonical(change.mine))]
        matter, new = min(((form, sum(char not in known for char in form)) for form in forms), key=_second)
        if not change.theirs and change.mine in ("当事人", "申请人"):
            continue  # who acts is compared elsewhere
        if new * 2 >= len(matter) and (new >= 3 or new >= 2 and share >= _CLOSE):
            yield Problem("other", *_told(change))
