"""The measure that a question asks for (几号, 多少分, 几个点), and whether a text gives anything in that measure.

2026年1月起 is a date, and yet does not answer 几号. People also say 几 for "some" (好几个, 那几天): that asks nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.retrieval.asked import NUM

SOME = r"(?<![好那这了着上下前后十头近过没些])"
SPAN = r"(?:(?<![\d月年.〕\])）])\d{1,3}(?:\.\d+)?|[一二三四五六七八九十百两半]+)"  # not the 1 of 5月1日, nor 2024
WORKING = r"个(?!工作日|自然日|月|小时|百分)"
COUNTED = rf"(?:{WORKING}|[项条件类种样步道批款家户份张本间处所套级档场人名位]|大类|环节|阶段|方面)"
ON_THE_SPOT = r"当[日天场月]|现场办(?!公)|即[时日办]|立[即等]|次日"
AT_ONCE = rf"{ON_THE_SPOT}|随时|及时"
HOW_MUCH = r"多少(?=[，。？?钱啊呢才]|$)"
BLANK = re.compile(r"\s+")

# How it is asked, what gives it.
MEASURES: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(asked), re.compile(gives))
    for asked, gives in (
        (
            r"[几少么个]号文(?!件柜)|文号(?=是|呢|多少|什么|啥|[，。？?]|$)|发文字号|文件编号",
            r"[〔﹝［\[（(【]\d{4}[〕﹞］\]）)】]第?\d+号",
        ),
        (
            r"^(?!.*(?:电话|热线|手机|号码)).*(?:(?<![打拨街路巷])几号(?![楼线馆窗文令])|哪一?天(?!要是|万一|都))",
            rf"(?<![\d〕\])）])\d{{1,2}}[日号]|[一二三四五六七八九十]+[日号]|\d{{4}}-\d\d?-\d\d?|之日|届满|[当次即每]日|当天"
            rf"|[上中下]旬|[月年季]度?[底末初]|周[一二三四五六日末]|星期[一二三四五六日]|{SPAN}(?:个?工作日|天)",
        ),
        (
            r"(?:长|主任|书记|领导|负责人|科员|干部|同志|联系人)(?:都|们|的|又|现在|到底)*(?:叫|姓)(?:什么|啥)|(?:叫|姓)(?:什么|啥)名字?的?(?:领导|干部|人)",
            r"联系人|姓名|[一-鿿]{2,3}(?:同志|先生|女士)|[：:]\s*[一-鿿]{2,3}(?=[，；。、\s（(]|$)",
        ),
        (r"(?:几|多少)分(?![之钟公局类期批档别店红成摊地析])", rf"{NUM}分(?!之|钟)"),
        (
            rf"{SOME}(?<![多少])几(?:次|回|趟|遍)|多少(?:次|回|趟|遍)",
            rf"{NUM}(?:次|回|趟|遍)|不限|不作限制|一次性|再次|[每按逐](?:半|{NUM}个?)?(?:年|月|季|周|日|天|学期)|一[年月季周日]一|定期|无需|全程网办",
        ),
        (r"几岁|多少岁|多大(?:年纪|岁数|年龄)", rf"{NUM}(?:周岁|岁)|成年|退休年龄|出生"),
        (
            r"几成(?!了)|百分之几|(?:[抽交加降涨收占]|利率|费率).{0,3}(?:几个|多少个?)点|几折|(?:多大|什么|多少|啥)比例|比例.{0,3}多少",
            rf"{NUM}[%％‰]|[\d一二三四五六七八九十百千万]分之|\d/\d|\d[:：]\d|个(?:百分点|基点|点)"
            rf"|{NUM}(?:成(?![立员本果年绩为])|折|倍)|[一减过]半|半价|免费|全额",
        ),
        (
            r"几(?:块(?![地合里])|元|毛)|(?:几|多少)[百千万](?=[块元钱，。？?]|$)|多少(?:钱|块)"
            rf"|(?:租|罚款|补贴|补助|奖金|津贴|工资|费)(?:金|用)?(?:是|发|有|给|收|领|拿|补)?{HOW_MUCH}|[发领拿罚补给贷]{HOW_MUCH}",
            rf"{NUM}[万亿千百余]*(?:元|美元|块)|[￥¥]\d|[（(]元|{NUM}[%％‰]|百分之|{NUM}[倍折]|{NUM}万(?![人户家名吨千])"
            r"|免(?:费|收|征|交|缴|除|票)|无偿|不(?:得|再|予)?收(?!入)|不缴|减半|半价|取消",
        ),
        (r"(?:几|多少)个?平(?![台均安常时面])", r"平方|平米|㎡|m²|亩|公顷"),
        (
            rf"{SOME}几个?(?:小时|钟头)|多少个?(?:小时|钟头)",
            rf"{NUM}个?(?:半?小时|分钟|工作日|日|天|学时)|\d[:：]\d\d|{ON_THE_SPOT}|随时",
        ),
        (
            rf"{SOME}几个?(?:工作日|天|日|礼拜|星期|周(?![岁边]))(?![了没不都])|多少个?(?:工作日|天|日(?!子))",
            rf"{SPAN}个?(?:工作日|自然日|日|天|小时|月|年|周|星期|礼拜)|{AT_ONCE}|每天|天天|周[一二三四五六日]",
        ),
        (
            r"多(?:久|长时间|少天|快)(?:之?内|能|可以|才|要|会|得)*(?:给|把|帮)?.{0,3}"
            r"(?:办完|办好|办结|办下|批下|批完|审完|拿到|下来|出来|出结果|回复|答复|处理完|解决|到账|领到|给信|回话)",
            rf"{NUM}个?(?:工作日|自然日|日|天|小时|分钟|月|年|周|星期|季度)(?!至少|一次|1次)|{ON_THE_SPOT}|次月"
            r"|之日|[年月季]度?[底末]|前(?:完成|提交|报送|办结)|限时|第一时间|\d[:：]\d\d",
        ),
        (
            rf"{SOME}几个月(?![了没])|多少个月",
            rf"{SPAN}(?:个月|年|日|天|个?工作日|个?季度|周)|半年|当月|次月|长期",
        ),
        (
            rf"{SOME}几年(?![级了前没])|多少年(?![级了前])",
            rf"{SPAN}(?:年(?!级)|个月|学年|周年)|每年|长期|终身|永久",
        ),
        (
            r"几人|多少人(?![民才])|(?:几|多少)(?:名|位)",
            rf"{NUM}余?[万亿]?(?:人|名|位|{WORKING})|全体|全部|分之|过?半数",
        ),
        *(
            (rf"(?<!第)哪{n}(?:个|种|条|项|类|样|步|大)", rf"(?:[^、；;]+[、；;]){{{k}}}|[：:]$")
            for n, k in zip("两三四五六七八九十", range(1, 10), strict=True)
        ),
        (
            rf"{SOME}(?<!哪)几(?:[项条件类种样步道批款张套级档]|份(?!额)|大类|环节)|多少(?:[个项条件类种家户张套级]|份(?!额))(?!问题)"
            r"|[有共分成选报]几(?:个(?!问题|疑问)|[家处间场])",
            rf"{NUM}余?{COUNTED}|、[^、]+、|[二2][.．、是]|[（(]二",
        ),
    )
)


def asked_measures(question: str) -> list[re.Pattern[str]]:
    """Return for each measure that a question asks for what gives it; empty when it asks for none."""
    return [gives for asked, gives in MEASURES if asked.search(question)]


def gives_none(measures: Sequence[re.Pattern[str]], text: str) -> bool:
    """True when measures are asked for and the text gives nothing in any of them.

    >>> gives_none(asked_measures("补贴每月几号打到卡上"), "2026年1月起每人每月290元")
    True
    >>> gives_none(asked_measures("几号前报"), "3月13日之前落实"), gives_none(asked_measures("能报吗"), "可以")
    (False, False)
    """
    plain = BLANK.sub("", text)
    return bool(measures) and not any(gives.search(plain) for gives in measures)
