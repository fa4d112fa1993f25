"""Every way of naming a time, as a table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from assistant.schema import Deadline, Indicator
from assistant.tasks.deadlines import Anchor, read_deadline, read_label
from assistant.tasks.indicators import first_indicator

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
    ("三季度前完成", "2025-09-30"),
    ("最迟不超过2025年12月31日，完成管网改造", "2025-12-31"),
    ("最迟不超过9月15日", "2025-09-15"),
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


@pytest.mark.parametrize(
    ("label", "due"),
    [
        ("2026年6月—2026年12月", "2026-12-31"),
        ("2025年1月-2025年10月", "2025-10-31"),
        ("2025年6-9月", "2025-09-30"),
        ("6月至10月", "2025-10-31"),
        ("9月1日至9月30日", "2025-09-30"),
        ("2025年9月1日至30日", "2025-09-30"),
        ("2025年-2027年", "2027-12-31"),
        ("2025-2027年", "2027-12-31"),
        ("2025年一至三季度", "2025-09-30"),
        ("2025年11月至次年3月", "2026-03-31"),
        ("2025年11月至2026年3月底前完成", "2026-03-31"),
        ("即日起至2025年8月31日", "2025-08-31"),
        ("自2025年6月起至2025年年底", "2025-12-31"),
        ("2025.06—2025.12", "2025-12-31"),
        ("2025年6月上旬", "2025-06-10"),
        ("2025年6月中旬前", "2025-06-20"),
        ("2025年6月下旬", "2025-06-30"),
        ("6月底取得阶段性成效，12月底全面完成", "2025-12-31"),
        ("2025.6.30", "2025-06-30"),
        ("2025/6/30", "2025-06-30"),
        ("2025-06-30", "2025-06-30"),
        ("2025-06-30 00:00:00", "2025-06-30"),
        ("力争2025年6月底前基本完成", "2025-06-30"),
        ("不迟于2025年6月30日", "2025-06-30"),
        ("2025 年 6 月底前\n完成", "2025-06-30"),
        ("2025年12月前", "2025-12-31"),
        ("２０２５年６月—９月", "2025-09-30"),
    ],
)
def test_a_label_means_the_end_of_its_range(label: str, due: str) -> None:
    deadline = read_label(label, MAY)
    assert (deadline.raw, deadline.kind, deadline.due) == (label, "fixed", due)


@pytest.mark.parametrize(
    "label",
    ["2025年5月1日起", "2025年春节前", "11月至3月", "2025年6月（第一批）", "2025年6月、12月", "2025-2027", "6月30日至2月30日"],
)  # fmt: skip
def test_a_label_that_gives_no_single_last_day_is_kept_as_words(label: str) -> None:
    deadline = read_label(label, MAY)
    assert (deadline.raw, deadline.due) == (label, None)


@pytest.mark.parametrize("read", [read_label, read_deadline])
def test_a_day_of_every_year_recurs(read: Callable[[str, Anchor], Deadline]) -> None:
    deadline = read("每年12月20日前", MAY)
    assert (deadline.kind, deadline.due) == ("recurring", None)
    assert (deadline.raw, deadline.rrule) == ("每年12月20日前", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=20")


def test_a_day_that_no_year_has_gives_no_rule() -> None:
    assert read_deadline("每年2月30日前报送", MAY).rrule is None


@pytest.mark.parametrize(
    ("text", "raw", "due", "rrule"),
    [
        ("２０２５年６月３０日前完成", "２０２５年６月３０日前", "2025-06-30", None),
        ("印发后１５日内报送", "印发后１５日内", "2025-05-21", None),
        ("每月２５日前报送", "每月２５日前", None, "FREQ=MONTHLY;BYMONTHDAY=25"),
        ("٣日内答复", "٣日内", None, None),
        ("每年３月底前公布", "每年３月底前", None, "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=-1"),
    ],
)
def test_full_width_digits_are_digits(text: str, raw: str, due: str | None, rrule: str | None) -> None:
    deadline = read_deadline(text, MAY)
    assert (deadline.raw, deadline.due, deadline.rrule) == (raw, due, rrule)


def test_a_full_width_share_is_an_indicator_in_the_words_of_the_text() -> None:
    assert first_indicator("整改率不低于９５％") == Indicator("不低于９５％", 95.0, "%", ">=")


@pytest.mark.parametrize("unit", ["日", "周", "个月", "个工作日"])
def test_a_span_beyond_the_last_year_gives_no_day(unit: str) -> None:
    end = date(9999, 12, 31)
    deadline = read_deadline(f"印发后15{unit}内报送", Anchor(end, 9999, end, start_given=True))
    assert (deadline.due, deadline.note) == (None, "超出可以推算的日期范围，未推算到期日")


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("每半年至少组织一次联合巡查，巡查后3日内通报", "每半年至少组织一次"),
        ("每季度结束后10日内报送", "每季度"),
        ("每两年组织一次评估，评估结果于次年3月底前公布", "每两年组织一次"),
        ("每月调度，年底前完成", "年底前"),
        ("收到报告后3日内答复，每月通报", "3日内"),
        ("每月报告进展，印发后15日内报送方案", "印发后15日内"),
    ],
)
def test_a_span_that_counts_from_what_recurs_does_not_hide_it(text: str, raw: str) -> None:
    assert read_deadline(text, MAY).raw == raw
