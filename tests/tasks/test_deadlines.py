"""Every way of naming a time, as a table."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.tasks.deadlines import Anchor, read_deadline, read_label

MAY = Anchor(date(2025, 5, 6), 2025, date(2025, 5, 6))
FIXED = [
    ("年底前完成", "2025-12-31"),
    ("2025年底前完成", "2025-12-31"),
    ("今年年底前完成", "2025-12-31"),
    ("6月底前完成", "2025-06-30"),
    ("2026年2月底前完成", "2026-02-28"),
    ("明年6月底前完成", "2026-06-30"),
    ("“十四五”末建成", "2025-12-31"),
    ("2025年上半年完成", "2025-06-30"),
    ("第三季度末前完成", "2025-09-30"),
    ("请于2025年12月8日17时前报送", "2025-12-08"),
    ("2月30日前报送", None),
    ("3月底前完成", None),
]
RECURRING = [
    ("每月至少一次", "FREQ=MONTHLY", 1),
    ("每季度至少开展1次", "FREQ=MONTHLY;INTERVAL=3", 1),
    ("每半年通报一次", "FREQ=MONTHLY;INTERVAL=6", 1),
    ("每年形成成果不少于2项", "FREQ=YEARLY", 2),
    ("每周不少于两次", "FREQ=WEEKLY", 2),
    ("按月发布情况", "FREQ=MONTHLY", None),
    ("每月25日前报送", "FREQ=MONTHLY;BYMONTHDAY=25", None),
    ("每年3月底前公布", "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=-1", None),
    ("定期更新目录", None, None),
]
NOT_DEADLINES = [
    "将2025年作为效能提升年", "截至2024年底，已建成", "2020年6月底前，允许暂缓缴存", "年内计划实施的项目",
    "离校2年内未就业人员", "自2020年3月1日至5月31日", "按年龄划分",
]  # fmt: skip


@pytest.mark.parametrize(("text", "due"), FIXED)
def test_fixed_days(text: str, due: str | None) -> None:
    deadline = read_deadline(text, MAY)
    assert (deadline.kind, deadline.due) == ("fixed", due)


@pytest.mark.parametrize(("text", "rrule", "count"), RECURRING)
def test_frequencies(text: str, rrule: str | None, count: int | None) -> None:
    deadline = read_deadline(text, MAY)
    assert (deadline.kind, deadline.rrule, deadline.min_count, deadline.due) == (
        "recurring",
        rrule,
        count,
        None,
    )


@pytest.mark.parametrize("text", NOT_DEADLINES)
def test_what_is_no_deadline(text: str) -> None:
    assert read_deadline(text, MAY).raw is None


@pytest.mark.parametrize(
    ("text", "days", "due"),
    [
        ("印发后15天内报送", 15, "2025-05-21"),
        ("应于本方案印发之日起30日内制定", 30, "2025-06-05"),
        ("印发后15个工作日内报送", 15, "2025-05-27"),
        ("受理后15个工作日内办结", 15, None),
    ],
)
def test_spans_count_only_from_the_documents_own_day(text: str, days: int, due: str | None) -> None:
    deadline = read_deadline(text, MAY)
    assert (deadline.kind, deadline.relative_days, deadline.due) == ("relative", days, due)


def test_a_year_without_a_holiday_calendar_gives_no_working_day() -> None:
    far = Anchor(date(2040, 1, 4), 2040, date(2040, 1, 4))
    assert read_deadline("印发后15个工作日内报送", far).due is None


@pytest.mark.parametrize("word", ["第一时间", "适时", "尽快", "不定期"])
def test_vague_words_are_kept_and_set_no_day(word: str) -> None:
    deadline = read_deadline(f"{word}开展检查", MAY)
    assert (deadline.raw, deadline.kind, deadline.due) == (word, "none", None)


@pytest.mark.parametrize(
    ("label", "kind", "due"),
    [("2023年10月", "fixed", "2023-10-31"), ("2023年", "fixed", "2023-12-31"), ("持续推进", "ongoing", None),
     ("每季度", "recurring", None), ("2023年2月30日", "fixed", None)],
)  # fmt: skip
def test_labels(label: str, kind: str, due: str | None) -> None:
    deadline = read_label(label, MAY)
    assert (deadline.raw, deadline.kind, deadline.due) == (label, kind, due)


@pytest.mark.parametrize(
    ("text", "anchor", "due", "note"),
    [
        ("印发后15个工作日内报送", MAY, "2025-05-27", "自成文日期 2025-05-06 起算"),
        (
            "印发后5个工作日内报送",
            Anchor(date(2025, 5, 6), 2025, date(2025, 9, 25), start_given=True),
            "2025-10-09",
            "自指定的起算日 2025-09-25 起算",
        ),
        (
            "印发后10个工作日内报送",
            Anchor(date(2099, 3, 2), 2099, date(2099, 3, 2)),
            None,
            "放假安排不在节假日历内，未定到期日；只按周一至周五数为 2099-03-16，仅供参考",
        ),
        ("收到通知后5个工作日内答复", MAY, None, "从文中所述事项起算，未推算到期日"),
        ("2月30日前报送", MAY, None, "没有这一天，请核对原文"),
        ("2025年13月底前报送", MAY, None, "没有这一天，请核对原文"),
        ("3月底前完成", MAY, None, "未写年份，按成文年份早于成文日期，未推算到期日"),
        ("3月底前完成", Anchor(), None, "文中未写年份，未推算到期日"),
        (
            "6月底前建成，9月底前建成",
            MAY,
            None,
            "写了不同的日期：6月底前、9月底前，未定到期日，请核对原文",
        ),
        ("印发后999999个工作日内报送", MAY, None, None),
    ],
)
def test_a_day_says_where_it_comes_from_or_why_there_is_none(
    text: str, anchor: Anchor, due: str | None, note: str | None
) -> None:
    deadline = read_deadline(text, anchor)
    assert (deadline.due, deadline.note) == (due, note)
    assert deadline.raw
