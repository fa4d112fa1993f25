"""Lists of owners split into names, every one verbatim."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.tasks.owner_rules import (
    BARE_KINDS,
    LEVELS,
    MAX_NAME,
    ORGANISATION,
    PERSON,
    STRIP_AFTER,
    STRIP_BEFORE,
    TOWN_KINDS,
)


def split_names(text: str, most: int = MAX_NAME) -> list[str]:
    """Split a list of owners into names, every one verbatim.

    >>> split_names("市金融监管局、市文化和旅游局等相关部门以及各区政府分别")
    ['市金融监管局', '市文化和旅游局', '各区政府']
    >>> split_names("各有关部门和单位、各省级人民政府按职责分工")
    ['各有关部门和单位', '各省级人民政府']
    """
    names: list[str] = []
    for part in _with_levels(_outside_brackets(text)):
        for piece in _split_and(strip_name(part)):
            name = strip_name(piece)
            if name == "政府" and names and f"{names[-1]}、政府" in text:
                names[-1] += "、政府"  # 各乡镇党委、政府
            elif 1 < len(name) <= most and name not in names:
                names.append(name)
    return names


def strip_name(text: str) -> str:
    """Take 由, 依职责, 分别, 等部门 and punctuation off both ends of a name."""
    stripped = STRIP_AFTER.sub("", STRIP_BEFORE.sub("", text.strip()))
    return stripped if stripped == text else strip_name(stripped)


def _outside_brackets(text: str) -> Iterator[str]:
    start = depth = 0
    for index, char in enumerate(text):
        depth += (char in "（(") - (char in "）)")
        if depth == 0 and char in "、，,；;/／\n\t 　":
            yield text[start:index]
            start = index + 1
    yield text[start:]


def _with_levels(parts: Iterable[str]) -> Iterator[str]:
    """Keep 市、区政务服务局 together, for 市 alone names nobody."""
    level = ""
    for part in parts:
        if part.strip() in LEVELS:
            level += part + "、"
        else:
            yield level + part
            level = ""


def _split_and(text: str) -> list[str]:
    """Split at 以及, and at 和 or 及 between two full names; 各有关部门和单位 and 文化和旅游局 stay whole."""
    for joint in re.finditer("以及|[和及与]", text):
        left, right = text[: joint.start()], text[joint.end() :]
        if joint.group() == "以及" or _two_names(left, right):
            return [left, *_split_and(right)]
    return [text]


def _two_names(left: str, right: str) -> bool:
    if PERSON.search(right):
        return bool(PERSON.search(left))
    if right in BARE_KINDS or (right in TOWN_KINDS and left.startswith(("各", "有关", "相关"))):
        return False  # 相关部门和乡镇: the first word speaks of both
    if not ORGANISATION.search(right):
        return False
    return bool(ORGANISATION.search(left)) and not left.endswith(("党委", "党的建设"))


def is_general(name: str) -> bool:
    """Tell whether a name speaks of every unit (各部门, 各苏木乡镇场) and not of one."""
    return name.startswith(("各", "全体", "有关", "相关")) or bool(
        re.search(r"各(?:部门|地|区|单位|级)|(?:有关|相关)(?:部门|单位)", name)
    )
