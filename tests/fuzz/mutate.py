"""Mutations that keep to the structure of a format, so that they reach beyond its first check."""

from __future__ import annotations

import contextlib
import copy
import io
import random
import re
import warnings
import zipfile
from typing import Any

from lxml import etree

NUMBERS = [
    "0",
    "-1",
    "1",
    "2",
    "255",
    "65535",
    "2147483647",
    "-2147483648",
    "99999999999999999999",
    "1e308",
    "NaN",
    ".",
    "",
]
WORDS = [
    "",
    "第",
    "一、",
    "（一）",
    "附件",
    "机密★1年",
    "\u200b",
    "\ufeff",
    "⺠" * 50,
    "一" * 5000,
    "：",
    "\t",
    "第一条 ",
    "A" * 3000,
    "表",
]
TAGS = [
    "<table>",
    "<tr>",
    "<td rowspan=9999 colspan=9999>",
    "</table>",
    "<p>",
    "<div style='display:none'>",
    "<br>",
    "<svg>",
    "<!--",
    "<template>",
    "<select>",
]


def mutate(raw: bytes, form: str, chance: random.Random) -> bytes:
    """Return the bytes of a file changed in one to four places."""
    for _ in range(chance.randint(1, 4)):
        if form in (".docx", ".xlsx", ".ofd") and chance.random() < 0.9:
            raw = _zip(raw, chance)
        elif form == ".pdf" and chance.random() < 0.8:
            raw = _pdf(raw, chance)
        elif form in (".html", ".txt", ".md") and chance.random() < 0.8:
            raw = _text(raw, chance)
        else:
            raw = flip(raw, chance)
    return raw


def flip(raw: bytes, chance: random.Random) -> bytes:
    """Change, drop, double or cut bytes."""
    if not raw:
        return b"\x00"
    at, length = chance.randrange(len(raw)), chance.choice([1, 2, 4, 16, 200])
    kind = chance.randrange(5)
    if kind == 0:
        return raw[:at] + bytes(chance.randrange(256) for _ in range(length)) + raw[at + length :]
    if kind == 1:
        return raw[:at] + raw[at + length :]
    if kind == 2:
        return raw[:at] + raw[at : at + length] * chance.choice([2, 50]) + raw[at + length :]
    if kind == 3:
        return raw[:at]
    other = chance.randrange(len(raw))
    return raw[:at] + raw[other : other + length] + raw[at + length :]


def _zip(raw: bytes, chance: random.Random) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except Exception:
        return flip(raw, chance)
    if not parts:
        return raw
    name = chance.choice(list(parts))
    kind = chance.random()
    if kind < 0.05:
        del parts[name]
    elif kind < 0.1:
        parts[chance.choice(list(parts))] = parts[name]
    elif kind < 0.2 or not name.lower().endswith((".xml", ".rels")):
        parts[name] = flip(parts[name], chance)
    else:
        parts[name] = _xml(parts[name], chance)
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for place, content in parts.items():
            archive.writestr(place, content)
    return kept.getvalue()


def _xml(raw: bytes, chance: random.Random) -> bytes:
    try:
        root = etree.fromstring(raw)
    except (etree.XMLSyntaxError, ValueError):
        return flip(raw, chance)
    nodes = [node for node in root.iter() if isinstance(node.tag, str)]
    for _ in range(chance.choice([1, 1, 3, 10])):
        with contextlib.suppress(
            ValueError, TypeError
        ):  # a node under itself, or a character that XML forbids
            _change(chance.choice(nodes), nodes, chance)
    return etree.tostring(root)


def _change(node: Any, nodes: list[Any], chance: random.Random) -> None:
    kind = chance.randrange(8)
    if kind < 3:
        _move(node, nodes, chance)
    elif kind == 3:
        node.text = chance.choice(WORDS + NUMBERS)
    elif kind == 4:
        node.tag = chance.choice(nodes).tag
    elif kind == 5:
        _nest(node, chance.choice([1, 30, 240]))
    elif node.attrib:
        key = chance.choice(list(node.attrib))
        if kind == 6:
            del node.attrib[key]
        else:
            node.attrib[key] = chance.choice([*NUMBERS, *WORDS, chance.choice(nodes).get(key) or "1 1 1 1"])


def _move(node: Any, nodes: list[Any], chance: random.Random) -> None:
    """Drop a node, repeat it beside itself, or copy it under another."""
    parent = node.getparent()
    kind = chance.randrange(3)
    if kind == 0 and parent is not None:
        parent.remove(node)
    elif kind == 1 and parent is not None:
        for _ in range(chance.choice([1, 3, 300])):
            parent.append(copy.deepcopy(node))
    elif kind == 2:
        chance.choice(nodes).append(copy.deepcopy(node))


def _nest(node: Any, depth: int) -> None:
    """Put a node into nodes of its own name."""
    for _ in range(depth):
        parent = node.getparent()
        if parent is None:
            return
        outer = etree.Element(node.tag)
        parent.replace(node, outer)
        outer.append(node)
        node = outer


def _pdf(raw: bytes, chance: random.Random) -> bytes:
    kind = chance.randrange(4)
    pattern = [rb"-?\d+(?:\.\d+)?", rb"/[A-Za-z]+", rb"\d+ 0 R", rb"\d+ 0 obj.*?endobj"][kind]
    found = list(re.finditer(pattern, raw, re.DOTALL))
    if not found:
        return flip(raw, chance)
    one, other = chance.choice(found), chance.choice(found)
    new = chance.choice(NUMBERS).encode() if kind == 0 else other[0]
    return raw[: one.start()] + new + raw[one.end() :]


def _text(raw: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(raw) + 1)
    if chance.random() < 0.5:
        times = chance.choice([1, 1, 30, 2000])
        return raw[:at] + chance.choice(TAGS + WORDS).encode() * times + raw[at:]
    end = min(len(raw), at + chance.choice([5, 50, 500]))
    part = raw[at:end]
    return chance.choice(
        [
            raw[:at] + raw[end:],
            raw[:end] + part * chance.choice([1, 20]) + raw[end:],
            raw[:at] + part[::-1] + raw[end:],
        ]
    )
