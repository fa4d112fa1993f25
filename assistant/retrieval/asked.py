"""What kind of thing a question asks for, and whether a text holds such a thing; both are tables."""

from __future__ import annotations

import re
from datetime import date

NUM = r"(?:\d+(?:\.\d+)?|[〇零一二三四五六七八九十百千万两半]+)"
UNIT_TIME = r"(?:个?工作日|个?自然日|日|天|个?月|年|周|小时|分钟|周岁|学年|季度)"

# 钱 is asked for, and not only spoken of: 能不能从这笔钱里出 asks whether, 这笔钱哪个部门在收 who.
UNASKED = (
    r"^(?![\s\S]*(?:能不能|能否|可否|是否|要不要|行不行|可不可以|可以不|[吗么不][？?。]*$"
    r"|谁|哪(?:个|家|些)?(?:部门|单位|机构|局|科室|人|儿|里|边)|[从去上到找在]哪|怎么(?!算|收|定|规定)|咋(?!算|收|定)"
    r"|如何(?!计算|收|定|算)|为什么|为啥|凭(?:什么|啥)))[\s\S]*"
)

# kind, how it is asked, what answers it. The first row that fits decides; order is from special to general.
KINDS: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (kind, re.compile(asked), re.compile(answers))
    for kind, asked, answers in (
        (
            "phone",
            r"电话(?!里|中|来|咨询|通知|回访|诈骗)|手机号|打(?:哪个|什么|多少|几).{0,2}号|号码"
            r"|热线(?:是|号|打|拨|[？?。]?$)|(?:哪|什么|啥).{0,3}热线|拨(?:打)?(?:哪|什么)",
            r"(?:\d{3,4}[-—－]?)?\d{7,8}|(?<!\d)1\d{4}(?!\d)|(?<!\d)1[3-9]\d{9}",
        ),
        (
            "frequency",
            r"几(?:天|日|周|个?月|个?季度|年).{0,8}[一1](?:次|回|趟|遍)|多久.{0,12}(?:[一1]次|[一1]回|一趟|[一1]遍)|(?:多久|多长时间|隔多久|几天|几个?月).{0,6}"
            r"(?:上门|开会|检查|评估|更新|报告|(?<![下出起过回上进])[来去]|跑|到现场)|[一每](?:年|个?月|季度?|周|天).{0,14}(?:几|多少)(?:次|回|趟|遍|场|个|项|份)"
            r"|几年[一]?(?:次|回)|频(?:率|次)|每(?:隔)?多(?:久|长时间)|隔多(?:久|长)|(?:几|多少)(?:次|回|趟|遍)",
            rf"每(?:半)?(?:年|个?月|季度?|周|日|天|学期|{NUM})|{NUM}(?:次|回|遍|场)|定期|不定期|按(?:月|季|年)|逐月",
        ),
        (
            "date",
            r"什么时候|啥时候|何时|哪(?:一)?(?:天|日|年|个?月)|(?<![街路巷])几号(?![文令])|几月|截止|起止|啥时|什么日子|多会儿|哪阵"
            r"|(?:最晚|最迟|最早)(?:到|拖到|在)?(?:什么|啥|哪|几|多)"
            r"|几点(?:钟|[到开关上下结截停起来]|之?前|以前|为止)|[到在从]几点",
            rf"{NUM}年|{NUM}月|{NUM}日|年底|年内|月底|之日|当(?:日|天|月)|次月|{NUM}{UNIT_TIME}|起施行|前(?:完成|提交|报送)?|届时|第一时间|\d[:：]\d\d|{NUM}(?:点|时)",
        ),
        (
            "duration",
            r"多(?:久|长时间|少天|少日|少个?工作日|少个?月|少年|长)|几(?:天|日|个?工作日|个?月|年|周|小时|个?钟头|分钟)"
            r"|时限|期限|有效期|(?:最|要)(?:晚|迟|快|长).{0,4}(?:多|几)|隔几|限期|时间(?:上)?(?:有|要)",
            rf"{NUM}\s*{UNIT_TIME}|当(?:日|场|天|年|月)|即时|立即|长期|半年|有效期|限期|第一时间|即(?:办|日)|年底|月底",
        ),
        (
            "amount",
            rf"多少钱|(?:收费|费用|花费)(?:标准)?(?:是|要)?多少|多少(?:费用|花费)|几(?:块|元|毛|万)|{UNASKED}(?:钱|收费|费用|花费)|缴多少|交多少|价格|多大(?:额|金额)|(?:补贴|补助|奖励|标准|额度|贷款|金额|工资|租金|罚款|押金)"
            r".{0,10}(?:多少|多大|几|最高|怎么算)|能(?:领|拿|贷|补|报)(?:到)?多少|贵不贵|(?:领|拿|贷|补|罚|赔)(?:多少|几)",
            rf"{NUM}\s*(?:万|亿|千|百)?元|{NUM}\s*[%％]|百分之|免费|免收|不(?:得|再)?收(?:取)?(?:任何)?费|免征|倍|{NUM}折|无偿|半价|财政",
        ),
        (
            "percent",
            r"百分之|比例|几成|占比|几折|打折|多少(?:个)?点",
            rf"{NUM}\s*[%％]|百分之|{NUM}折|{NUM}倍|成|全部|全覆盖|[减半]半|半价|免费|全免|免收",
        ),
        (
            "number",
            r"多少|(?<!哪)几(?:个|项|条|家|份|人|名|类|种|级|档|处|间|套|岁|周岁|步|批|分|张|户|门|所|本|笔|件|样|平|大类|层|轮|口|宗|位|科|环节)"
            r"|一共|多大(?:年纪|岁数|年龄|面积)?|第几|几(?=[，。？?]|$)|多高|多远|得有几",
            rf"{NUM}",
        ),
        (
            "who",
            r"谁|哪(?:个|些|几个|家|儿)?(?:部门|单位|机构|局|机关|委|领导|科室|人|一家|家|级)|(?:什么|啥)(?:部门|单位|机构|人|机关|领导)"
            r"|归(?:哪|谁)|找(?:哪|谁)|由(?:谁|哪)|哪(?:家|头|边)(?=.{0,6}(?:管|负责|办|牵头|出|定|审|批|盯|催))|哪家|牵头",
            r"(?:局|部门|委员会|委|办公室|政府|机构|中心|单位|厅|机关|负责人|领导|人员|街道|镇|所|院|责任人|法人|主体|小组|企业|公司|专班|会|站|员|人)",
        ),
        (
            "address",
            r"(?:哪|什么)一?条(?:路|街)|[路街巷]几号|几号楼|门牌|在(?:哪|什么)(?:个|条)?(?:路段|地段)",
            r"[路街道巷弄村园区座里]\w{0,8}?[\d一二三四五六七八九十]+号|\d+号(?:楼|院|门)|大厦|[一-鿿]{2}(?:路|大街|大道|胡同)(?![径线由况面])",
        ),
        (
            "where",
            r"哪(?:儿|里|个(?:网站|平台|窗口|地方|软件|小程序|大厅|app|页面))|[去在上到往从]哪(?![些几类种项样])|哪边|地址|什么地方|啥地方|(?:什么|啥|哪个)(?:渠道|途径|平台|网站|窗口|软件|系统)",
            r"窗口|平台|网站|网上|小程序|APP|app|大厅|中心|地址|系统|微信|支付宝|街道|银行|所在地|门户|专区|柜台|柜员机|路|局|所|院|公众号|端"
            r"|[到向在][^，。；]{1,20}?(?:机关|部门|厅|委|办公室|政府)",
        ),
        (
            "whether",
            r"吗|么(?=[？?。！\s]|$)|(?:能|可|可以|行|要|用|需|算|该|会|是|有|得|许|准|让|给|管|应)不(?:能|可以|可|行|要|用|需要|需|算|该|会|是|得|许|准|让|给|管|应)"
            r"|是否|有没有|可不可|行不行|能否|可否|成不成|没有[？?]?$|不[？?]?$|还是|还能|也行|也算|必须.{0,12}[？?]$",
            r".",
        ),
        ("why", r"为什么|为啥|为何|凭什么|凭啥|什么原因|怎么不", r"为(?:了)?|因|由于|旨在|原因|以便|根据"),
        ("how", r"怎么|怎样|咋|如何|流程|步骤|手续|办法", r"."),
        ("list", r"哪(?:些|几)|什么|啥|哪(?:一)?(?:种|类|档|项|条|样)|何种|列出", r"."),
    )
)
GENERAL = "what"
YEAR = re.compile(
    r"(?<!\d)(20[0-4]\d)(?=年|[年度.\-/])|(?<![\d满缴了过够近])(1[5-9]|[23]\d)年(?=[的份度那，居城广底初护新春夏秋冬招入医社补]|\d)"
)
NAMED_YEARS = (("今年", 0), ("本年度", 0), ("去年", -1), ("明年", 1))
EVERYTHING = re.compile(
    r"哪些|哪几|一共(?:有)?几|列出|所有|全部|都有(?:啥|什么)|包括(?:哪|什么|啥)|分(?:哪|几)|有几(?:条|项|种|类|个|章|部分)|[共含]几个?(?:部分|章)"
)


