"""What a stretch of text speaks of, without the words that a rewording adds freely and without its amounts."""

from __future__ import annotations

import re

_FREE = re.compile(
    r"应当|应该|应|必须|务必|一定|需要?|须|要|可以?|能够?|得以|不得|不准|不许|不能|禁止|严禁|允许|其他|别的|其它|有关|相关|上述|该|其|此|这些|那些|这个|这|那|这类|等|的|了|过|着|得|之|所|者|"
    r"是|为|系|即|就|便|才|也|都|均|全部|一律|统一|全|再|还|又|仍然?|继续|已经?|将|把|被|由|向|对于?|不予|免予|不给|给|到|至|于|在|从|自|按照?|依照?|依据|根据|凭|持|用|以|和|与|及|以及|跟|同|并|而|但|或者?|一并|一起|共同|同步|"
    r"进行|开展|做好|做|加强|落实|执行|实施|办理|办|搞|组织|完成|处理|采取|给予|予以|作出|发生|出现|造成|导致|引起|接受|参加|了解|掌握|包括|含|分为|属于|列支|安排|设立|设|建立|成立|"
    r"原则上|双方|各方|两者|自己|本人|怎么|怎样|如何|什么|哪些|多少|提前(?=[\d一二三四五六七八九十])|及时|尽快|马上|立即|即行|赶紧|随时|通常|一般|争取|力争|目前|现在|今年|今|一经|提倡|鼓励|失效|废止|承接|承担|主要|靠|联合|会同|参保|[厅局部委]|部门|机关|机构|行政|主管|工作|方式|通过|情况|规定|以来|会|除外|不算|在内|文号|通知|直接|凡是?|如果?|若|时|后|前|中|里|内|上|以上|以内|之内|以下|期间|最多|最高|最长|最少|至少|不超过|不低于|不少于|大于|小于|共|一共|总数|合计|"
    r"申请|申报|提交|提供|补充|发布|披露|公布|公开|履行|清楚|明确|明白|免费|补贴|任何|第[^条]{1,4}条|报告|报送|上报|告知|通知|告诉|答复|回复|审核|审查|核查|检查|确认|认定|支付|缴纳|交纳|领取|发放|享受|取得|获得|"
    r"收到|接到|拿到|拿|存在|涉及|符合|满足|具备|具有|拥有|使用|利用|采用|推动|促进|推进|强化|提高|提升|优化|完善|健全|保障|确保|保证|支持|帮助|协助|配合|协调|督促|指导|引导|开设|创办|举办|举行|召开|建设|制定|制订|编制|"
    r"拟定|出台|印发|发出|签订|订立|签署|出具|开具|写明|注明|列明|说明|标明|发给|作为|作|整体|先|下步|具体|"
    r"没有|没|无|未|不用|不必|无需|人|方|个|名|家|项|件|份|次|元|万|亿|天|日|月|年|周|倍|号|点|岁|百分之|半|[\d%.~]+|[零〇一二两三四五六七八九十百千]+"
)
# 每季度至少1次 may be said of anything.
_AMOUNTS = re.compile(
    r"封顶|合计|加起来|只能|总额|累计|最[多高长低少晚迟](?:不[能得会])?超过|不[能得会]超过|最[多高长低少]|[未不]满|每个?(?:半年|年|季度|季|月|周|日|天)|至少|不少于|不低于|不超过|以上|以内|之前|[\d一二三四五六七八九十两百千万.]+个?"
    r"(?:次|工作日|天|日|月|年|季度|万元|亿元|元|%|个百分点|周?岁|块钱|块|人|家|项|件|份|名|户|条)"
)
_LEAST = 3  # characters beside an amount, from which a stretch says something more


def substance(words: str) -> str:
    """Return words without those that a rewording adds, drops and exchanges freely.

    >>> substance("应当及时报送图纸"), substance("双方各存一份")
    ('图纸', '各存')
    """
    return _FREE.sub("", words)


def is_amount(text: str) -> bool:
    """Say whether a stretch is hardly more than an amount: 合计封顶3万元, 缴费四年以上的.

    >>> is_amount("合计封顶3万元"), is_amount("全部免费"), is_amount("赠送3万元办公用品")
    (True, False, False)
    """
    matter = without_amounts(text)
    return matter != text and len(set(substance(matter)) - {"，"}) < _LEAST


def without_amounts(text: str) -> str:
    """Return a text with a comma in the place of each amount, which the checks of figures compare."""
    return _AMOUNTS.sub("，", text)
