"""For whom and how far a statement holds: quantifiers, restricting words, opposites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.answering.aligning import Alignment, canonical
from assistant.answering.problems import Problem

_QUANTIFIERS = {
    "all": re.compile(
        r"所有(?![人权者制关])|全部|一律|任何|一切|统统|无一例外|悉数|全体|每一个|每个|全覆盖|不论|无论"
    ),
    "any": re.compile(r"各|(?<![安健完])全|均|凡|都|统一|任何|所有|一律|每|一切|无论|不论|谁|哪|整|逐"),
    "some": re.compile(
        r"(?<!的)部分(?![别配])|一些|(?<![所具拥没已持享占含原现共公私国自特固应就])有的|个别|少数|若干|某些|有些|大多数|多数|大部分"
    ),
    "only": re.compile(r"(?<![不])仅(?!仅)|只(?!要|有关|有[^，。；]{1,60}例外)|仅限|唯一|单单"),
    "narrow": re.compile(r"光(?![缆电伏线荣盘纤彩])|仅|只|限|才|唯一|单|就"),
}
_RESTRICTORS = re.compile(
    r"重点|重大|紧急|特殊|首次|新增|中小微|小微|中小(?!学)|大型|本市|本省|全市|全旗|全省|全国|本区|外地|外省|跨省|跨区|在京|在华|户籍|非户籍|常住|全日制|非全日制|应届|往届|困难|低收入|"
    r"高风险|低风险|中风险|公益性|营利性|非营利|涉企|境内(?!部)|境外|城镇|农村|城市|乡村|省级|市级|区级|县级|旗级|乡级|国家级|一次性|专项|公开招标|临时|(?<!延)长期|直接|间接|持证|已婚|未婚|失业|在职(?![责权能务称业])|退休|独生|民办|公办|国有|私营|民营|法定"
)
_EXCLUSIVE = re.compile(
    "不得用于|不得挪|专项用于|专款|专门用于|限于|仅限|二选一|择一"
)  # what only one thing is for
_OF_A_FIGURE = re.compile(r"(?!是)[一-鿿]{0,3}?(?:[\d二两三四五六七八九十百千]|一[半成次])")  # 只发一半
_BAN = re.compile(r"不得|严禁|禁止|不准|不许|不予|杜绝")
# each pair: one side in the sentence and only the other in the source turns the meaning round
OPPOSITES: tuple[tuple[str, str], ...] = tuple(
    (one, two)
    for line in (
        "线上|网上|在线|互联网 线下|现场|窗口",
        "书面 口头",
        "大型 小型|微型|中型",
        "小型|微型 大型|中型",
        "每户|每家 每人|人均|每名",
        "每人|人均|每名 每户|每家",
        "每件 每次",
        "上半年 下半年",
        "上旬 中旬|下旬",
        "中旬 上旬|下旬",
        "煤改电 煤改气",
        "甲类 乙类|丙类",
        "乙类 甲类|丙类",
        "养老保险|养老金 失业保险|失业金|医疗保险|医保|工伤保险|生育保险",
        "医疗保险|医保 失业保险|失业金|养老保险|养老金|工伤保险|生育保险",
        "失业保险|失业金 养老保险|养老金|医疗保险|医保|工伤保险|生育保险",
        "工伤保险 养老保险|失业保险|医疗保险|医保|生育保险",
        "男性|男职工 女性|女职工",
        "小学 初中|高中|幼儿园",
        "初中 小学|高中|幼儿园",
        "高中 小学|初中|幼儿园",
        "主动 被动",
        "增加|提高|提升|增长|扩大|加大 减少|降低|压减|压缩|下降|缩小|缩减|减轻",
        "事前|事先 事后",
        "免费|无偿 收费|有偿|付费|半价",
        "公办 民办",
        "境内 境外",
        "城镇 农村",
        "延长 缩短",
        "加快|加速 放缓|减缓",
        "简化|精简 细化|增设",
        "强制 自愿",
        "联合|共同 单独|独立",
        "集中 分散",
        "上级 下级|同级|本级",
        "下级 同级|本级",
        "上一 下一",
        "本年度 上一年度|上年度|上一年",
        "同一 各个?|不同",
        "同时(?:持有|具备|提交|提供|符合) 或",
        "同时享受|均可享受 二选一|择一|任选其一",
        "同时符合|同时具备|同时满足 之一|任一|任意一",
        "(?<![不得])(?:高于|多于) (?<![不得])(?:低于|少于)",
        "减半|减征 免征|免收|免缴",
        "(?:要|应当?|须|需要?|必须)[缴交] 免征|免收|免缴|免交",
        "缓缴|缓征 免征|免收|免缴|减半|减征",
        "既[^，。；]{1,20}又 或",
        "开始[之以]?[前后] 结束[之以]?[前后]",
        "停发|停止 继续执行|正常发放|照常",
        "有效|算数 无效|作废",
        "不封顶|没有上限|不设上限 最高|不超过|(?<!不)封顶",
        "合格 不合格",
        "从严|从重|加重 从轻|减轻|从宽",
        "优先 最后|靠后",
        "提前 推迟|延后",
        "内部 外部",
        "保密 公开",
        "允许|准许 禁止|不得|严禁",
        "可以 不得|不可以",
        "批准 备案",
        "备案 审批",
        "直接 间接",
        "定期 随时|临时",
        "一次性 分期|分批|分次",
        "按月 按年|按季",
        "税前 税后",
        "公历|阳历 农历|阴历",
        "纸质 电子",
        "全职 兼职",
        "固定 临时",
        "主要 次要",
        "严格 适当|放宽",
        "放宽 收紧|从严",
        "开放 关闭",
        "成立|设立 撤销",
        "自费 公费|报销",
        "以上 以下",
        "同意 反对|拒绝",
        "双月 单月",
        "单方 双方",
        "本人 他人|代办|单位|法人",
        "委托 亲自|本人",
        "亲自 委托|派人|授权",
        "首次 再次|每次",
        "法人 自然人",
        "生产 销售",
        "购买 出租",
        "租赁 出售",
        "新建 改建",
        "口头 书面",
        "起诉 上诉",
        "受理 立案",
        "警告 罚款",
        "罚款 警告",
        "没收 退还",
        "解除 续签|续订",
        "延续 终止",
        "白天 夜间",
        "工作日 休息日|节假日",
        "上午 下午",
        "全程 部分",
        "就近 统一",
        "统一 自行",
        "属地 异地",
        "当场 事后",
        "公告 送达",
        "质量 数量",
        "短信 邮件",
        "邮寄 现场",
        "现金 转账",
        "全额 部分|半额|差额",
        "足额 部分",
    )
    for one, two in [tuple(line.split())]
)


def check_scope(aligned: Sequence[Alignment], source: str) -> list[Problem]:
    """Return where the sentence speaks of more, of fewer or of others than its source."""
    sentence = "，".join(pair.segment.text for pair in aligned)
    return [
        *_quantifiers(aligned, source),
        *_restrictors(aligned, sentence, source),
        *_opposites(sentence, source),
        *_already(sentence, source),
    ]


def _quantifiers(aligned: Sequence[Alignment], source: str) -> Iterator[Problem]:
    words, sentence = _QUANTIFIERS, "，".join(pair.segment.text for pair in aligned)
    for pair in aligned:
        theirs = pair.source.text
        mine = "，".join(other.segment.text for other in aligned if other.source is pair.source)
        if pair.score < 0.3:
            continue
        denied = bool(re.search(r"不|未|没|禁|无", mine + theirs))
        for own, needed in (("some", "some"), ("only", "narrow"), ("all", "any")):
            match = words[own].search(pair.segment.text)
            if (
                own == "only"
                and match
                and (_EXCLUSIVE.search(source) or _OF_A_FIGURE.match(pair.segment.text, match.end()))
            ):
                continue
            if (
                match
                and not (own == "all" and (denied and match[0] == "任何" or _for_all(pair, match, source)))
                and not words[needed].search(theirs)
                and not (own == "only" and _narrowly(pair.segment.text, match, source))
            ):
                yield Problem("scope", match[0], "")
        for theirs_kind, needed in (("some", "some"), ("only", "narrow"), ("all", "any")):
            match = words[theirs_kind].search(theirs)
            told = (
                words[needed].search(mine)
                or theirs_kind == "all"
                and denied
                and match
                and match[0] in ("任何", "一律")
                or match
                and match[0] in ("每个", "每一个")
                and re.search("一[个家户名]", mine)
                or theirs_kind == "only"
                and match
                and _narrowly(theirs, match, sentence)
            )
            if match and not told and pair.score >= 0.5:
                yield Problem("scope", mine.strip(), match[0])


def _narrowly(text: str, word: re.Match[str], other: str) -> bool:
    """Say whether the other text narrows the same verb: 只记录, 只记录不公示."""
    verb = canonical(text[word.end() :][:2])
    return len(verb) == 2 and bool(
        re.search(rf"(?:{_QUANTIFIERS['narrow'].pattern}){verb}", canonical(other))
    )


def _for_all(pair: Alignment, word: re.Match[str], source: str) -> bool:
    """Say whether a word for all adds nothing: of a ban, of what is said of 每个 elsewhere, of any citizen or body."""
    if re.match(
        r"不得|不准|不能|不许|禁止|严禁|都?不|均不|都?不用|免", pair.segment.text[word.end() :]
    ) and _BAN.search(source):
        return True
    if word[0] == "任何":
        return bool(re.match(r"公民|单位|组织|个人|人(?!员)", pair.segment.text[word.end() :]))
    noun = pair.segment.text[word.end() :][:3]
    return word[0] in ("每个", "每一个") and ("每" in source or len(noun) == 3 and noun in pair.source.text)


def _restrictors(aligned: Sequence[Alignment], sentence: str, source: str) -> Iterator[Problem]:
    official = canonical(source)
    for match in _RESTRICTORS.finditer(sentence):
        if match[0] == "省级" and "直辖市" in source:
            continue
        if match[0] not in source and canonical(match[0]) not in official:
            yield Problem("scope", match[0], "")
    for pair in aligned:
        for match in _RESTRICTORS.finditer(pair.source.text):
            head = pair.source.text[match.end() : match.end() + 2]
            if (
                pair.score >= 0.4
                and len(head) == 2
                and match[0][0] != "本"
                and match[0] not in ("直接", "全市", "全旗", "全省")
                and not _kind_told(head, pair.segment.text, source)
                and canonical(match[0]) not in canonical(sentence)
                and not (match[0] == "一次性" and "一次" in sentence)
            ):
                first = pair.source.text.find(head) == match.end()
                if first and head in pair.segment.text:
                    yield Problem("scope", head, match[0] + head)


def _kind_told(head: str, text: str, source: str) -> bool:
    """Say whether the text names another kind of the thing that the source names too: 农村特困 beside 城镇特困."""
    return any(
        text[match.end() :].startswith(head) and match[0] + head in source
        for match in _RESTRICTORS.finditer(text)
    )


def _already(sentence: str, source: str) -> Iterator[Problem]:
    """未取得执照 told as 已取得执照."""
    for told in re.finditer("已经?(?:依法)?([一-鿿]{2})", sentence):
        against = re.search(f"未(?:依法)?{told[1]}", source)
        if against and not re.search(f"已经?(?:依法)?{told[1]}", source):
            yield Problem("negation", told[0], against[0])


def _opposites(sentence: str, source: str) -> Iterator[Problem]:
    source = re.sub("可(?![以能靠行])", "可以", source)
    for one, two in OPPOSITES:
        for mine, other in ((one, two), (two, one)):
            match = re.search(rf"(?<![不未无])(?:{mine})", sentence)
            if (
                match
                and not re.search(mine, source)
                and (against := re.search(other, source))
                and not re.search(other, sentence)
            ):
                yield Problem("other", match[0], against[0])
