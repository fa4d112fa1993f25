"""The words of a saved page that its readers do not see."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from assistant.ingest.readers.styles import declared, hiding_rules

# What a reader of the page cannot see, and would not expect to be read to a machine.
HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0*)?\s*(?:;|$|!)"
    r"|font-size\s*:\s*0(?:\.\d+)?(?:px|pt|em|rem|%)?\s*(?:;|$|!)|text-indent\s*:\s*-\d{3,}|(?:left|top)\s*:\s*-\d{4,}px"
    r"|clip\s*:\s*rect\(0",
    re.IGNORECASE,
)
WHITE = re.compile(
    r"(?<![-\w])color\s*:\s*(?:white|#fff(?:fff)?\b|#fefefe\b|rgba?\(\s*25[0-5]\s*,\s*25[0-5]\s*,\s*25[0-5]|transparent|rgba\([^)]*,\s*0(?:\.0*)?\s*\))",
    re.IGNORECASE,
)
GROUND = re.compile(
    r"background(?:-color|-image)?\s*:\s*(?!white|#fff|transparent|none|inherit)", re.IGNORECASE
)


def style_sheets(tree: LexborHTMLParser) -> str:
    """Return the style sheets that stand in a page, without those for a page without scripts."""
    sheets = (node for node in tree.css("style") if not any(each.tag == "noscript" for each in _around(node)))
    return "\n".join(node.text() for node in sheets)


def drop_hidden(tree: LexborHTMLParser, css: str) -> None:
    """Drop what the page hides from its readers, by these style sheets or by its own attributes."""
    _drop_styled(tree, css)
    for node in tree.css("[hidden], [aria-hidden=true][style*=none], [style]"):
        style = node.attributes.get("style") or ""
        hidden = "hidden" in node.attributes or HIDDEN.search(style)
        if node.tag != "body" and (hidden or (WHITE.search(style) and not _has_ground(node))):
            node.decompose()
    for node in tree.css("font[color]"):
        if (node.attributes.get("color") or "").lower() in ("white", "#ffffff", "#fff") and not _has_ground(
            node
        ):
            node.decompose()


def _drop_styled(tree: LexborHTMLParser, css: str) -> None:
    """Drop what the style sheets of the page hide; words inside that are shown again are kept."""
    hidden: dict[tuple[int, str], LexborNode] = {}
    shown: list[tuple[LexborNode, str]] = []
    for node, name, hides in _styles(tree, css):
        if hides:
            hidden[node.mem_id, name] = node
        else:
            hidden.pop((node.mem_id, name), None)
            shown.append((node, name))
    for node, name in shown if hidden else ():
        if name != "display":  # nothing shows inside what is not displayed
            for each in _around(node):
                hidden.pop((each.mem_id, name), None)
    gone = {node.mem_id: node for node in hidden.values() if node.tag not in ("html", "body")}
    # A node goes with what it holds, so what is inside another one must not be dropped again.
    for node in [node for node in gone.values() if not any(each.mem_id in gone for each in _around(node))]:
        node.decompose()


def _styles(tree: LexborHTMLParser, css: str) -> Iterator[tuple[LexborNode, str, bool]]:
    """Yield which property is set on which element and whether it hides, the one that wins last."""
    rules = hiding_rules(css)
    # Most pages hide nothing that they hold, and then nothing needs to be sought in them.
    used = {rule.property for rule in rules if rule.hides and _found(tree, rule.selector)}
    for rule in rules:
        for node in _found(tree, rule.selector) if rule.property in used else ():
            yield node, rule.property, rule.hides
    for node in tree.css("[style]") if used else ():
        for name, hides, _ in declared(node.attributes.get("style") or ""):
            yield node, name, hides


def _around(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the elements that a node stands in, from the nearest outwards."""
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _found(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return tree.css(selector)
    except SelectolaxError:
        return []


def _has_ground(node: LexborNode | None) -> bool:
    """True when an element or one around it has a coloured ground, on which white letters show."""
    while node is not None:
        if GROUND.search(node.attributes.get("style") or "") or node.attributes.get("bgcolor"):
            return True
        node = node.parent
    return False
