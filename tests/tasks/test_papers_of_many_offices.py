"""Ways of giving orders that a clerk's reading of fourteen real papers of other offices brought to light."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.schema import Document
from assistant.tasks.checklist import build_checklist
from assistant.tasks.deadlines import Anchor, read_deadline
from assistant.tasks.duties import strength_of
from assistant.tasks.owners import subject_of
from assistant.tasks.reasons import reason_not_task
from assistant.tasks.zones import Zone

from .test_checklist import check, plan_of
from .test_tables import HEAD, ROWS, read
from .test_ways_of_ordering import owners, plan


def statute(body: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return name and owners of what a regulation orders: there only who is named has a duty."""
    document, clauses = plan_of(body, heading="第一条")
    regulation = Document(
        id="d", title="某某管理办法", text=document.text, issued_on="2025-05-06", dialect="statute"
    )
    return [(task.action, owners(task)) for task in build_checklist(regulation, clauses).tasks]


@pytest.mark.parametrize(
    ("segment", "names"),
    [
        ("政策制定部门应当建立机制", ["政策制定部门"]),
        ("市、区政府门户网站应当建立专栏", ["市、区政府门户网站"]),
        ("各级各类公共资源交易平台要加强管理", ["各级各类公共资源交易平台"]),
        ("各地公共资源交易中心要加强管理", ["各地公共资源交易中心"]),
        ("中国招标投标协会等行业组织要加强自律", ["中国招标投标协会等行业组织"]),
        ("行政机关、企事业单位、行业组织等不得要求", ["行政机关", "企事业单位", "行业组织"]),
        ("上海证券交易所、深圳证券交易所等要优化流程", ["上海证券交易所", "深圳证券交易所"]),
        ("人民银行继续强化预期引导", ["人民银行"]),
        ("由银行加强事后检查", ["银行"]),
        ("低风险地区要有序复工", ["低风险地区"]),
        ("施工单位及其他相关参建单位要积极返岗", ["施工单位", "其他相关参建单位"]),
        ("其他省级主管部门要结合实际", ["其他省级主管部门"]),
        ("中国动物卫生与流行病学中心应当定期报送", ["中国动物卫生与流行病学中心"]),
        (
            "各级发展改革委或者本级政府确定的其他牵头部门应当加强统筹",
            ["各级发展改革委或者本级政府确定的其他牵头部门"],
        ),
        ("所需资金由区财政局承担", ["区财政局"]),
        ("国家局定点扶贫地区要集中精力", ["国家局定点扶贫地区"]),
        ("列明设定依据、索要单位、开具单位等要素", []),
    ],
)
def test_who_acts(segment: str, names: list[str]) -> None:
    assert [owner.name for owner in subject_of(segment)] == names


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("政策制定部门应当建立评价机制。", [("政策制定部门应当建立评价机制", [("政策制定部门", "owner")])]),
        (
            "市、区政务服务部门分别负责本级总清单的编制。",
            [("市、区政务服务部门分别负责本级总清单的编制", [("市、区政务服务部门", "owner")])],
        ),
        (
            "动物疫情由县级兽医主管部门认定。",
            [("动物疫情由县级兽医主管部门认定", [("县级兽医主管部门", "owner")])],
        ),
        ("本办法由市政务服务局负责解释。", []),
        ("申请人应当按照约定向政府部门提交材料。", []),
        ("纳税人应当按期补报有关资料。", []),
    ],
)
def test_a_regulation_gives_duties_to_offices(
    sentence: str, found: list[tuple[str, list[tuple[str, str]]]]
) -> None:
    assert statute(sentence) == found


@pytest.mark.parametrize(
    "sentence",
    [
        "2026年秋季小班入园的新生应为2022年9月1日后出生的适龄幼儿。",
        "采取随机抽取方式难以组建评标委员会的，可依法由招标人自行确定专家。",
        "管理人可向当地证监局申请延期办理。",
    ],
)
def test_what_others_may_choose_or_must_be_is_no_duty(sentence: str) -> None:
    assert reason_not_task(sentence, Zone.ACTION, Anchor()) == "background"


