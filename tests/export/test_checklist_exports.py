"""Every export is read back by the library that reads such files."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document as read_docx
from icalendar import Calendar
from openpyxl import load_workbook

from assistant.export.board_sheet import write_board
from assistant.export.csv_table import write_csv
from assistant.export.docx import write_docx
from assistant.export.ics import write_ics
from assistant.export.markdown import write_markdown
from assistant.export.rows import AI_NOTICE, COLUMNS, NO_TASKS
from assistant.export.xlsx import write_xlsx
from assistant.ingest.corpus import read_document
from assistant.schema import Checklist, Coverage, Deadline, Document, NotTask
from assistant.tasks.checklist import build_checklist

PLAN = Path(__file__).parents[2] / "corpus" / "documents" / "奈曼旗政府效能提升行动方案.txt"
COUNTED = "自成文日期 2025-05-06 起算"
Pair = tuple[Checklist, Document]


@pytest.fixture(scope="module")
def plan() -> Pair:
    document, clauses = read_document(PLAN)
    return build_checklist(document, clauses), document


@pytest.fixture
def formula(plan: Pair) -> Pair:
    """A checklist whose only task reads like a spreadsheet formula and holds a pipe and a control character."""
    task = replace(plan[0].tasks[0], action="=HYPERLINK(1)", quote="@a|b\x0bc")
    return replace(plan[0], tasks=(task,)), plan[1]


def test_the_workbook_has_a_sheet_for_all_for_each_owner_and_for_the_rest(plan: Pair) -> None:
    book = load_workbook(io.BytesIO(write_xlsx(*plan)))
    assert book.sheetnames[0] == "全部任务"
    assert book.sheetnames[-1] == "未列入任务的语句"
    assert "旗政府办公室" in book.sheetnames
    sheet = book["全部任务"]
    assert [cell.value for cell in sheet[3]][: len(COLUMNS)] == list(COLUMNS)
    assert [row[2].value for row in sheet.iter_rows(min_row=4, max_row=3 + len(plan[0].tasks))] == [
        task.quote for task in plan[0].tasks
    ]


def test_the_workbook_is_set_up_for_printing(plan: Pair) -> None:
    sheet = load_workbook(io.BytesIO(write_xlsx(*plan)))["全部任务"]
    assert sheet.freeze_panes == "A4"
    assert sheet.auto_filter.ref == f"A3:K{3 + len(plan[0].tasks)}"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    (choice,) = sheet.data_validations.dataValidation
    assert choice.formula1 == '"未开始,进行中,已完成,超期"'
    assert any(cell.value == AI_NOTICE for row in sheet.iter_rows() for cell in row)


def test_no_cell_is_a_formula(formula: Pair) -> None:
    sheet = load_workbook(io.BytesIO(write_xlsx(*formula)))["全部任务"]
    assert [cell.value for cell in sheet[4]][1:3] == ["'=HYPERLINK(1)", "'@a|bc"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert "'=HYPERLINK(1)" in write_csv(*formula).decode("utf-8-sig")


def test_markdown_escapes_what_would_break_its_table(formula: Pair) -> None:
    text = write_markdown(*formula)
    assert "@a\\|b" in text
    assert AI_NOTICE in text


def test_csv_opens_with_a_byte_order_mark_and_the_header(plan: Pair) -> None:
    data = write_csv(*plan)
    assert data.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert table[0] == list(COLUMNS)
    assert len(table) == len(plan[0].tasks) + 2
    assert table[-1][0] == AI_NOTICE


def test_the_calendar_holds_all_day_events_rules_and_alarms(plan: Pair) -> None:
    calendar = Calendar.from_ical(write_ics(*plan))
    assert str(calendar["X-WR-TIMEZONE"]) == "Asia/Shanghai"
    events = {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}
    visit = events["项目管家开展现场办公"]
    assert visit["RRULE"].to_ical() == b"FREQ=MONTHLY"
    assert visit["DTSTART"].dt == date(2025, 5, 6)
    assert [alarm["TRIGGER"].to_ical() for alarm in visit.walk("VALARM")] == [b"-P3D"]
    assert events["力争在年底前形成一批可复制可推广的典型经验做法"]["DTSTART"].dt == date(2025, 12, 31)
    assert all(AI_NOTICE in str(event["DESCRIPTION"]) for event in events.values())


def test_the_same_checklist_gives_the_same_calendar(plan: Pair) -> None:
    assert write_ics(*plan) == write_ics(*plan)


def test_a_rule_with_its_own_day_begins_on_that_day(plan: Pair) -> None:
    task = plan[0].tasks[0]
    yearly = replace(
        task.deadline, raw="每年3月底前", kind="recurring", rrule="FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=-1"
    )
    calendar = Calendar.from_ical(
        write_ics(replace(plan[0], tasks=(replace(task, deadline=yearly),)), plan[1])
    )
    assert calendar.walk("VEVENT")[0]["DTSTART"].dt == date(2026, 3, 31)


def test_what_recurs_to_a_year_ends_with_it(plan: Pair) -> None:
    until = Deadline("2025年至2027年每年", "recurring", rrule="FREQ=YEARLY;UNTIL=20271231")
    task = replace(plan[0].tasks[0], deadline=until)
    (event,) = Calendar.from_ical(write_ics(replace(plan[0], tasks=(task,)), plan[1])).walk("VEVENT")
    assert event["RRULE"].to_ical() == b"FREQ=YEARLY;UNTIL=20271231"


def test_the_word_file_is_an_official_attachment(plan: Pair) -> None:
    file = read_docx(io.BytesIO(write_docx(*plan)))
    texts = [paragraph.text for paragraph in file.paragraphs]
    assert texts[:2] == ["附件", "《奈曼旗政府效能提升行动方案》任务分解表"]
    assert texts[-1] == AI_NOTICE
    assert file.paragraphs[1].runs[0].font.name == "方正小标宋简体"
    assert len(file.tables[0].rows) == len(plan[0].tasks) + 1
    assert [cell.text for cell in file.tables[0].rows[0].cells] == [
        "序号", "工作任务", "任务内容（原文）", "责任单位", "完成时限", "指标", "约束力", "条款",
    ]  # fmt: skip
    counted = next(i for i, task in enumerate(plan[0].tasks, start=1) if task.indicator)
    assert [cell.text for cell in file.tables[0].rows[counted].cells[5:7]] == [
        plan[0].tasks[counted - 1].indicator.raw,
        "刚性",
    ]
    assert round(file.sections[0].page_width.mm) == 297


def test_exports_of_a_document_without_duties_say_so(plan: Pair) -> None:
    empty = replace(plan[0], tasks=())
    assert NO_TASKS in write_markdown(empty, plan[1])
    assert NO_TASKS in [
        paragraph.text for paragraph in read_docx(io.BytesIO(write_docx(empty, plan[1]))).paragraphs
    ]
    sheet = load_workbook(io.BytesIO(write_xlsx(empty, plan[1])))["全部任务"]
    assert sheet["A4"].value == NO_TASKS
    assert Calendar.from_ical(write_ics(empty, plan[1])).walk("VEVENT") == []


def noted(plan: Pair) -> Pair:
    """A checklist whose only task says from which day its due day was counted, and that leaves out sentences of three places."""
    task = plan[0].tasks[0]
    task = replace(task, deadline=replace(task.deadline, due="2025-05-21", note=COUNTED))
    left_out = [NotTask(path, "（略）", "background") for path in ("header", "二/(一)", "第三条/(二)")]
    coverage = Coverage(4, 1, tuple(left_out))
    return replace(plan[0], tasks=(task,), coverage=coverage), plan[1]


def test_from_which_day_a_due_day_was_counted_stands_in_every_export(plan: Pair) -> None:
    pair = noted(plan)
    table = list(csv.reader(io.StringIO(write_csv(*pair).decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(write_xlsx(*pair)))["全部任务"]
    head = [cell.value for cell in sheet[3]]
    assert table[1][table[0].index("备注")] == COUNTED
    assert sheet[4][head.index("备注")].value == COUNTED
    assert f"| {COUNTED} |" in write_markdown(*pair)
    assert COUNTED in read_docx(io.BytesIO(write_docx(*pair))).tables[0].rows[1].cells[4].text
    (event,) = Calendar.from_ical(write_ics(*pair)).walk("VEVENT")
    assert f"备注：{COUNTED}" in str(event["DESCRIPTION"])


def test_a_sentence_left_out_is_placed_as_people_cite_it(plan: Pair) -> None:
    pair = noted(plan)
    sheet = load_workbook(io.BytesIO(write_xlsx(*pair)))["未列入任务的语句"]
    labels = ["文头", "二、（一）", "第三条第（二）项"]
    assert [row[0].value for row in sheet.iter_rows(min_row=4, max_row=6)] == labels
    assert all(f"| {label} | （略） |" in write_markdown(*pair) for label in labels)


def test_the_last_day_that_a_calendar_can_hold_is_an_event(plan: Pair) -> None:
    task = plan[0].tasks[0]
    last = replace(task, deadline=replace(task.deadline, due="9999-12-31", rrule=None))
    (event,) = Calendar.from_ical(write_ics(replace(plan[0], tasks=(last,)), plan[1])).walk("VEVENT")
    assert event["DTSTART"].dt == date(9999, 12, 31)


def test_a_board_shows_the_owner_set_by_hand_and_beijing_time(plan: Pair) -> None:
    change = {"field": "owner_set", "before": "", "after": "旗财政局", "by": "张三", "at": "2025-05-06T17:30:00+00:00"}  # fmt: skip
    facts = asdict(noted(plan)[0].tasks[0])
    task = {
        "facts": facts, "owner_set": "旗财政局", "due_set": "", "due": None, "status": "done", "dropped": False, "note": "已催办",
        "evidence": [], "closed_by": "李四", "closed_at": "2025-05-31T16:00:00+00:00", "history": [change],
    }  # fmt: skip
    counts = dict.fromkeys(("not_started", "in_progress", "done", "overdue"), 0)
    board = {"title": "方案", "counts": counts, "closed": 1, "tasks": [task]}
    book = load_workbook(io.BytesIO(write_board(board)))
    row = {
        head.value: cell.value for head, cell in zip(book["任务台账"][3], book["任务台账"][4], strict=True)
    }
    assert (row["责任单位"], row["备注"]) == ("旗财政局", f"已催办；{COUNTED}")
    assert row["销号"] == "李四 2025-06-01"
    log = book["修改记录"]
    assert (log[3][1].value, log[4][1].value) == ("时间（北京时间）", "2025-05-07 01:30:00")
