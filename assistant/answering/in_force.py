"""Which of several documents speaks: what is in force first; where two disagree, both, the higher and newer first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.answering.facts import read_facts
from assistant.answering.named import mentioning, read_names
from assistant.ingest.authority import level
from assistant.retrieval.choices import Choice
from assistant.retrieval.rank import is_block
from assistant.retrieval.tokens import tokens
from assistant.schema import Document, Validity

ENDED = (Validity.EXPIRED, Validity.REPEALED, Validity.SUPERSEDED)
PAST = re.compile(
    r"以前|从前|原来|过去|旧|废止|失效|作废|过期|当时|那时|老(?:办法|规定|政策|文件)|还(?:有效|管用|算数|作数)"
)
ENTITLED = re.compile(r"《[^》]+》")
SUBSTITUTE = 4.0  # how much weaker the sentence in force may be
ALIKE = 0.6  # share of their words that two sentences on one matter have in common
SHARED = 5  # and the fewest of them: 联系电话：1 and 联系电话：2 are no rules that differ
RIVALS = 8  # sentences looked at for a disagreement
FIGURE = re.compile(r"[\d〇零一二三四五六七八九十百千万两半.%％]+")
Figures = frozenset[tuple[str, str, str]]  # kind, value, unit
ADDRESS = re.compile(r"[一-鿿]{0,6}(?:地址|地点|邮编|邮箱|网址)[：:]")  # every office has its own
PLACE = re.compile(r"[一-鿿]{2,8}?(?:自治区|省|自治州|盟|市|自治县|县|自治旗|旗|区)")


def in_force_first(choices: Sequence[Choice], question: str, day: date) -> list[Choice]:
    """Return the sentences of documents in force when one of them is nearly as good as the best.

    A question about the past, or one that names a document, gets all.
    """
    if not choices or not _ended(choices[0], day) or PAST.search(question) or ENTITLED.search(question):
        return list(choices)
    if mentioning(choices, read_names(question)):
        return list(choices)
    living = [choice for choice in choices if not _ended(choice, day)]
    if not living:
        return list(choices)
    as_good = choices[0].score - living[0].score <= SUBSTITUTE or _alike(choices[0].text, living[0].text)
    return living if as_good else list(choices)


def _ended(choice: Choice, day: date) -> bool:
    return choice.evidence.document.validity(day) in ENDED


def find_disagreement(best: Choice, choices: Sequence[Choice], day: date) -> Choice | None:
    """Return a sentence of another document that says the same with other figures, for the same place."""
    figures = _figures(best.text)
    if not figures or not _counts(best, day):
        return None
    for other in choices[:RIVALS]:
        document = other.evidence.document
        if document.id == best.evidence.document.id or not _counts(other, day):
            continue
        differs = differ(figures, _figures(other.text)) and _alike(best.text, other.text)
        if differs and same_place(best.evidence.document, document):
            return other
    return None


def _counts(choice: Choice, day: date) -> bool:
    """Tell whether a sentence is a rule on that day: not one that has ended or is to come, no signature and no address."""
    validity = choice.evidence.document.validity(day)
    rules = not is_block(choice.evidence.clause) and not ADDRESS.match(choice.text)
    return rules and validity not in (*ENDED, Validity.NOT_YET)


def by_authority(choices: Sequence[Choice]) -> list[Choice]:
    """Return the sentences of the higher issuer first, of two equals the newer document's."""
    newest = sorted(choices, key=lambda c: c.evidence.document.issued_on or "", reverse=True)
    return sorted(newest, key=lambda c: level(c.evidence.document.issuer or ""))


def same_place(one: Document, other: Document) -> bool:
    """True unless both name a place and the places differ: a rule of Beijing does not contradict one of Guangzhou."""
    places = [PLACE.match(document.issuer or document.title) for document in (one, other)]
    if not all(places):
        return True
    first, second = (place.group() for place in places if place)
    return first == second or level(first) != level(second) and first[:2] == second[:2]


def differ(mine: Figures, theirs: Figures) -> bool:
    """True when each has a figure that the other has not: one that only says more does not disagree.

    Dates of other years are those of another round (今年的截止日期, 去年的).
    """
    one, two = ({value[:4] for kind, value, _ in figures if kind == "date"} for figures in (mine, theirs))
    if not one & two:
        mine, theirs = (frozenset(f for f in figures if f[0] != "date") for figures in (mine, theirs))
    return bool(mine - theirs and theirs - mine)


def _figures(text: str) -> Figures:
    return frozenset(fact.key for fact in read_facts(text) if fact.kind != "doc_number")


def _alike(one: str, other: str) -> bool:
    first, second = (set(tokens(FIGURE.sub("", text))) for text in (one, other))
    shared = len(first & second)
    return shared >= SHARED and shared / len(first | second) >= ALIKE
