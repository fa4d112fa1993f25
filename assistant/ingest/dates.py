"""Dates as documents write them."""

from __future__ import annotations

import re
from datetime import date

DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "Ｏ": 0,
    "O": 0,
}
DATE = re.compile(
    r"(\d{4}|[〇零○一二三四五六七八九]{4})[-年/.](\d{1,2}|[一二三四五六七八九十]{1,3})[-月/.](\d{1,2}|[一二三四五六七八九十]{1,3})日?"
)


def read_number(text: str) -> int:
    """Read a small Chinese or Arabic numeral (up to 99,999).

    >>> [read_number(t) for t in ("12", "十二", "二十", "一百零三", "两千", "二〇二五")]
    [12, 12, 20, 103, 2000, 2025]
    """
    if text.isdecimal():
        return int(text)
    units = {"十": 10, "百": 100, "千": 1000, "万": 10000}
    if not any(char in units for char in text):
        return int("".join(str(DIGITS.get(char, 2 if char == "两" else 0)) for char in text) or 0)
    total, digit = 0, 0
    for char in text:
        if char in units:
            total += (digit or 1) * units[char]
            digit = 0
        else:
            digit = 2 if char == "两" else DIGITS.get(char, 0)
    return total + digit


def read_date(text: str) -> str | None:
    """Return the first date of the text as ISO, or None; an impossible date is None.

    >>> read_date("二〇二五年五月六日"), read_date("发布日期:2025-05-20"), read_date("2025年2月30日")
    ('2025-05-06', '2025-05-20', None)
    """
    found = DATE.search(text)
    if not found:
        return None
    try:
        return date(*(read_number(part) for part in found.groups())).isoformat()
    except ValueError:
        return None
