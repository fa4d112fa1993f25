"""When and for whom a statement holds: conditions, exceptions, quantifiers, restricting words, opposites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.answering.aligning import Alignment, Segment, canonical, content, overlap
from assistant.answering.problems import Problem

_IF = re.compile(r"如果|假如|倘若|(?<![诸比譬例])如(?=[^何实下期意])|若(?!干)|一旦|凡是?|只要|只有|遇到?|除非|要是|万一|碰到|碰上")
# (what the source demands first, words that tell it)
_STEPS: tuple[tuple[str, str], ...] = (
    (r"[经须需由][^，。；]{0,20}(?:批准|同意|核准|许可|审批)", r"批|同意|核准|许可|点头|审"),
    (r"经[^，。；]{0,16}(?:审核|审查|评估|论证|认定|鉴定|确认|检验|检疫|公示)", r"审|查|评|论证|认定|鉴定|确认|检|核|公示|合格"),
    (r"(?:^|[，、人])(?:凭|持)", r"凭|持|拿|带|出示|有|用|证|刷"),
    (r"符合[^，。；]{0,20}(?:条件|规定|要求|标准)", r"符合|条件|要求|标准|合格|够|规定|达标"),
    (r"必要时|确有必要|确有需要|确需|根据需要|视情|情况紧急", r"必要|需要|视情|确需|紧急|看情况|酌情|急|的话"),
    (r"情节严重|情节较重|造成严重后果|后果严重|拒不改正|逾期不改|逾期未改|构成犯罪", r"严重|较重|重|拒不|逾期|仍不|还不|不改|犯罪"),
    (r"除外|除[^，。；]{1,30}外|另有规定", r"除|但|例外|不含|另有|不包括|不算|不在此"),
    (r"有条件的|具备条件", r"有条件|具备|条件"),
    (r"因[^，。；]{1,16}(?:原因|造成|导致|影响)", r"因|由于|原因|造成|导致|影响|引起|害"),
)  # fmt: skip
_QUANTIFIERS = {
    "all": re.compile(r"所有|全部|一律|任何|一切|统统|无一例外|悉数|全体|每一个|每个|全覆盖|不论|无论"),
    "any": re.compile(r"各|全|均|凡|都|任何|所有|一律|每|一切|无论|不论|谁|哪|整|逐"),
    "some": re.compile(r"部分(?!别)|一些|有的|个别|少数|若干|某些|有些|大多数|多数|大部分|主要(?=[由是])"),
    "only": re.compile(r"(?<![不])仅(?!仅)|只(?!要|有关)|仅限|唯一|单单"),
    "narrow": re.compile(r"仅|只|限|才|唯一|单|就"),
}
_RESTRICTORS = re.compile(
    r"重点|重大|紧急|特殊|首次|新增|中小微|小微|中小|大型|本市|本省|全市|全旗|全省|全国|本区|外地|外省|跨省|跨区|在京|在华|户籍|非户籍|常住|全日制|非全日制|应届|往届|困难|低收入|"
    r"高风险|低风险|中风险|公益性|营利性|非营利|涉企|境内|境外|城镇|农村|城市|乡村|省级|市级|区级|县级|旗级|乡级|国家级|各级|一线|一次性|专项|公开招标|临时|长期|重要|主要|直接|间接|持证|年满|已婚|未婚|失业|在职|退休|独生|民办|公办|国有|私营|民营|法定"
)
# each pair: one side in the sentence and only the other in the source turns the meaning round
_OPPOSITES: tuple[tuple[str, str], ...] = tuple(
    (one, two)
    for line in (
        "线上|网上|在线|互联网 线下|现场|窗口", "书面 口头", "主动 被动", "增加|提高|提升|增长|扩大|加大 减少|降低|压减|压缩|下降|缩小|缩减|减轻", "事前|事先 事后", "免费|无偿 收费|有偿|付费",
        "公办 民办", "境内 境外", "城镇 农村", "延长 缩短", "加快|加速 放缓|减缓", "简化|精简 细化|增设", "强制 自愿", "联合|共同 单独|独立", "集中 分散", "先 后",
        "上级 下级", "上一 下一", "有效 无效", "合格 不合格", "从严|从重|加重 从轻|减轻|从宽", "优先 最后|靠后", "提前 推迟|延后", "男 女", "内部 外部", "保密 公开",
        "允许|准许 禁止|不得|严禁", "可以 不得|不可以", "批准 备案", "备案 审批", "直接 间接", "定期 随时|临时", "一次性 分期|分批|分次", "按月 按年|按季", "税前 税后", "公历|阳历 农历|阴历",
        "纸质 电子", "全职 兼职", "固定 临时", "主要 次要", "严格 适当|放宽", "放宽 收紧|从严", "开放 关闭", "成立|设立 撤销", "自费 公费|报销", "前 后", "以上 以下", "同意 反对|拒绝", "双月 单月",
        "单方 双方", "本人 他人|代办", "委托 亲自|本人", "亲自 委托|派人|授权", "首次 再次|每次", "法人 自然人", "生产 销售", "购买 出租", "租赁 出售", "新建 改建", "口头 书面", "起诉 上诉",
        "受理 立案", "警告 罚款", "罚款 警告", "没收 退还", "解除 续签|续订", "延续 终止", "东 西", "南 北", "父 母", "白天 夜间", "工作日 休息日|节假日", "上午 下午", "全程 部分", "就近 统一", "属地 异地",
        "当场 事后", "公告 送达", "质量 数量", "短信 邮件", "邮寄 现场", "现金 转账", "全额 部分|半额|差额", "足额 部分",
    )
    for one, two in [tuple(line.split())]
)


def check_limits(aligned: Sequence[Alignment], parts: Sequence[Segment], source: str, sources: Sequence[Segment]) -> list[Problem]:
    """Return the conditions and limits that the sentence dropped, added or changed."""
    sentence = "，".join(part.text for part in parts)
    return [
        *_dropped_conditions(aligned, sentence, sources),
        *_dropped_steps(aligned, sentence, sources),
        *_added_conditions(parts, source, sources),
        *_quantifiers(aligned, source),
        *_restrictors(aligned, sentence, source, sources),
        *_opposites(sentence, source, aligned),
    ]


def _dropped_conditions(aligned: Sequence[Alignment], sentence: str, sources: Sequence[Segment]) -> Iterator[Problem]:
    told = Segment(sentence, 0, len(sentence), 0, *content(sentence))
    for index, part in enumerate(sources):
        if not _conditional(part) or not part.chars:
            continue
        follows = [other for other in sources[index + 1 :] if other.sentence == part.sentence and not _conditional(other)][:1]
        used = any(pair.source is other and pair.score >= 0.45 and pair.segment.chars for pair in aligned for other in follows)
        if used and overlap(part, told) < 0.3 and not _told_by_condition(part, aligned):
            yield Problem("condition", "", part.text.strip())


def _conditional(part: Segment) -> bool:
    return part.is_condition or bool(_IF.match(part.text.strip()))


def _told_by_condition(part: Segment, aligned: Sequence[Alignment]) -> bool:
    return any(_conditional(pair.segment) and overlap(pair.segment, part) >= 0.2 for pair in aligned)


def _dropped_steps(aligned: Sequence[Alignment], sentence: str, sources: Sequence[Segment]) -> Iterator[Problem]:
    for demand, words in _STEPS:
        if re.search(words, sentence):
            continue
        for pair in aligned:
            near = [p for p in sources if p.sentence == pair.source.sentence] if "除" in demand or "严重" in demand else [pair.source]
            match = next((m for p in near if (m := re.search(demand, p.text))), None)
            if match and pair.score >= 0.4:
                yield Problem("condition", "", match[0].strip("，、"))
                break


def _added_conditions(parts: Sequence[Segment], source: str, sources: Sequence[Segment]) -> Iterator[Problem]:
    whole = Segment(source, 0, len(source), 0, *content(source))
    for part in parts:
        if _conditional(part) and part.chars and overlap(part, whole) < 0.34:
            yield Problem("condition", part.text.strip(), "")
    for demand, words in _STEPS:
        for part in parts:
            match = re.search(demand, part.text)
            if match and not re.search(words, source):
                yield Problem("condition", match[0].strip("，、"), "")


def _quantifiers(aligned: Sequence[Alignment], source: str) -> Iterator[Problem]:
    words = _QUANTIFIERS
    for pair in aligned:
        mine, theirs = pair.segment.text, pair.source.text
        if pair.score < 0.3:
            continue
        for own, needed in (("some", "some"), ("only", "narrow"), ("all", "any")):
            match = words[own].search(mine)
            if match and not words[needed].search(theirs):
                yield Problem("scope", match[0], "")
        for theirs_kind, needed in (("some", "some"), ("only", "narrow"), ("all", "any")):
            match = words[theirs_kind].search(theirs)
            if match and not words[needed].search(mine) and pair.score >= 0.5:
                yield Problem("scope", mine.strip(), match[0])


def _restrictors(aligned: Sequence[Alignment], sentence: str, source: str, sources: Sequence[Segment]) -> Iterator[Problem]:
    official = canonical(source)
    for match in _RESTRICTORS.finditer(sentence):
        if match[0] not in source and canonical(match[0]) not in official:
            yield Problem("scope", match[0], "")
    for pair in aligned:
        for match in _RESTRICTORS.finditer(pair.source.text):
            head = pair.source.text[match.end() : match.end() + 2]
            if pair.score >= 0.4 and len(head) == 2 and match[0] not in sentence and head in pair.segment.text:
                bare = re.search(rf"(?<!{re.escape(match[0])}){re.escape(head)}", source.replace(match[0] + head, ""))
                if not bare:
                    yield Problem("scope", head, match[0] + head)


def _opposites(sentence: str, source: str, aligned: Sequence[Alignment]) -> Iterator[Problem]:
    for one, two in _OPPOSITES:
        for mine, other in ((one, two), (two, one)):
            if len(one) == 1 or len(two) == 1:
                continue
            match = re.search(mine, sentence)
            if match and not re.search(mine, source) and (against := re.search(other, source)) and not re.search(other, sentence):
                yield Problem("other", match[0], against[0])
