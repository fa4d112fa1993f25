"""Checklists of short plans of our own writing, and of the shipped action plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ingest.corpus import read_document
from assistant.schema import Checklist, Clause, Document
from assistant.tasks.checklist import build_checklist
from assistant.tasks.views import by_owner

PLAN = Path(__file__).parents[2] / "corpus" / "documents" / "奈曼旗政府效能提升行动方案.txt"


def plan_of(
    body: str, heading: str = "一、重点任务", issued_on: str | None = "2025-05-06"
) -> tuple[Document, list[Clause]]:
    """Return a document of one clause: a heading and a body."""
    text = f"{heading}\n{body}\n"
    document = Document(id="d", title="某某工作方案", text=text, issued_on=issued_on)
    start = len(heading) + 1
    return document, [Clause("d", "一", "一", (heading,), heading, body, 0, len(text), start)]


def check(body: str, **options: str | None) -> Checklist:
    return build_checklist(*plan_of(body, **options))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def plan() -> tuple[Document, Checklist]:
    document, clauses = read_document(PLAN)
    return document, build_checklist(document, clauses)


def test_every_quote_of_the_plan_stands_at_its_offsets(plan: tuple[Document, Checklist]) -> None:
    document, checklist = plan
    assert [document.text[t.start : t.end] for t in checklist.tasks] == [t.quote for t in checklist.tasks]
    assert len({task.id for task in checklist.tasks}) == len(checklist.tasks)


def test_every_sentence_of_the_plan_is_a_task_or_left_out_with_a_reason(
    plan: tuple[Document, Checklist],
) -> None:
    document, checklist = plan
    coverage = checklist.coverage
    assert coverage.sentences == coverage.task_sentences + len(coverage.not_tasks)
    assert {item.reason for item in coverage.not_tasks} <= {
        "purpose",
        "principle",
        "background",
        "definition",
        "heading",
    }
    spans = [(t.start, t.end) for t in checklist.tasks] + [(n.start, n.end) for n in coverage.not_tasks]
    held = {offset for start, end in spans for offset in range(start, end)}
    assert {c for i, c in enumerate(document.text) if i not in held} <= set("\n \u3000,，;；")


def test_the_plan_says_how_often_a_project_steward_comes(plan: tuple[Document, Checklist]) -> None:
    task = next(t for t in plan[1].tasks if "项目管家每月" in t.quote)
    assert task.action == "项目管家开展现场办公"
    assert [(o.name, o.role) for o in task.owners] == [("项目管家", "owner")]
    assert (task.deadline.raw, task.deadline.rrule, task.deadline.min_count) == (
        "每月至少开展一次",
        "FREQ=MONTHLY",
        1,
    )
    assert task.indicator is not None
    assert (task.indicator.value, task.indicator.unit, task.indicator.comparator) == (1, "次", ">=")
    assert task.clause == "二/(一)/3"


def test_fifteen_days_from_another_event_get_no_day_unless_a_start_is_given(
    plan: tuple[Document, Checklist],
) -> None:
    deadline = next(t.deadline for t in plan[1].tasks if "15天内" in t.quote)
    assert (deadline.kind, deadline.relative_days, deadline.due) == ("relative", 15, None)
    document, clauses = read_document(PLAN)
    given_start = build_checklist(document, clauses, date(2025, 6, 1))
    assert next(t.deadline.due for t in given_start.tasks if "15天内" in t.quote) == "2025-06-16"
    assert (given_start.start, given_start.start_source) == ("2025-06-01", "用户指定")


def test_leaders_and_departments_are_counted_apart(plan: tuple[Document, Checklist]) -> None:
    counted = [t for t in plan[1].tasks if t.indicator and t.indicator.raw.startswith("不少于")]
    assert [
        (t.owners[0].name, t.indicator.raw if t.indicator else "", t.deadline.rrule) for t in counted
    ] == [
        ("旗政府领导", "不少于2项", "FREQ=YEARLY"),
        ("旗政府领导", "不少于2个", "FREQ=YEARLY"),
        ("各地各部门主要负责同志", "不少于1项", "FREQ=YEARLY"),
        ("各地各部门主要负责同志", "不少于1个", "FREQ=YEARLY"),
    ]


def test_a_bracket_closes_one_task_with_roles_and_day() -> None:
    checklist = check("建立台账。完善机制。（市商务局牵头，市财政局配合，完成时限：2024年10月）")
    (task,) = checklist.tasks
    assert [(o.name, o.role, o.found) for o in task.owners] == [
        ("市商务局", "lead", "bracket"),
        ("市财政局", "support", "bracket"),
    ]
    assert task.deadline.due == "2024-10-31"


def test_an_actor_may_be_followed_by_a_day_and_a_town_has_offices() -> None:
    checklist = check("各村6月10日前上报责任人名单。镇应急办每月检查一次仓库，确保编织袋不少于5000条。")
    assert [
        (t.action, [o.name for o in t.owners], t.deadline.raw, t.indicator and t.indicator.raw)
        for t in checklist.tasks
    ] == [
        ("各村6月10日前上报责任人名单", ["各村"], "6月10日前", None),
        ("镇应急办检查仓库", ["镇应急办"], "每月检查一次", "一次"),
        ("确保编织袋不少于5000条", ["镇应急办"], "每月", "不少于5000条"),
    ]
    assert checklist.tasks[0].deadline.due == "2025-06-10"


def test_several_brackets_in_one_paragraph_close_several_tasks() -> None:
    checklist = check("公开规划。（市规划局负责）公开进展。（市交通委、市教委分别负责）")
    assert [[o.name for o in t.owners] for t in checklist.tasks] == [["市规划局"], ["市交通委", "市教委"]]


def test_label_lines_name_owners_of_the_sentence_above() -> None:
    checklist = check("完成项目验收。\n牵头单位：区发改局\n责任单位：各街道、区财政局\n完成时限：2025年9月底")
    (task,) = checklist.tasks
    assert [(o.name, o.role) for o in task.owners] == [
        ("区发改局", "lead"),
        ("各街道", "owner"),
        ("区财政局", "owner"),
    ]
    assert task.deadline.due == "2025-09-30"


def test_the_first_of_a_list_leads_where_the_document_says_so() -> None:
    checklist = check(
        "建设平台。（责任单位：市数据局、市财政局；列首位的为牵头单位，下同）推广应用。（责任单位：市教委、市科委）"
    )
    assert [[(o.name, o.role) for o in t.owners] for t in checklist.tasks] == [
        [("市数据局", "lead"), ("市财政局", "owner")],
        [("市教委", "lead"), ("市科委", "owner")],
    ]


def test_a_task_without_an_owner_in_the_text_has_none() -> None:
    assert check("建立责任清单，明确时限要求。").tasks[0].owners == ()


def test_principles_goals_and_definitions_are_left_out_with_reasons() -> None:
    body = "坚持以人民为中心，加强领导。"
    assert [n.reason for n in check(body, heading="一、指导思想").coverage.not_tasks] == [
        "heading",
        "principle",
    ]
    assert check("本方案所称企业，是指依法设立的经营主体。").coverage.not_tasks[1].reason == "definition"
    assert check("为提升效能，制定本方案。").coverage.not_tasks[1].reason == "purpose"


@pytest.mark.parametrize(
    ("sentence", "action"),
    [
        ("2026年9月底前完成18公里管网改造，不得新增直排口。", "2026年9月底前完成18公里管网改造"),
        ("每月底前报送小结。", "每月底前报送小结"),
        ("每周五前报送进展。", "每周五前报送进展"),
        ("县民政局在每季度第一个月10日前发放补助。", "县民政局在每季度第一个月10日前发放补助"),
        ("企业应于每年1月31日前报送自查报告。", "企业应于每年1月31日前报送自查报告"),
        ("各镇每季度至少开展1次检查。", "各镇开展检查"),
    ],
)
def test_an_action_is_the_main_order_and_keeps_its_day(sentence: str, action: str) -> None:
    assert check(sentence).tasks[0].action == action


def test_a_day_before_two_actors_holds_for_both() -> None:
    checklist = check("2025年6月底前，县住建局完成自建房排查1200栋；县消防救援大队完成高层建筑检查80处。")
    assert [(t.owners[0].name, t.deadline.due) for t in checklist.tasks] == [
        ("县住建局", "2025-06-30"),
        ("县消防救援大队", "2025-06-30"),
    ]


def test_a_day_inside_a_sentence_holds_only_for_what_follows_it() -> None:
    checklist = check("总结典型经验，年底前形成一批成果。")
    assert [(t.quote, t.deadline.due) for t in checklist.tasks] == [
        ("总结典型经验", None),
        ("年底前形成一批成果。", "2025-12-31"),
    ]


def test_an_impossible_day_is_kept_as_words() -> None:
    deadline = check("各区应于2月30日前报送名单。").tasks[0].deadline
    assert (deadline.raw, deadline.kind, deadline.due) == ("2月30日前", "fixed", None)


def test_days_that_contradict_each_other_are_kept_as_words() -> None:
    deadline = check("各区应确保6月底前完成，最迟不晚于9月底前完成。").tasks[0].deadline
    assert deadline.due in (None, "2025-06-30")
    assert "6月底前" in (deadline.raw or "")


def test_a_notice_without_duties_gives_an_empty_checklist() -> None:
    checklist = check("经研究，决定废止《某某办法》。本通知自印发之日起施行。")
    assert checklist.tasks == ()
    assert checklist.coverage.task_sentences == 0


def test_without_a_day_of_issue_relative_days_stay_open() -> None:
    checklist = check("各区应于印发后15个工作日内报送方案。", issued_on=None)
    assert (checklist.start, checklist.start_source) == (None, "文中未明确")
    assert (checklist.tasks[0].deadline.relative_days, checklist.tasks[0].deadline.due) == (15, None)


def test_working_days_skip_holidays_and_count_made_up_days() -> None:
    checklist = check("各区应于印发后5个工作日内报送方案。", issued_on="2025-04-25")
    # Sunday 27 April was worked, 1 to 5 May were holidays: 27, 28, 29, 30 April, 6 May.
    assert checklist.tasks[0].deadline.due == "2025-05-06"


def test_a_unit_gets_its_own_tasks_and_the_general_ones_marked() -> None:
    checklist = check("市商务局要建立台账。各部门要报送情况。市教委要开展培训。")
    mine = by_owner(checklist, "市商务局")
    assert [[(o.name, o.found) for o in t.owners] for t in mine.tasks] == [
        [("市商务局", "sentence")],
        [("各部门", "general")],
    ]


@given(
    st.text(alphabet="各区应建立清单，。（市局负责）2025年底前每月至少一次\n、；：“”1２％日", max_size=120)
)
def test_no_text_breaks_the_checklist_and_nothing_is_invented(body: str) -> None:
    document, clauses = plan_of(body)
    checklist = build_checklist(document, clauses)
    for task in checklist.tasks:
        assert document.text[task.start : task.end] == task.quote
        assert all(owner.name in document.text for owner in task.owners)
        assert (task.deadline.raw or "") in document.text
    coverage = checklist.coverage
    assert coverage.sentences == coverage.task_sentences + len(coverage.not_tasks)


def test_an_owner_of_two_hundred_characters_is_not_taken_for_a_name() -> None:
    checklist = check(f"建立台账。（{'某' * 200}局负责）")
    assert all(len(owner.name) <= 60 for task in checklist.tasks for owner in task.owners)


def test_orders_that_hold_in_a_case_of_their_own_are_tasks_of_their_own() -> None:
    body = "强化跟踪督办，不能按时完成的要书面说明原因，对因不担当，敷衍塞责等原因造成的，要严肃追责。"
    assert [t.quote for t in check(body).tasks] == [
        "强化跟踪督办",
        "不能按时完成的要书面说明原因",
        "对因不担当，敷衍塞责等原因造成的，要严肃追责。",
    ]


def test_an_actor_before_a_semicolon_is_not_the_actor_of_another_case() -> None:
    body = "各地要开展排查；发现隐患的，要及时报告。"
    assert [[o.name for o in t.owners] for t in check(body).tasks] == [["各地"], []]


@pytest.mark.parametrize(
    ("body", "owners"),
    [
        ("卫生健康部门、医疗卫生机构对确诊人员进行登记。", ["卫生健康部门", "医疗卫生机构"]),
        ("未成年人救助保护机构要积极参与。", ["未成年人救助保护机构"]),
        ("受理单位收到承诺书后，应当当场采信。", ["受理单位"]),
        ("各级民政部门、妇联组织、妇儿工委办公室要发力。", ["各级民政部门", "妇联组织", "妇儿工委办公室"]),
        ("市、区应将此项工作纳入考评。", ["市、区"]),
        ("社区服务站(村政务服务站)应加强改造。", ["社区服务站(村政务服务站)"]),
        ("相关部门和乡镇要形成措施。", ["相关部门和乡镇"]),
        ("各园应张贴招生简章。", ["各园"]),
    ],
)
def test_actors_found_in_real_plans(body: str, owners: list[str]) -> None:
    (task,) = check(body).tasks
    assert [o.name for o in task.owners] == owners


def test_a_purpose_before_an_order_does_not_hide_it() -> None:
    (task,) = check("为方便家长选择，各园应在招生前公布计划。").tasks
    assert task.owners[0].name == "各园"
    assert check("为提升效能，制定本方案。").tasks == ()


def test_what_applicants_must_do_is_no_duty_of_an_office() -> None:
    assert check("申请人无法承诺的，应当提交证明。").tasks == ()


def test_what_a_paper_must_hold_is_no_duty() -> None:
    document, clauses = plan_of("受理单位应当告知下列内容：")
    start = len(document.text)
    item = Clause(
        "d", "一/1", "一、1", ("一、重点任务",), "", "办理应当具备的条件。", start, start + 10, start
    )
    document = Document(id="d", title="方案", text=document.text + item.text)
    checklist = build_checklist(document, [*clauses, item])
    assert [t.quote for t in checklist.tasks] == ["受理单位应当告知下列内容："]
    assert checklist.coverage.not_tasks[-1].text == "办理应当具备的条件。"


def test_a_goal_with_a_month_and_an_order_is_a_step_of_the_work() -> None:
    checklist = check("2025年7月底前，统一办理标准。营商环境明显改善。", heading="一、工作目标")
    assert [t.deadline.due for t in checklist.tasks] == ["2025-07-31"]


def test_a_repeal_notice_gives_an_empty_checklist_that_says_so() -> None:
    document, clauses = plan_of("经研究，决定废止《某某办法》。本通知自印发之日起施行。")
    checklist = build_checklist(replace(document, title="关于废止部分文件的通知"), clauses)
    assert checklist.note == "本文件宣布废止或失效，没有要求办理的事项，任务清单为空。"
    assert checklist.tasks == ()
    assert checklist.coverage.sentences == len(checklist.coverage.not_tasks)


def test_an_owner_of_two_hundred_characters_is_kept_whole() -> None:
    name = "某某市" + "甲乙丙丁" * 49 + "办公室"
    body = f"建立台账。（责任单位：{name}）"
    (task,) = check(body).tasks
    assert [o.name for o in task.owners] == [name]
    assert task.quote.endswith(body)


def test_a_mark_after_a_numbered_sentence_closes_it_whatever_follows() -> None:
    checklist = check("（市商务局负责）\n建立档案。（市民政局负责）\n", heading="一、建立台账，每季度检查。")
    assert [t.owners[0].name for t in checklist.tasks] == ["市商务局", "市民政局"]
    assert checklist.tasks[0].quote == "一、建立台账，每季度检查。\n（市商务局负责）"


def test_a_unit_before_a_colon_does_what_follows() -> None:
    checklist = check(
        "县气象局：负责预警发布，每日发布一次。各乡镇（街道）：组织群众转移，5月31日前完成修订。"
    )
    assert [[o.name for o in t.owners] for t in checklist.tasks] == [
        ["县气象局"],
        ["各乡镇（街道）"],
        ["各乡镇（街道）"],
    ]


def test_a_unit_in_a_heading_with_a_colon_does_what_stands_below(tmp_path: Path) -> None:
    path = tmp_path / "方案.txt"
    path.write_text(
        "某某县分工方案\n一、职责分工\n（一）县气象局：\n1.加强预警发布。\n（二）县水利局：\n1.每月巡查水库。\n",
        encoding="utf-8",
    )
    checklist = build_checklist(*read_document(path))
    assert [(t.quote, [o.name for o in t.owners]) for t in checklist.tasks] == [
        ("加强预警发布。", ["县气象局"]),
        ("每月巡查水库。", ["县水利局"]),
    ]
