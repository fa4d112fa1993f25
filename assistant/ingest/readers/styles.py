"""What the style sheets inside a page hide: the part of CSS that hides words, read with care.

Where CSS leaves a doubt the words are shown: only a plain selector outside @media hides, and any one shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST_RULES = 500  # each is sought in the whole page
COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
BRACE = re.compile(r"(?P<open>[^{}]*)\{|(?P<declared>[^{}]*)\}")
DECLARED = re.compile(
    r"(?<![-\w])(?P<property>display|visibility|font-size)\s*:\s*(?P<value>[^;!]+)(?P<important>!)?",
    re.IGNORECASE,
)
HIDES = {
    "display": re.compile("none", re.IGNORECASE),
    "visibility": re.compile("hidden|collapse", re.IGNORECASE),
    "font-size": re.compile(r"0(?:\.0*)?(?:px|pt|em|rem|%)?", re.IGNORECASE),
}
PLAIN = re.compile(r"(?:[a-z][\w-]*)?(?:[.#][\w-]+)*", re.IGNORECASE)
PSEUDO = re.compile(r":[\w-]+(?:\([^()]*\))?")  # a state or a place: what it shows can be seen
DRAWN = re.compile(r"::|:before|:after", re.IGNORECASE)  # not the element, what is drawn beside it


@dataclass(frozen=True, slots=True)
class Rule:
    """One property that a selector sets, and whether it hides."""

    selector: str
    property: str
    hides: bool
    rank: tuple[bool, int, int, int]  # !important, then ids, classes and tags of the selector


def hiding_rules(css: str) -> list[Rule]:
    """Return the rules that hide or show elements, the one that wins last; none when nothing is hidden.

    >>> [(rule.selector, rule.hides) for rule in hiding_rules("p.x{display:block} .x{display:none}")]
    [('.x', True), ('p.x', False)]
    >>> hiding_rules("@media print{.x{display:none}}")
    []
    """
    rules = [rule for rule, _ in zip(_rules(css), range(MOST_RULES), strict=False)]
    return sorted(rules, key=lambda rule: rule.rank) if any(rule.hides for rule in rules) else []


def declared(style: str) -> Iterator[tuple[str, bool, bool]]:
    """Yield what a list of declarations sets: the property, whether it hides, whether it is important.

    >>> list(declared("display:none; max-font-size:0; font-size: 12px !important"))
    [('display', True, False), ('font-size', False, True)]
    """
    for found in DECLARED.finditer(style):
        name = found["property"].lower()
        yield name, bool(HIDES[name].fullmatch(found["value"].strip())), bool(found["important"])


def _rules(css: str) -> Iterator[Rule]:
    around: list[str] = []
    for found in BRACE.finditer(COMMENT.sub("", css)):
        if found["declared"] is None:
            around.append(found["open"].rsplit(";", 1)[-1].strip())
            continue
        selectors = around.pop() if around else ""
        if any(not at.startswith("@media") or "print" in at for at in around):
            continue
        for name, hides, important in declared(found["declared"]):
            for selector in map(str.strip, selectors.split(",")):
                if hides and (around or not PLAIN.fullmatch(selector)):
                    continue
                plain = PSEUDO.sub("", selector)
                if plain and not DRAWN.search(selector):
                    yield Rule(plain, name, hides, (important, *_weight(selector)))


def _weight(selector: str) -> tuple[int, int, int]:
    """Count the ids, the classes and the tags of a selector, by which CSS weighs it."""
    counts = (len(re.findall(sign, selector)) for sign in (r"#", r"[.\[:]", r"(?:^|[\s>+~])[a-zA-Z]"))
    ids, classes, tags = counts
    return ids, classes, tags
