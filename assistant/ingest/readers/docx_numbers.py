"""The numbers that Word draws before paragraphs (一、 1. （一）) and does not keep in their text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.ingest.readers.archive import attribute, child, local

DIGITS = "零一二三四五六七八九"
UNITS = ((1000, "千"), (100, "百"), (10, "十"))
LEGAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
ROMAN_SMALL = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
LARGEST = 9_999


def chinese(number: int) -> str:
    """Write a number as people count.

    >>> [chinese(n) for n in (3, 10, 12, 20, 105, 1010)]
    ['三', '十', '十二', '二十', '一百零五', '一千零一十']
    """
    text, rest = "", number
    for unit, word in UNITS:
        count, rest = divmod(rest, unit)
        if count:
            text += DIGITS[count] + word
        elif text and not text.endswith("零") and rest:
            text += "零"
    text += DIGITS[rest] if rest or not text else ""
    text = text if len(text) < 2 or not text.endswith("零") else text[:-1]
    return text[1:] if text.startswith("一十") else text


def letters(number: int) -> str:
    """Write a number as Word letters it: z is followed by aa, then bb."""
    times, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (min(times, 20) + 1)


def roman(number: int) -> str:
    """Write a number in small Roman letters."""
    text = ""
    for value, sign in ROMAN + ROMAN_SMALL:
        count, number = divmod(number, value)
        text += sign * count
    return text


def circled(number: int) -> str:
    """Write 1 to 20 in circles, others plainly."""
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)]


FORMATS: Mapping[str, Callable[[int], str]] = {
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "ideographDigital": lambda number: "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number)),
    "chineseLegalSimplified": lambda number: chinese(number).translate(LEGAL),
    "ideographTraditional": _cycle("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _cycle("子丑寅卯辰巳午未申酉戌亥"),
    "decimalEnclosedCircle": circled,
    "decimalEnclosedCircleChinese": circled,
    "decimalFullWidth": lambda number: "".join(chr(ord(digit) + 0xFEE0) for digit in str(number)),
    "decimalZero": lambda number: f"{number:02d}",
    "lowerLetter": letters,
    "upperLetter": lambda number: letters(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "none": lambda number: "",
}


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it starts, how its number is written, and the text around it."""

    start: int
    form: str
    text: str
    plain: bool  # isLgl: the numbers of the levels above are written 1, 2, 3
    restart: int | None


class Numbering:
    """Counts the paragraphs of each list of a document and says what Word would draw before each."""

    def __init__(self, numbering: Any | None, styles: Any | None) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        self._abstract: dict[str, str] = {}
        self._overrides: dict[str, dict[int, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[str] = set()
        self._styles: dict[str, Any] = {}
        for style in styles if styles is not None else ():
            if local(style) == "style":
                self._styles[attribute(style, "styleId") or ""] = style
        if numbering is not None:
            self._read(numbering)

    def _read(self, numbering: Any) -> None:
        for node in numbering:
            if local(node) == "abstractNum":
                self._levels[attribute(node, "abstractNumId") or ""] = dict(_levels(node))
        for node in numbering:
            if local(node) != "num":
                continue
            key = attribute(node, "numId") or ""
            self._abstract[key] = attribute(child(node, "abstractNumId"), "val") or ""
            starts = self._overrides.setdefault(key, {})
            for override in node:
                value = _number(attribute(child(override, "startOverride"), "val"), -1)
                if value >= 0:
                    starts[_number(attribute(override, "ilvl"), 0)] = value

    def style_chain(self, paragraph: Any) -> list[Any]:
        """Return the properties of a paragraph and of its styles, nearest first."""
        properties = child(paragraph, "pPr")
        chain = [] if properties is None else [properties]
        name = attribute(child(properties, "pStyle"), "val")
        for _ in range(12):  # styles may be based on each other in a ring
            style = self._styles.get(name or "")
            if style is None:
                break
            found = child(style, "pPr")
            if found is not None:
                chain.append(found)
            name = attribute(child(style, "basedOn"), "val")
        return chain

    def style_name(self, paragraph: Any) -> str:
        """Return the name of a paragraph's style in lower case."""
        style = self._styles.get(attribute(child(paragraph, "pPr", "pStyle"), "val") or "")
        return (attribute(child(style, "name"), "val") or "").lower()

    def draw(self, paragraph: Any) -> str:
        """Return what stands before a paragraph, counting it; an empty string when it has no number."""
        key, depth = None, None
        for properties in self.style_chain(paragraph):
            found = child(properties, "numPr")
            key = key if key is not None else attribute(child(found, "numId"), "val")
            depth = depth if depth is not None else attribute(child(found, "ilvl"), "val")
        levels = self._levels.get(self._abstract.get(key or "", ""))
        if not key or not levels:
            return ""
        return self._next(key, min(_number(depth, 0), 8), levels)

    def _next(self, key: str, depth: int, levels: dict[int, Level]) -> str:
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self._counts.setdefault(self._abstract.get(key, ""), {})
        if key not in self._started:
            self._started.add(key)
            for at, start in self._overrides.get(key, {}).items():
                counts[at] = start - 1
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for below in [at for at in counts if at > depth]:
            if levels.get(below, level).restart != 0:
                del counts[below]
        return _drawn(level, counts, levels)


def _drawn(level: Level, counts: Mapping[int, int], levels: Mapping[int, Level]) -> str:
    def place(found: re.Match[str]) -> str:
        at = int(found[1]) - 1
        other = levels.get(at, level)
        number = max(0, min(counts.get(at, other.start), LARGEST))
        return str(number) if level.plain else FORMATS.get(other.form, str)(number)

    if level.form == "bullet":
        return ""
    text = re.sub(r"%([1-9])", place, level.text)
    return f"{text} " if re.search(r"[0-9A-Za-z条章节编款]$", text) else text


def _levels(abstract: Any) -> list[tuple[int, Level]]:
    found = []
    for node in abstract:
        if local(node) != "lvl":
            continue
        restart = attribute(child(node, "lvlRestart"), "val")
        level = Level(
            start=_number(attribute(child(node, "start"), "val"), 1),
            form=attribute(child(node, "numFmt"), "val") or "decimal",
            text=attribute(child(node, "lvlText"), "val") or "",
            plain=child(node, "isLgl") is not None,
            restart=None if restart is None else _number(restart, 1),
        )
        found.append((_number(attribute(node, "ilvl"), 0), level))
    return found


def _number(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,6}", text) else default
