"""Chinese and Arabic numerals as they stand in plans."""

from __future__ import annotations

import re

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "双": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
NUMERAL = r"(?:\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+)"


_YEAR = re.compile("二[〇○零][〇○零一二三四五六七八九]{2}(?=年)")
_YEAR_DIGITS = {ord(char): str(value) for char, value in DIGITS.items()} | {ord("○"): "0"}
_FULL_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)} | {ord("％"): "%", ord("．"): "."}


def fold(text: str) -> str:
    """Write full-width digits and years in Chinese digits (二〇二五年) in ASCII, character for character, so that offsets stay true.

    >>> fold("２０２５年，９５％")
    '2025年，95%'
    """
    return _YEAR.sub(lambda year: year.group().translate(_YEAR_DIGITS), text).translate(_FULL_WIDTH)


def read_number(text: str) -> float:
    """Return the value of a numeral; raises ValueError when it is none.

    >>> [read_number(t) for t in ("15", "两", "十五", "二十", "一百零三", "99.5")]
    [15.0, 2.0, 15.0, 20.0, 103.0, 99.5]
    """
    if text[:1].isdecimal():
        return float(text)
    total = current = 0
    for char in text:
        if char in UNITS:
            total, current = total + (current or 1) * UNITS[char], 0
        elif char in DIGITS:
            current = DIGITS[char]
        else:
            raise ValueError(text)
    return float(total + current)


def read_count(text: str) -> int:
    """Return a numeral as a whole number."""
    return int(read_number(text))
