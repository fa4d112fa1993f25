"""A checklist by owner, month and strength; the writings of a unit's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import BadSettings
from assistant.schema import Deadline
from assistant.tasks.names import load_names, speaks_of
from assistant.tasks.views import by_month, by_owner, by_strength, count_by, due_in, months_of

from .test_checklist import check

BODY = (
    "旗政府办公室牵头建立台账，2025年6月底前完成。\n各部门要认真落实责任。\n各苏木乡镇要开展排查。\n"
    "旗财政局每季度至少报送一次。\n鼓励企业参与。"
)


@pytest.mark.parametrize("asked", ["旗政府办公室", "旗政府办", "旗人民政府办公室"])
def test_any_writing_of_a_unit_finds_its_tasks_and_the_general_ones_that_mean_it(asked: str) -> None:
    mine = by_owner(check(BODY), asked)
    assert [[(o.name, o.found) for o in t.owners] for t in mine.tasks] == [
        [("旗政府办公室", "sentence")],
        [("各部门", "general")],
    ]


def test_a_town_gets_what_all_towns_must_do() -> None:
    mine = by_owner(check(BODY), "大沁他拉镇")
    assert [t.owners[0].name for t in mine.tasks] == ["各部门", "各苏木乡镇"]


def test_an_offices_own_table_adds_its_names(tmp_path: Path) -> None:
    table = tmp_path / "names.toml"
    table.write_text('"旗政府办公室" = ["奈曼旗府办"]\n', encoding="utf-8")
    assert len(by_owner(check(BODY), "奈曼旗府办", load_names(str(table))).tasks) == 2
    assert len(by_owner(check(BODY), "奈曼旗府办").tasks) == 1


@pytest.mark.parametrize("content", ["not toml", '"旗财政局" = "财政局"'])
def test_a_table_that_cannot_be_used_is_refused_by_its_name(tmp_path: Path, content: str) -> None:
    table = tmp_path / "names.toml"
    table.write_text(content, encoding="utf-8")
    with pytest.raises(BadSettings, match=r"names\.toml"):
        load_names(str(table))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("市发改委", "市发展和改革委员会"),
        ("旗人社局", "旗人力资源和社会保障局"),
        ("县住建局", "县住房和城乡建设局"),
        ("区工信局", "区工业和信息化局"),
    ],
)
def test_short_and_full_names_meet(one: str, other: str) -> None:
    assert load_names().same(one, other)


def test_other_levels_are_other_units() -> None:
    assert not load_names().same("市发改委", "区发改委")
    assert not speaks_of("各区", "市财政局")


def test_a_month_holds_what_is_due_in_it_and_what_recurs() -> None:
    june = by_month(check(BODY), "2025-06")
    assert [t.deadline.raw for t in june.tasks] == ["2025年6月底前", "每季度至少报送一次"]
    assert by_month(check(BODY), "2025-07").tasks == ()
    assert months_of(check(BODY)) == ["2025-06"]


@pytest.mark.parametrize(
    ("rule", "months"),
    [
        ("FREQ=WEEKLY", ["05", "06", "12"]),
        ("FREQ=MONTHLY", ["05", "06", "12"]),
        ("FREQ=MONTHLY;INTERVAL=3", ["06", "12"]),
        ("FREQ=MONTHLY;INTERVAL=6", ["06", "12"]),
        ("FREQ=YEARLY", ["12"]),
        ("FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=-1", ["05"]),
    ],
)
def test_what_recurs_is_due_in_the_last_month_of_its_period(rule: str, months: list[str]) -> None:
    deadline = Deadline(raw="每", kind="recurring", rrule=rule)
    assert [m for m in ("05", "06", "12") if due_in(deadline, f"2025-{m}")] == months


def test_what_recurs_to_a_year_is_due_no_later() -> None:
    deadline = Deadline(raw="每年", kind="recurring", rrule="FREQ=YEARLY;UNTIL=20271231")
    assert [year for year in ("2026", "2027", "2028") if due_in(deadline, f"{year}-12")] == ["2026", "2027"]


def test_strength_parts_what_must_from_what_may_be_done() -> None:
    checklist = check(BODY)
    assert [t.quote for t in by_strength(checklist, "soft").tasks] == ["鼓励企业参与。"]
    assert len(by_strength(checklist, "hard").tasks) == 4


def test_units_are_counted_under_one_name() -> None:
    checklist = check("旗政府办要建立台账。\n旗政府办公室要定期通报。")
    assert list(count_by(checklist)) == [("旗政府办公室", 2)]
