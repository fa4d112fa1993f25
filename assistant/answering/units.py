"""The units of Chinese figures: of time, money, weight and count, each with what it amounts to."""

from __future__ import annotations

from fractions import Fraction

# unit as written → (unit, how many of it)
DURATIONS: dict[str, tuple[str, Fraction]] = {
    "个工作日": ("工作日", Fraction(1)), "工作日": ("工作日", Fraction(1)), "个工作天": ("工作日", Fraction(1)),
    "个自然日": ("日", Fraction(1)), "日": ("日", Fraction(1)), "天": ("日", Fraction(1)),
    "个星期": ("日", Fraction(7)), "星期": ("日", Fraction(7)), "周": ("日", Fraction(7)), "礼拜": ("日", Fraction(7)),
    "个月": ("月", Fraction(1)), "月": ("月", Fraction(1)), "季度": ("月", Fraction(3)), "个季度": ("月", Fraction(3)),
    "年": ("月", Fraction(12)), "周年": ("月", Fraction(12)), "个年度": ("月", Fraction(12)), "整年": ("月", Fraction(12)),
    "小时": ("分", Fraction(60)), "个小时": ("分", Fraction(60)), "个钟头": ("分", Fraction(60)),
    "分钟": ("分", Fraction(1)), "学期": ("学期", Fraction(1)), "个学期": ("学期", Fraction(1)),
    "学年": ("学年", Fraction(1)), "个学年": ("学年", Fraction(1)),
}  # fmt: skip
AMOUNTS = {"元": 1, "块钱": 1, "块": 1, "美元": 1, "欧元": 1, "港元": 1}
# counters that people change freely (2项 → 2个) share a class; 次, 人, 倍 … do not
COUNTERS: dict[str, str] = (
    dict.fromkeys("个项件种类条份篇家所处点台套样门辆批支幅块", "个")
    | dict.fromkeys(("次", "回", "趟", "场"), "次")
    | dict.fromkeys(("人", "名", "位", "个人", "人次"), "人")
    | dict.fromkeys(("周岁", "岁"), "岁")
    | dict.fromkeys(("平方米", "平米", "㎡", "平"), "平方米")
    | dict.fromkeys(("公里", "千米"), "公里")
    | {unit: unit for unit in ("倍", "级", "户", "字", "分", "亩", "公顷", "米", "毫米", "厘米")}
    | {
        unit: unit
        for unit in ("度", "学时", "课时", "届", "期", "轮", "页", "小班", "床", "张", "班", "棵", "头", "折")
    }
    | {"个百分点": "百分点", "百分点": "百分点", "公分": "厘米", "个班": "班", "亿人": "亿人"}
)
WEIGHTS = {"吨": 1_000_000, "公斤": 1000, "千克": 1000, "克": 1}  # in grams
COUNTERS |= dict.fromkeys(WEIGHTS, "克")
PERIODS = {"年": "12月", "年度": "12月", "季度": "3月", "季": "3月", "月": "1月", "月份": "1月", "个月": "1月",
            "周": "7日", "星期": "7日", "礼拜": "7日", "日": "1日", "天": "1日", "学期": "学期", "半年": "6月",
            "小时": "60分", "工作日": "工作日", "学年": "学年"}  # fmt: skip
