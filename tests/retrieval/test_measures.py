"""The measure a question asks for, and texts that give it or only seem to."""

from __future__ import annotations

import pytest

from assistant.retrieval.measures import asked_measures, gives_none

GIVEN = [
    ("养老保险缴费多少年才能领", "累计缴费满15年的"),
    ("土地最多能租多少年", "不得超过二十年"),
    ("公租房能租多少平", "60平方米以内"),
    ("失业补贴发多少个月", "最长不超过6个月"),
    ("稳岗补贴给多少人", "惠及职工2万人"),
    ("几天办完", "即办件，现场办结"),
    ("几天办完", "两个星期内办结"),
    ("要跑几趟", "全程网办，无需到现场"),
    ("几个月查一次，一年查几次", "每两个月检查一次"),
    ("要几成业主同意", "三分之二以上业主同意"),
    ("配套资金百分之几", "按1:1配套"),
    ("哪天截止", "2025-03-31"),
    ("每月哪天开会", "第一个星期三召开"),
    ("每天开几个小时", "开放时间 9:00—17:00"),
    ("每天开几小时", "不少于 8 小时"),
    ("办证多少钱", "每本￥20"),
    ("要交多少钱", "该项收费已取消"),
    ("最多贷几万", "最高不超过20万"),
    ("多大年纪能领", "年满 60 周岁"),
    ("大厅有几个窗口的人", "每个窗口配备2人"),
    ("有几种情形", "（一）停业；（二）注销"),
    ("这份方案是多少号文", "奈政字〔2025〕43号"),
    ("几号前报", "3月13日之前报送"),
    ("有几个平台能办", "可以通过3个平台办理"),
    ("几天内报到", "自收到之日起30 个 工作日内"),
    ("办下来几天、收多少钱", "5个工作日内办结"),
    ("罚多少", "处二千元以上一万元以下罚款"),
    ("窗口的负责人叫什么", "联系人：王某某，电话2345678"),
    ("活禽市场一个月歇几回", "一日一清洗，一月一休市"),
]
NOT_GIVEN = [
    ("现在旗长叫什么名字", "旗政府办公室负责督查"),
    ("证件有效期几年", "本办法自2024年1月1日起施行"),
    ("补贴发几个月", "2026年1月起每人每月290元"),
    ("几天办完", "自2024年5月1日起施行"),
    ("这份方案是多少号文", "2025年5月6日"),
    ("几号打钱", "按照甲政办发〔2024〕8号执行"),
    ("补贴每月几号打到卡上", "2026年1月起，标准提高至每人每月290元"),
    ("去年最低录取是多少分", "安排公办小学315个"),
    ("平台每成一单抽几个点", "暂停承接项目3个月"),
    ("办证多少钱", "避免群众多头跑"),
    ("证件要复印几份", "7月4日到录取学校注册"),
    ("一共多少个事项", "网上办理时限不超过0.5个工作日"),
    ("诊查费能少收几块", "应当减收普通门诊诊查费"),
    ("每次得待几个钟头", "每月开展一次现场办公，及时协调解决问题"),
]
NOT_ASKED = [
    "换兽药文号没法来现场看怎么办",
    "公租房管理办法是几号令",
    "那个平台叫什么名字",
    "听说今年起了个名，叫啥年",
    "这几份材料交到哪",
    "我有几个问题想问，医保怎么报销",
    "材料交上去十几天了，该找谁催",
    "过几天孩子就开学，户口没下来怎么办",
    "在外打工几年了还能申请宅基地吗",
    "哪天要是丢了怎么补办",
    "需要哪几样材料",
    "全镇有多少点能办",
    "去年村里多少分红",
    "家里几分地荒着能流转吗",
    "投诉拨几号",
    "办公室在哪条街几号",
    "咨询电话是几号",
    "几年级能转学",
    "今年粮食要产多少万吨",
]


@pytest.mark.parametrize(("question", "text"), GIVEN)
def test_a_text_that_gives_the_measure(question: str, text: str):
    assert asked_measures(question)
    assert not gives_none(asked_measures(question), text)


@pytest.mark.parametrize(("question", "text"), NOT_GIVEN)
def test_a_text_that_only_seems_to(question: str, text: str):
    assert gives_none(asked_measures(question), text)


@pytest.mark.parametrize("question", NOT_ASKED)
def test_some_is_not_how_many(question: str):
    assert not gives_none(asked_measures(question), "凭身份证到便民服务站办理")


@pytest.mark.parametrize(
    ("question", "text", "none"),
    [
        ("12345派的单子多久办完", "包联责任人每季度至少到包联企业开展1次以上服务，及时转交问题", True),
        ("12345派的单子多久办完", "承办单位应当在15个工作日内办结", False),
        ("交上去多久能批下来", "当场办结，特殊情况限时回复", False),
        ("项目管家多久到现场一次", "每月至少开展一次现场办公", False),  # asks how often
    ],
)
def test_who_asks_how_long_a_matter_takes_is_given_a_time(question: str, text: str, none: bool):
    assert gives_none(asked_measures(question), text) is none
