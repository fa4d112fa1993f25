"""Whom a paper itself says to ask: 咨询电话：38622527 at its end, quoted with its clause."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from assistant.answering.citing import cite
from assistant.answering.in_force import ENDED
from assistant.schema import Citation, Clause, Document, Evidence

WHOM = (
    r"(?:(?<=[\n。；;，,.（(])[\u4e00-\u9fff]{2,20})?(?:(?:咨询|联系)(?:及|和|与)?(?:联系)?(?:人|单位|部门|科室|处室|方式|电话|热线)"
    r"(?:(?:及|和|、)?(?:联系|咨询)?(?:人|方式|电话))?|服务(?:热线|电话)(?=[：:是为]))(?![报等变])"
)
AREA = r"(?:[（(]?0\d{2,3}[)）]?[ -—－]{0,2})?"
PHONE = rf"(?<![\d.]){AREA}(?:\d{{7,8}}|1[3-9]\d{{9}}|12[3-9]\d{{2,3}}|400-?\d{{3}}-?\d{{4}})(?!\d)"
WITH = r"(?:[-转]\d{1,5})?(?:[（(][^（）()\n]{1,8}[)）])?"  # an extension, what it is: （传真）
# From the word that says whom to the last of the numbers that follow one another; a name and an office may stand between.
ONE = rf"{WHOM}[^。！？]{{0,60}}?{PHONE}{WITH}(?:[、，,；;/\s]{{0,3}}{PHONE}{WITH}){{0,5}}"
TOLD = re.compile(rf"{ONE}(?:[、，,；;\s]{{1,2}}{ONE}){{0,3}}")


def whom_to_ask(
    document: Document, clauses_of: Callable[[str], list[Clause]], near: str, day: date
) -> Citation | None:
    """Cite where a paper in force says whom to ask; None when it does not say, or names several for several matters.

    Of several the one in the clause `near` (a path), else the one for 咨询. `clauses_of` returns the clauses of a
    document, by its id.
    """
    if document.validity(day) in ENDED:
        return None
    clauses, told = clauses_of(document.id), []
    for match in TOLD.finditer(document.text):
        start, end = match.span()
        around = [clause for clause in clauses if clause.start <= start and end <= clause.end]
        if around:
            nearest = min(around, key=lambda clause: clause.end - clause.start)
            told.append(cite(Evidence(document, nearest, 0.0), start, end, 1, day))
    for fits in (lambda one: one.clause == near, lambda one: "咨询" in one.quote, lambda one: True):
        chosen = [one for one in told if fits(one)]
        if len(chosen) == 1:
            return chosen[0]
    return None