def test_a_plan_of_ones_own_area_is_an_order_and_no_purpose() -> None:
    assert reason_not_task("要按照要求，制定本地区疫情防控工作方案。", Zone.ACTION, Anchor()) is None
    assert reason_not_task("结合实际，特制定本办法。", Zone.ACTION, Anchor()) == "purpose"


@pytest.mark.parametrize(
    ("sentence", "action"),
    [
        (
            "对受疫情影响的企业到期还款困难的，可予以展期或续贷。",
            "对受疫情影响的企业到期还款困难的，可予以展期或续贷",
        ),
        ("对因企业承诺可以精简的材料，不再要求企业提供。", "对因企业承诺可以精简的材料，不再要求企业提供"),
        (
            "对“旅馆业许可证核发”等许可事项，在全市取消审批。",
            "对“旅馆业许可证核发”等许可事项，在全市取消审批",
        ),
        (
            "对贡献突出、取得显著成绩的单位和个人，按规定给予表彰。",
            "对贡献突出、取得显著成绩的单位和个人，按规定给予表彰",
        ),
        ("金融机构要通过调整政策等措施，提升供给能力。", "金融机构要通过调整政策等措施，提升供给能力"),
        ("各单位要本着便民的态度，做好服务。", "各单位要本着便民的态度，做好服务"),
        ("民航局根据有关数据，对申请材料进行审核。", "民航局根据有关数据，对申请材料进行审核"),
        ("督促和指导各参建单位，落实主体责任。", "督促和指导各参建单位，落实主体责任"),
        ("鼓励在保证质量的前提下，提前备工备料。", "鼓励在保证质量的前提下，提前备工备料"),
        ("新发动物疫病，由我部认定。", "新发动物疫病，由我部认定"),
        ("各单位应当采取隔离措施；必要时，可以封锁疫区。", "各单位应当采取隔离措施"),
        ("市商务局应通过平台向社会公开征集意见，扩大知晓面。", "市商务局应通过平台向社会公开征集意见"),
    ],
)
def test_a_name_says_what_is_done_and_to_whom(sentence: str, action: str) -> None:
    assert check(sentence).tasks[0].action == action


@pytest.mark.parametrize(
    ("sentence", "strength"),
    [
        ("对重点项目，给予重点指导和支持。", "hard"),
        ("要从人员配备、技术支持等方面提升保障能力。", "hard"),
        ("按照《关于加大激励支持力度的方案》，继续实施激励。", "hard"),
        ("人民银行继续强化预期引导。", "hard"),
        ("支持企业扩大生产。", "soft"),
        ("引导金融机构加大投放。", "soft"),
        ("对确有困难的企业，可予以展期。", "soft"),
        ("地方可酌情增加频次。", "soft"),
        ("鼓励在保证质量的前提下，提前备工备料。", "soft"),
        ("未经许可不得施工。", "hard"),
    ],
)
def test_a_noun_or_a_title_softens_nothing_and_what_may_be_done_is_soft(sentence: str, strength: str) -> None:
    assert strength_of(sentence) == strength


@pytest.mark.parametrize(
    ("text", "raw", "due", "rrule"),
    [
        ("受理截止期限为2025年12月31日", "截止期限为2025年12月31日", "2025-12-31", None),
        ("应当于每月前5个工作日将目录报送", "每月前5个工作日", None, "FREQ=MONTHLY"),
        ("应当每月进行汇总，在次月5日前上报", "次月5日前", None, "FREQ=MONTHLY;BYMONTHDAY=5"),
        ("对按月申报的纳税人，延长期限", None, None, None),
        ("对国际定期客运航班给予支持", None, None, None),
        ("按月公开的同时报送", "按月", None, "FREQ=MONTHLY"),
        ("定期组织培训", "定期", None, None),
    ],
)
def test_times(text: str, raw: str | None, due: str | None, rrule: str | None) -> None:
    deadline = read_deadline(text, Anchor(year=2025))
    assert (deadline.raw, deadline.due, deadline.rrule) == (raw, due, rrule)