def asked_kind(question: str) -> str:
    """Return the kind of thing a question asks for; `what` when no row fits.

    >>> [asked_kind(q) for q in ("项目管家多久要到现场办公一次？", "创业补贴最高能领多少钱？", "备案几天能批下来")]
    ['frequency', 'amount', 'duration']
    """
    return next((kind for kind, asked, _ in KINDS if asked.search(question)), GENERAL)


def years(text: str) -> set[int]:
    """Return the calendar years that a text names, 26年 for 2026年 included; spans of years are none.

    >>> sorted(years("2025年1月起，26年的标准")), years("缴了26年"), years("满15年的")
    ([2025, 2026], set(), set())
    """
    return {int(full or "20" + short) for full, short in YEAR.findall(text)}


def dated(question: str, day: date) -> str:
    """Return a question asked on a day with its years as papers have them.

    >>> dated("今年的标准比去年高多少", date(2026, 3, 1))
    '2026年的标准比2025年高多少'
    """
    for word, step in NAMED_YEARS:
        question = question.replace(word, f"{day.year + step}年")
    return question


def holds_kind(kind: str, text: str) -> bool:
    """True when the text holds a thing of that kind (any text does for kinds such as how and whether).

    >>> holds_kind("amount", "每人每月290元"), holds_kind("amount", "免费乘车"), holds_kind("phone", "请咨询")
    (True, True, False)
    """
    return next((bool(answers.search(text)) for name, _, answers in KINDS if name == kind), True)


def asks_for_all(question: str) -> bool:
    """True when only a complete list answers (有哪些…, 一共几条).

    >>> asks_for_all("效能提升有哪些保障措施？"), asks_for_all("多久一次？")
    (True, False)
    """
    return bool(EVERYTHING.search(question))
