"""Ways of giving orders that a reader from outside found in plans of other offices: names, parts, times, measures."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.ingest.corpus import read_document
from assistant.schema import Checklist, Task
from assistant.tasks.checklist import build_checklist

from .test_checklist import check
from .test_tables import only_table


def plan(folder: Path, *lines: str, title: str = "某某旗实施方案") -> Checklist:
    path = folder / "方案.txt"
    path.write_text(
        "\n".join([title, "某政发〔2025〕1号", *lines, "某某旗人民政府", "2025年3月1日"]), encoding="utf-8"
    )
    return build_checklist(*read_document(path))


def owners(task: Task) -> list[tuple[str, str]]:
    return [(owner.name, owner.role) for owner in task.owners]


@pytest.mark.parametrize(
    ("sentence", "action"),
    [
        ("各苏木乡镇每周五17:00前报送进展。", "各苏木乡镇每周五17:00前报送进展"),
        ("做好“每月一题”公布工作。", "做好“每月一题”公布工作"),
        ("完善《每月通报办法》，强化运用。", "完善《每月通报办法》"),
        ("2025年至2027年每年硬化通村路50公里。", "2025年至2027年每年硬化通村路50公里"),
        ("各部门每年形成调研成果不少于2项。", "各部门每年形成调研成果不少于2项"),
        ("每年一季度末前公布目录。", "每年一季度末前公布目录"),
        ("会议每年邀请公众代表列席原则上应在2次以上。", "会议每年邀请公众代表列席原则上应在2次以上"),
        (
            "持续完善国际科技创新中心建设、“两区”建设、国际消费中心城市建设、全球数字经济标杆城市建设信息公开专题。",
            "持续完善国际科技创新中心建设、“两区”建设、国际消费中心城市建设、全球数字经济标杆城市建设信息公开专题",
        ),
    ],
)
def test_a_name_loses_nothing_that_changes_its_meaning(sentence: str, action: str) -> None:
    assert check(sentence).tasks[0].action == action


def test_a_name_in_quotation_marks_sets_no_frequency() -> None:
    assert check("做好“每月一题”公布工作。").tasks[0].deadline.raw is None


def test_actors_with_times_of_their_own_before_one_order_get_a_task_each() -> None:
    tasks = check("各苏木乡镇每周五17:00前、旗直部门每月28日前报送工作进展。").tasks
    assert [(owners(t), t.deadline.raw, t.deadline.rrule) for t in tasks] == [
        ([("各苏木乡镇", "owner")], "每周五17:00前", "FREQ=WEEKLY;BYDAY=FR"),
        ([("旗直部门", "owner")], "每月28日前", "FREQ=MONTHLY;BYMONTHDAY=28"),
    ]
    assert {t.action for t in tasks} == {"各苏木乡镇每周五17:00前、旗直部门每月28日前报送工作进展"}


LED = [("旗住建局", "lead"), ("旗财政局", "support"), ("旗水利局", "support")]


@pytest.mark.parametrize(
    ("sentence", "action", "found"),
    [
        ("旗住建局牵头，旗财政局、旗水利局配合，开展管网改造。", "开展管网改造", LED),
        ("旗住建局负责牵头，旗财政局、旗水利局参与，开展管网改造。", "开展管网改造", LED),
        ("由旗住建局牵头，旗财政局、旗水利局密切配合，开展管网改造。", "开展管网改造", LED),
        ("开展管网改造，由旗住建局牵头，旗财政局、旗水利局配合。", "开展管网改造", LED),
        ("开展管网改造，由旗住建局负责。", "开展管网改造", [("旗住建局", "owner")]),
        (
            "由旗住建局会同旗财政局开展管网改造。",
            "旗住建局会同旗财政局开展管网改造",
            [("旗住建局", "owner"), ("旗财政局", "support")],
        ),
        (
            "旗住建局开展管网改造，旗财政局配合。",
            "旗住建局开展管网改造",
            [("旗住建局", "owner"), ("旗财政局", "support")],
        ),
        (
            "旗住建局完成管网改造。（旗财政局配合）",
            "旗住建局完成管网改造",
            [("旗住建局", "owner"), ("旗财政局", "support")],
        ),
        (
            "开展管网改造。（旗市场监管局、旗消防救援大队、国网某某旗供电公司、中国农业银行某某支行）",
            "开展管网改造",
            [
                ("旗市场监管局", "owner"),
                ("旗消防救援大队", "owner"),
                ("国网某某旗供电公司", "owner"),
                ("中国农业银行某某支行", "owner"),
            ],
        ),
        (
            "开展管网改造。（牵头单位：旗住建局　责任单位：旗财政局　协助单位：旗水利局）",
            "开展管网改造",
            [("旗住建局", "lead"), ("旗财政局", "owner"), ("旗水利局", "support")],
        ),
        (
            "开展管网改造。（责任领导：王某；牵头部门：旗住建局；参与部门：旗财政局）",
            "开展管网改造",
            [("王某", "owner"), ("旗住建局", "lead"), ("旗财政局", "support")],
        ),
        (
            "开展管网改造。（牵头单位：旗住建局\n配合单位：旗财政局）",
            "开展管网改造",
            [("旗住建局", "lead"), ("旗财政局", "support")],
        ),
        (
            "旗纪委监委机关、旗委组织部、旗委宣传部联合开展督查。",
            "旗纪委监委机关、旗委组织部、旗委宣传部联合开展督查",
            [("旗纪委监委机关", "owner"), ("旗委组织部", "owner"), ("旗委宣传部", "owner")],
        ),
        (
            "各苏木乡镇党委、政府要于7月1日前成立工作专班。",
            "各苏木乡镇党委、政府要于7月1日前成立工作专班",
            [("各苏木乡镇党委、政府", "owner")],
        ),
    ],
)
def test_who_has_which_part(sentence: str, action: str, found: list[tuple[str, str]]) -> None:
    (task,) = check(sentence).tasks
    assert (task.action, owners(task)) == (action, found)


def test_numbered_lines_below_a_duty_name_its_owners(tmp_path: Path) -> None:
    (task,) = plan(
        tmp_path, "一、重点任务", "1.开展管网改造。", "（一）牵头单位：旗住建局", "（二）配合单位：旗财政局"
    ).tasks
    assert (task.action, owners(task)) == ("开展管网改造", [("旗住建局", "lead"), ("旗财政局", "support")])


@pytest.mark.parametrize(
    ("sentence", "raw", "due", "rrule"),
    [
        ("2025年12月31日前完成管网改造。", "2025年12月31日前", "2025-12-31", None),
        ("2026年三季度前完成管网改造。", "2026年三季度前", "2026-09-30", None),
        ("次年1月15日前报送总结。", "次年1月15日前", None, None),
        ("二〇二六年十月底前完成管网改造。", "二〇二六年十月底前", "2026-10-31", None),
        ("自方案印发之日起3个月内完成改造。", "自方案印发之日起3个月内", "2025-06-01", None),
        ("5个工作日内答复。", "5个工作日内", None, None),
        ("收到诉求后24小时内响应。", "24小时内", None, None),
        ("每两年开展一次评估。", "每两年开展一次", None, "FREQ=YEARLY;INTERVAL=2"),
        ("每月5日、20日前报送进展。", "每月5日、20日前", None, "FREQ=MONTHLY;BYMONTHDAY=5,20"),
        ("每年一季度末前公布目录。", "每年一季度末前", None, "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=-1"),
        ("6月份集中开展一次排查。", None, None, None),
        ("即日起至8月31日开展整治。", "即日起至8月31日", "2025-08-31", None),
        ("国庆节前完成管网改造。", "国庆节前", "2025-09-30", None),
        ("汛期前完成管网改造。", "汛期前", None, None),
        ("十四五期间完成管网改造。", "十四五期间", None, None),
        ("用三年时间完成管网改造。", "用三年时间", None, None),
        ("力争5月底前、确保6月底前完成管网改造。", "6月底前", "2025-06-30", None),
        (
            "2025至2027年，每年完成管网改造20公里。",
            "2025至2027年，每年",
            None,
            "FREQ=YEARLY;UNTIL=20271231",
        ),
    ],
)
def test_a_plan_orders_by_a_time_and_a_verb(
    tmp_path: Path, sentence: str, raw: str | None, due: str | None, rrule: str | None
) -> None:
    (task,) = plan(tmp_path, "一、重点任务", f"（一）改造管网。{sentence}").tasks
    assert (task.quote, task.deadline.raw, task.deadline.due, task.deadline.rrule) == (
        sentence,
        raw,
        due,
        rrule,
    )
    assert (task.owners, task.strength) == ((), "hard")


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("2024年12月底前完成了管网改造。", "某某旗实施方案"),
        ("1月底前完成管网改造。", "某某旗实施方案"),  # before the plan
        ("6月份的排查结果良好。", "某某旗实施方案"),
        ("5个工作日内答复。", "某某旗办事指南"),
    ],
)
def test_a_time_alone_orders_nothing_of_the_past_and_nothing_outside_a_plan(
    tmp_path: Path, sentence: str, title: str
) -> None:
    assert plan(tmp_path, "一、有关事项", f"（一）说明。{sentence}", title=title).tasks == ()


def test_what_is_done_before_an_event_is_no_deadline_of_the_whole() -> None:
    assert check("各校要保持信息畅通，做好开学前各项准备工作。").tasks[0].deadline.raw is None


def test_each_of_several_brackets_names_its_task_after_its_own_sentence() -> None:
    tasks = check(
        "推进人工智能政策公开。加强区域合作公开。（市科委负责）"
        "深化社会救助公开，按月度公开人数，按季度公开资金。做好婚姻登记公开。（市民政局负责）",
        heading="（二）推进信息公开。",
    ).tasks
    assert [(t.action, t.deadline.raw, t.deadline.note) for t in tasks] == [
        ("推进人工智能政策公开", None, None),
        ("深化社会救助公开", "按月度", "文中另有频次：按季度"),
    ]


@pytest.mark.parametrize(
    ("sentence", "indicator"),
    [
        ("6月底前完成老旧燃气管道改造15公里。", "15公里"),
        ("2025年至2027年每年硬化通村路50公里。", "50公里"),
        ("2026年上半年实现自然村5G网络覆盖率90%。", "90%"),
        ("“十五五”末累计改造户厕6000户，其中2025年不少于1200户。", "6000户"),
        ("新建公厕12座，改造3座。", "12座"),
        ("对52处水源开展水质检测。", None),
        ("完善补贴发放，按每人50元发放。", None),
        ("不得使用餐厨废弃物，其比例居高不下，最高时占比50%。", None),
    ],
)
def test_what_an_order_makes_by_number_is_its_measure(sentence: str, indicator: str | None) -> None:
    found = check(sentence).tasks[0].indicator
    assert (found.raw if found else None) == indicator


def test_stages_with_a_day_each_are_tasks_of_their_own() -> None:
    tasks = check("到2025年底，完成管网改造20公里；到2027年底，完成管网改造60公里。").tasks
    assert [(t.deadline.due, t.indicator and t.indicator.raw) for t in tasks] == [
        ("2025-12-31", "20公里"),
        ("2027-12-31", "60公里"),
    ]


def test_a_bare_start_is_named_after_the_heading(tmp_path: Path) -> None:
    body = "（一）建设标准厂房。2025年5月启动，2026年8月竣工，2026年底投产达效。（旗发改委牵头）"
    (task,) = plan(tmp_path, "一、重点任务", body).tasks
    assert (task.action, task.deadline.due) == ("建设标准厂房", "2026-12-31")


def test_a_group_column_gives_way_to_the_column_that_says_what_is_done() -> None:
    head = ("序号", "重点任务", "具体举措", "责任单位", "完成时限", "量化指标")
    checklist = only_table(
        head,
        (
            ("1", "优化营商环境", "推行一件事一次办", "旗政务服务局", "11月底前", "新增12个"),
            ("2", "优化营商环境", "压减审批时限", "旗住建局", "6月底前", "40个工作日以内"),
            ("3", "保障民生", "新建幸福院，改造小区", "旗民政局", "10月底前", "8处、5个"),
        ),
    )
    assert [(t.action, t.indicator and t.indicator.raw) for t in checklist.tasks] == [
        ("推行一件事一次办", "12个"),
        ("压减审批时限", "40个工作日以内"),
        ("新建幸福院，改造小区", "8处、5个"),
    ]


def test_a_leader_leads_no_list_of_units() -> None:
    head = ("序号", "工作任务", "牵头领导", "责任单位（列首位的为牵头单位）")
    checklist = only_table(
        head, (("1", "清理欠款", "王某某", "旗工信局、旗财政局"), ("2", "公布目录", "李某", "旗审计局"))
    )
    assert owners(checklist.tasks[0]) == [("王某某", "owner"), ("旗工信局", "lead"), ("旗财政局", "owner")]