@pytest.mark.parametrize(
    ("sentence", "indicator"),
    [
        ("涉及两个以上行政区域执法的，各部门要加强协调。", None),
        ("各部门要做好规范化建设全覆盖工作。", None),
        ("各部门要实现检查全覆盖。", "全覆盖"),
    ],
)
def test_a_case_and_the_name_of_a_work_measure_nothing(sentence: str, indicator: str | None) -> None:
    found = check(sentence).tasks[0].indicator
    assert (found.raw if found else None) == indicator


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        (
            "多个部门联合发文的，由牵头部门负责组织实施解读工作。",
            [("多个部门联合发文的，由牵头部门负责组织实施解读工作", [("牵头部门", "owner")])],
        ),
        (
            "要加强应急管理，疫情严重地区要提前安排备用场所。",
            [
                ("要加强应急管理", []),
                ("疫情严重地区要提前安排备用场所", [("疫情严重地区", "owner")]),
            ],
        ),
        (
            "应依法认定为工伤，未参加工伤保险的，由用人单位按照标准支付。",
            [
                ("应依法认定为工伤", []),
                ("未参加工伤保险的，由用人单位按照标准支付", [("用人单位", "owner")]),
            ],
        ),
        (
            "在旗住建局牵头下，旗财政局密切配合，完成老旧小区改造。",
            [("完成老旧小区改造", [("旗住建局", "lead"), ("旗财政局", "support")])],
        ),
        (
            "在旗住建局牵头下，旗财政局密切配合做好资金拨付。",
            [("旗财政局密切配合做好资金拨付", [("旗住建局", "lead"), ("旗财政局", "support")])],
        ),
    ],
)
def test_whose_order_it_is(sentence: str, found: list[tuple[str, list[tuple[str, str]]]]) -> None:
    assert [(task.action, owners(task)) for task in check(sentence).tasks] == found


def test_a_numbered_sentence_with_an_order_below_it_is_a_duty_too(tmp_path: Path) -> None:
    lines = (
        "三、申报程序",
        "（一）各航空公司应对材料的真实性负责，任何单位不得截留资金。",
        "发现虚报的，取消其资格。",
    )
    tasks = plan(tmp_path, *lines).tasks
    assert [(task.action, owners(task)) for task in tasks] == [
        ("各航空公司应对材料的真实性负责", [("各航空公司", "owner")]),
        ("发现虚报的，取消其资格", []),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "依照有关规定，疫情属不可抗力因素。",
        "奖励标准分成两档：共飞航班每座公里0.0176元，独飞航班每座公里0.0528元。",
        "我部此前规定与本通知要求不一致的，以本通知为准。",
        "申请资金支持政策的航空公司应于每月7日前提出申请。",
    ],
)
def test_what_only_states_a_rule_is_no_duty(sentence: str) -> None:
    assert check(sentence).tasks == ()


def test_a_note_below_a_table_orders_what_it_says(tmp_path: Path) -> None:
    notes = (
        ("备注：各牵头单位每月25日前将进展情况报旗政府督查室。",),
        ("备注：本表由旗政府办公室解释。",),
    )
    checklist = read(tmp_path, ("一、重点任务", "各单位要加强领导。"), HEAD, (*ROWS, *notes))[1]
    last = checklist.tasks[-1]
    assert len(checklist.tasks) == len(ROWS) + 2
    assert (last.action, owners(last), last.deadline.rrule) == (
        "各牵头单位每月25日前将进展情况报旗政府督查室",
        [("各牵头单位", "owner")],
        "FREQ=MONTHLY;BYMONTHDAY=25",
    )
