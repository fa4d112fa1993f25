"""Who acts: organisations and roles, and whether a sentence gives a duty to the one whom the source names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.aligning import Alignment, Segment, canonical
from assistant.answering.problems import Problem

_BODY_ENDS = (
    r"人民政府办公室|人民政府|政府办公室|市政府|区政府|县政府|旗政府|省政府|政府|管理委员会|委员会|管委会|办公室|办事处|办公厅|管理局|监管局|服务局|"
    r"总局|分局|局|卫健委|发改委|发展改革委|住建委|国资委|教委|科委|农委|编办|应急办|信访办|督查办|金融办|外事办|防汛办|法院|检察院|公安机关|税务机关|登记机关|机关|主管部门|部门|"
    r"中心|银行|协会|商会|工会|基金会|联合会|残联|妇联|团委|学校|幼儿园|医院|医疗机构|机构|公司|研究院|大学|出版社|村委会|居委会|社区|街道|乡镇|"
    r"(?:运输|经营|生产|建设|施工|供电|供水|供气|金融|航空)企业|责任人|负责人|管家|联络员|特派员|联系人|[旗县市区省州盟党]委(?!员|办|托|会)|苏木|国务院|(?:财政|教育|民政|农业|公安|商务|卫生|司法|交通运输|组织|宣传)部(?!门)"
)
_ROLE_ENDS = (
    r"主要负责人|主要负责同志|分管负责人|分管领导|主要领导|主管人员|责任人员|工作人员|一把手|牵头单位|配合单位|责任单位|主办单位|主办部门|协办单位|"
    r"承办单位|用人单位|建设单位|施工单位|监理单位|设计单位|申报单位|推荐单位|政策制定部门|牵头部门|被申请人|申请人|被保险人|投保人|保险人|受益人|当事人|招标人|投标人|出租人|承租人|"
    r"出卖人|买受人|委托人|受托人|管理人|监护人|纳税人|缴费人|诉求人|经营者|消费者|劳动者|所有人|使用人|修理者|销售者|生产者|处理者|揭榜方|出题方|甲方|乙方|承办人|经办人|鉴定人|"
    r"持卡人|参保人|代理人|法定代表人|调查人员|执法人员|专家|顾问|观察员|监督员|承运人|旅客|乘客|驾驶人|股东|董事会|董事长|董事|监事会|理事会|职工代表大会|村民会议|厂长|校长|院长|监事|经理|业主|业主大会|业主委员会|物业服务企业"
)
# groups of people: one line holds words that name the same group
_GROUPS: tuple[tuple[str, ...], ...] = (
    ("企业", "公司", "市场主体", "厂", "企事业", "商户", "法人", "单位", "经营者", "业主"),
    ("个人", "居民", "市民", "群众", "公民", "自然人", "老百姓", "公众", "社会", "人员", "人民"),
    ("老年人", "老人", "长者", "周岁以上"), ("未成年人", "孩子", "儿童", "小孩", "学生", "子女", "幼儿", "少年"),
    ("职工", "员工", "劳动者", "工人", "从业人员", "雇员", "人员"), ("教师", "老师", "教职工"),
    ("医务人员", "医护", "医生", "医师", "护士"), ("残疾人",), ("退役军人", "军人"),
    ("高校毕业生", "大学生", "毕业生"), ("农民", "农户", "村民"), ("领导干部", "干部", "领导", "负责同志", "负责人"),
    ("家长", "监护人", "父母"), ("孕妇", "产妇", "妇女", "女职工"),
)  # fmt: skip
_VAGUE = frozenset(["人员", "单位", "社会", "负责人", "周岁以上", "法人", "厂", "业主", "人民", "领导"])
_EDGE = re.compile(
    r"(?:告诉|反馈|书面|挑选?|选[取出择]?|先让?|联网|住在|这[家个些]|那[家个]|哪[家个]|入读|就读|进入|写[清明]|列[明入]|纳入|明确|说明|公开|公布|其他|同级|上级|下级|本级|多个|几个|省级(?=主管)|超过|规定|符合|收到|接到|依法|印发|发给|拿到|取得|由|向|经|和|与|及|以及|对|的|是|在|并|请|会同|等|将|至|到|从|把|被|让|给|为|或者|或|同|据|依照|按照|归|交|找|跟|去|应当?|须|可以|需要?|其|该|本|要|要求|"
    r"当地|以|以上|有关|相关|任何|其他|所在地?的?|各|各级|上级|下级|同级|本级|原|不得|督促|通知|通报|抄送|责成|指导|报告|报|送|送交|移送|委托|通过|聘请|邀请|根据|按|即|而|但|也|都|就|只|仅|每个?|一个|两个|"
    r"负责|配合|协助|提交|提请|告知|送达|责令|所属|属于|隶属|经过|参加|涉及|需|单位间|单位|部门|、)"
)
_BODY = re.compile(rf"[一-鿿]{{0,16}}?(?:{_BODY_ENDS})(?:以上)?")
_ROLE = re.compile(rf"(?:{_ROLE_ENDS})")
_GENERIC = frozenset([
    "部门", "机关", "机构", "单位", "政府", "中心", "银行", "公司", "学校", "医院", "社区",
    "街道", "乡镇", "苏木", "专家", "负责人", "工作人员", "局", "办公室", "协会", "主管部门", "责任人",
    "大学", "委员会", "商会", "医疗机构", "旅客", "乘客", "经理", "顾问", "幼儿园",
])  # fmt: skip
_SORTS = frozenset(["银行", "学校", "医院", "协会", "商会"])  # not any body
_PLACES = re.compile(
    r"北京|天津|(?<!以)上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|四川|贵州|云南|西藏|陕西|甘肃|"
    r"青海|宁夏|新疆|内蒙古|香港|澳门|台湾|广州|深圳|杭州|南京|武汉|成都|西安|通辽|奈曼|呼和浩特|苏州|青岛|大连|厦门|宁波|长沙|郑州|济南|沈阳"
)
_APPLICANT = re.compile("当事人|申请人")  # whom a rewording may name where its source names nobody
_SUFFIX = re.compile(
    r"(?:行政)?(?:主管部门|管理部门|部门|机关|机构|局|委员会|委|办公室|单位|厅|人民政府|政府)$"
)
_NOT_A_GROUP = re.compile(r"(?<=[\d一二两三四五六七八九十几])个人|(?<=大)学生(?=毕业|来)")
_TRADES = "企业|公司|经营者|经营单位|服务单位|服务机构|厂|商"
_BUSINESS = re.compile(f"(?:{_TRADES})$")
_COUNTED = re.compile("[两二三四五六七八九十多几]个?(?:部门|单位|机关)")
_COUNT = re.compile("[两二三四五六七八九十多几]个?(?=(?:部门|单位|机关)$)")
_LEVEL = re.compile(r"国务院|国家|省级|省|市级|市|区级|区|县级|县|旗级|旗|乡级|乡|镇|村|自治区|中央|全国")
_RANK = re.compile(r"[省市县区乡旗盟]级?以[上下]")
_PASSIVE = re.compile(r"由|被|向|报|经|对|给|受|让|请|为|和|与|、|跟|同|会同|听取|接受|找|归")


@dataclass(frozen=True, slots=True)
class Party:
    """A body or a role, and where its name stands."""

    name: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def read_parties(text: str) -> tuple[Party, ...]:
    """Return the bodies and roles that a text names, without the words around them.

    >>> [party.name for party in read_parties("由市财政局会同民政部门负责，牵头单位报旗政府")]
    ['市财政局', '民政部门', '牵头单位', '旗政府']
    """
    roles = [Party(match[0], *match.span()) for match in _ROLE.finditer(text)]
    found = list(roles)
    for match in _BODY.finditer(text):
        start, end = match.span()
        edges = [edge.end() for edge in _EDGE.finditer(text, start, end - 1)]
        begin = max([start, *(edge for edge in edges if edge < end - 1)])
        while begin < end and text[begin] in "的和与及、的":
            begin += 1
        if end - begin >= 2 and not any(role.start < end and begin < role.end for role in roles):
            found.append(Party(text[begin:end], begin, end))
    return tuple(sorted(found, key=lambda party: party.start))


def check_parties(aligned: Sequence[Alignment], source: str, sources: Sequence[Segment]) -> list[Problem]:
    """Return a problem for each party the source does not name, or names for another duty."""
    source += _places(source)
    known = [party.name for party in read_parties(source)]
    problems: list[Problem] = []
    for pair in aligned:
        for party in read_parties(pair.segment.text):
            nobody = not known and _APPLICANT.fullmatch(party.name)
            if not nobody and not _named(party.name, known, source):
                problems.append(Problem("actor", party.name, known[0] if known else ""))
    problems += [
        Problem("actor", level, "")
        for level in _RANK.findall(_all(aligned))
        if level not in source.replace("及以", "以")
    ]
    problems += [*_strange_groups(aligned, source), *_strange_places(aligned, source)]
    return problems or [
        *_reversed_parties(aligned),
        *_wrong_objects(aligned),
        *_wrong_subjects(aligned, sources),
    ]


def _all(aligned: Sequence[Alignment]) -> str:
    return "，".join(pair.segment.text for pair in aligned)


def _places(source: str) -> str:
    # 省、自治区、直辖市人民政府 is told as 省级人民政府
    return "省级人民政府" if "省、自治区、直辖市" in source else ""


def _strange_places(aligned: Sequence[Alignment], source: str) -> Iterator[Problem]:
    for pair in aligned:
        for place in _PLACES.findall(pair.segment.text):
            if place not in source:
                there = _PLACES.search(source)
                yield Problem("actor", place, there[0] if there else "")


def _named(name: str, known: Sequence[str], source: str) -> bool:
    name = _COUNT.sub("", name)
    if name in source or name in _GENERIC - _SORTS or canonical(name) in canonical(source):
        return True
    if any(same_party(name, other) for other in known):
        return True
    if _COUNTED.fullmatch(name):
        return True
    for filler in ("(?:管理|主管)?", "(?:事务|工作|行政|管理|主管)+"):
        core = re.sub(rf"{filler}(?:部门|机关|机构)$", "", name)
        if core != name and len(core) >= 3 and _spread(core, source):  # 地震工作管理部门: 管理地震工作的部门
            return True
    return _is_trade(name, source) or any(
        _spread(name[cut:], source) for cut in range(len(name) - 2) if len(_SUFFIX.sub("", name[cut:])) >= 2
    )


def _is_trade(name: str, source: str) -> bool:
    """快递公司, of 经营快递业务的企业: a business is named by what it deals in."""
    core = _BUSINESS.sub("", name)
    ends = _TRADES + "|单位" * (len(core) >= 3)
    return (
        core != name
        and len(core) >= 2
        and bool(re.search(f"{re.escape(core)}[^，。；、]{{0,6}}?(?:{ends})", source))
    )


def _spread(name: str, source: str) -> bool:
    """Say whether the source holds the name with words in between: 承办部门, 承办事项的部门."""
    return bool(re.search("[^，。；]{0,4}?".join(map(re.escape, name)), source))


def same_party(name: str, other: str) -> bool:
    """Say whether two names may be one body's: an abbreviation keeps the order of the characters of the full name.

    >>> same_party("市人社局", "市人力资源和社会保障局"), same_party("民政部门", "市民政局"), same_party("财政局", "市民政局")
    (True, True, False)
    """
    if _LEVEL.findall(name) and not set("".join(_LEVEL.findall(name))) <= set(
        "".join(_LEVEL.findall(other)) or name
    ):
        return False
    core = _SUFFIX.sub("", name)
    core = core if len(core) >= 2 else name
    return _in_order(core, other) and core[:1] not in ("",)


def _in_order(short: str, long: str) -> bool:
    place = iter(long)
    return all(char in place for char in short)


def _strange_groups(aligned: Sequence[Alignment], source: str) -> Iterator[Problem]:
    for pair in aligned:
        named = _NOT_A_GROUP.sub("", pair.segment.text)
        for group in _GROUPS:
            word = next((w for w in group if w in named and w not in _VAGUE), None)
            if (
                word
                and not any(other in source for other in group)
                and not _part_of_known(word, pair.segment.text, source)
            ):
                yield Problem("actor", word, "")


def _part_of_known(word: str, text: str, source: str) -> bool:
    others = {w for group in _GROUPS if word in group for w in group}
    return any(other in source for other in others)


def _reversed_parties(aligned: Sequence[Alignment]) -> Iterator[Problem]:
    """甲应当通知乙 told as 乙应当通知甲."""
    for pair in aligned:
        if _PASSIVE.search(pair.segment.text) and not _PASSIVE.search(pair.source.text):
            continue
        names = [party.name for party in read_parties(pair.segment.text) if party.name not in _GENERIC]
        for one, two in zip(names, names[1:], strict=False):
            at_one, at_two = pair.source.text.find(one), pair.source.text.find(two)
            texts = (pair.segment.text, pair.source.text)
            apart = all(text.count(name) == 1 for text in texts for name in (one, two))
            if (
                apart
                and 0 <= at_two < at_one
                and not re.search(r"[、和与或]", pair.source.text[at_two:at_one])
            ):
                yield Problem("actor", pair.segment.text.strip(), pair.source.text.strip())


def _wrong_subjects(aligned: Sequence[Alignment], sources: Sequence[Segment]) -> Iterator[Problem]:
    """牵头单位应列明理据 told as 配合单位应列明理据: both stand in the source, only one at this duty."""
    for pair in aligned:
        subject = _subject(pair.segment.text)
        if subject is None or pair.score < 0.4 or _COUNTED.fullmatch(subject):
            continue
        if pair.segment.is_condition and _subject(pair.source.text) is None:
            continue  # whom a condition speaks of need not be who acts
        theirs = _subject_of(pair.source, sources)
        if theirs is None or _spread(subject, pair.source.text) or _alike(subject, theirs):
            continue
        if subject not in _GENERIC and theirs not in _GENERIC:
            yield Problem("actor", subject, theirs)


def _wrong_objects(aligned: Sequence[Alignment]) -> Iterator[Problem]:
    """甲应当向乙支付 told as 乙应当向甲支付, where the source names 甲 further up."""
    for pair in aligned:
        for word in ("向", "由", "对", "给", "报", "为"):
            mine, theirs = _object(word, pair.segment.text), _object(word, pair.source.text)
            if mine and theirs and pair.score >= 0.5 and not _alike(mine, theirs):
                yield Problem("actor", mine, theirs)


def _object(word: str, text: str) -> str | None:
    return next(
        (p.name for p in read_parties(text) if text[: p.start].endswith(word) and p.name not in _GENERIC),
        None,
    )


def _alike(one: str, two: str) -> bool:
    return (
        canonical(one) in canonical(two)
        or _is_trade(one, two)
        or _is_trade(two, one)
        or same_party(one, two)
        or same_party(two, one)
        or one in two
        or two in one
        or _same_end(one, two)
    )


def _same_end(one: str, two: str) -> bool:
    size = 0
    while size < min(len(one), len(two)) and one[-1 - size] == two[-1 - size]:
        size += 1
    return size >= 3 and len(_SUFFIX.sub("", one[-size:])) >= 2


def _subject(text: str) -> str | None:
    """Return the party that opens a stretch or stands after 由, None when none does."""
    for party in read_parties(text):
        head = text[: party.start]
        if (
            re.search(r"由$", head)
            or not re.search(r"[一-鿿]{3,}", head)
            and not re.search(r"向|对|报|给|经|把|将|被|让|跟|找|指导|督促|通知|通报|责成|抄送", head)
        ):
            return party.name
    return None


def _subject_of(place: Segment, sources: Sequence[Segment]) -> str | None:
    index = next(i for i, part in enumerate(sources) if part is place)
    for part in reversed(sources[: index + 1]):
        if part.sentence != place.sentence:
            return None
        subject = _subject(part.text)
        if subject:
            return subject
    return None
