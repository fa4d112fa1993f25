"""Numbers as Chinese texts write them, read to one value: 三百二十万, 320万 and 3,200,000 are the same."""

from __future__ import annotations

import re
from fractions import Fraction

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2}
SMALL_UNITS = {"十": 10, "百": 100, "千": 1000}
LARGE_UNITS = {"万": 10_000, "亿": 100_000_000}

HAN_NUMBER = r"[零一二两三四五六七八九十百千万亿]+(?:[多余][万亿])?(?:点[零一二三四五六七八九]+)?"
ARABIC_NUMBER = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
NUMBER = rf"(?:(?:{ARABIC_NUMBER})(?:[百千]?[多余]?[万亿]|[百千])?|{HAN_NUMBER})"

_FOLD = {
    0x3007: "零",
    ord("○"): "零",
    ord("％"): "%",
    ord("．"): ".",
    ord("‑"): "-",
    ord("–"): "-",
    ord("－"): "-",
    ord("～"): "~",
    ord("＞"): ">",
    ord("＜"): "<",
}
_FOLD |= {0xFF10 + i: str(i) for i in range(10)}
_FOLD |= {0xFF21 + i: chr(0x41 + i) for i in range(26)} | {0xFF41 + i: chr(0x61 + i) for i in range(26)}
_FOLD |= {ord(c): "(" for c in "（〔﹝【［["} | {ord(c): ")" for c in "）〕﹞】］]"}
_SCALED = re.compile(rf"({ARABIC_NUMBER})([百千]?[万亿]|[百千])?")


def fold(text: str) -> str:
    """Write digits, letters, brackets and the percent sign one way, character for character.

    >>> fold("奈政字〔２０２５〕43号，占３０％")
    '奈政字(2025)43号，占30%'
    """
    return text.translate(_FOLD)


def read_number(raw: str) -> Fraction | None:
    """Return the value of a folded numeral, None when it is not one.

    >>> [str(read_number(raw)) for raw in ("三百二十万", "320万", "3,200,000", "零两千", "二零二五", "十五", "3.5", "万")]
    ['3200000', '3200000', '3200000', '2000', '2025', '15', '7/2', 'None']
    """
    raw = re.sub("[多余]", "", raw)  # 三百多万
    arabic = _SCALED.fullmatch(raw)
    if arabic:
        return Fraction(arabic[1].replace(",", "")) * _scale(arabic[2] or "")
    whole, _, decimals = raw.partition("点")
    value = _positional(whole) if len(whole) > 1 and all(c in DIGITS for c in whole) else _additive(whole)
    if value is None or not decimals:
        return value
    return value + Fraction("0." + "".join(str(DIGITS[c]) for c in decimals))


def _scale(units: str) -> int:
    scale = 1
    for unit in units:
        scale *= SMALL_UNITS.get(unit) or LARGE_UNITS[unit]
    return scale


def _positional(digits: str) -> Fraction:
    return Fraction(int("".join(str(DIGITS[c]) for c in digits)))


def _additive(numeral: str) -> Fraction | None:
    if not numeral or not any(c in DIGITS or c == "十" for c in numeral):
        return None
    total, section, digit = 0, 0, 0
    for char in numeral:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in SMALL_UNITS:
            section, digit = section + (digit or 1) * SMALL_UNITS[char], 0
        elif char in LARGE_UNITS:
            total, section, digit = total + (section + digit) * LARGE_UNITS[char], 0, 0
        else:
            return None
    return Fraction(total + section + digit)


def plain(value: Fraction) -> str:
    """Return the shortest decimal writing of a value.

    >>> plain(Fraction(7, 2)), plain(Fraction(3200000))
    ('3.5', '3200000')
    """
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.10g}"
