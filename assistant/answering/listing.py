"""Answers that are whole lists (有哪些保障措施？ 要哪些材料？), taken from the parsed structure and not from a ranking."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import takewhile

from assistant.answering.citing import cite, marked
from assistant.answering.paper import FILLING, is_meant
from assistant.ingest.numbering import read_marker
from assistant.ingest.sentences import Span, clause_sentences
from assistant.retrieval.choices import Choice
from assistant.retrieval.rank import is_block
from assistant.retrieval.tokens import tokens
from assistant.schema import Citation, Clause, Document, Evidence

NAMED = 0.99  # share of a heading's words that the question must name
FEWEST = 2
OF_THE_WHOLE = re.compile(
    r"(?:一共|总共|主要)?(?:分|有|包括|包含|含|共)(?:成|为)?(?:哪|几|多少)(?:几|些)?个?(?:大?部分|章|大块|板块)|主要(?:有|包括)?(?:哪|几)(?:几|些)?个?部分"
)
LEADS = re.compile(
    r"[：:]$|(?:下列|以下|如下)(?:情形|情况|行为|条件|材料|规定|要求|事项|标准|内容|方面)[^。：:]*。$"
)
ORDINAL = re.compile(r"[一二三四五六七八九十]是|第[一二三四五六七八九十][，,]|其[一二三四五六七八九十][，,]")
PARAGRAPH = re.compile(r"/第[^/]+款$")  # what stands below a list and is none of its items
LIST_ROOM = 320  # characters of a list that an answer shows


def list_under_heading(
    question: str, document: Document, clauses: Sequence[Clause], library: int, day: date
) -> tuple[str, tuple[Citation, ...]] | None:
    """Return the headings under the one heading that the question names, each cited; None when it names none.

    Nothing is ranked and nothing is cut off: all direct children of the clause are listed, in their order. Asked how
    many parts there are (分几部分, 有几章), those of the whole paper are, if it is named or the only one of the library.
    """
    if OF_THE_WHOLE.search(question):
        rest = FILLING.sub("", OF_THE_WHOLE.sub("", question))
        top = [
            clause for clause in clauses if "/" not in clause.path and _title(clause) and not is_block(clause)
        ]
        return (
            _cited(document, top, day) if is_meant(document, rest, library) and len(top) >= FEWEST else None
        )
    named = [clause for clause in clauses if _names(question, clause)]
    for parent in sorted(named, key=lambda clause: -len(clause.heading)):
        children = [clause for clause in clauses if _is_child(parent, clause) and clause.heading]
        if len(children) >= FEWEST:
            return _cited(document, children, day)
    return None


def find_lead(choice: Choice, clauses: Sequence[Clause], wants_list: bool) -> tuple[Clause, Span] | None:
    """Return the sentence that leads to the list in which a choice stands (…提交以下材料：): itself, or the last of its
    clause or of the one above it.

    The latter only when the question wants a list: who asks about one case gets that case.
    """
    document, clause = choice.evidence.document, choice.evidence.clause
    if LEADS.search(choice.text):
        return clause, choice.span
    return (_last_lead(document, clause) or lead_above(document, clause, clauses)) if wants_list else None


def lead_above(document: Document, clause: Clause, clauses: Sequence[Clause]) -> tuple[Clause, Span] | None:
    """Return the sentence of the clause above that leads to this one."""
    above = next((other for other in clauses if other.path == clause.path.rpartition("/")[0]), None)
    return _last_lead(document, above) if above else None


def _last_lead(document: Document, clause: Clause) -> tuple[Clause, Span] | None:
    spans = clause_sentences(document, clause)
    return (clause, spans[-1]) if spans and LEADS.search(spans[-1].of(document)) else None


def list_after_lead(
    document: Document, clauses: Sequence[Clause], lead: tuple[Clause, Span], day: date
) -> tuple[str, tuple[Citation, ...], bool] | None:
    """Return a sentence that leads to a list with what it leads to, each part cited.

    The last value is true when the list is longer than an answer shows. None when nothing follows.
    """
    spans = [lead, *_following(document, clauses, lead)]
    if len(spans) == 1:
        return None
    kept: list[tuple[Clause, Span]] = []
    used = 0
    for clause, span in spans:
        used += span.end - span.start
        if used > LIST_ROOM and len(kept) > 1:
            break
        kept.append((clause, span))
    return (*_quoted(document, kept, day), len(kept) < len(spans))


def list_in_sentences(choice: Choice, day: date) -> tuple[str, tuple[Citation, ...]] | None:
    """Return the sentences that open with 一是, 二是, … of the clause in which a choice stands, and the one that leads
    to them if that is the choice.

    None when it stands before them, there are none, or they are too long to be shown.
    """
    document, clause = choice.evidence.document, choice.evidence.clause
    spans = clause_sentences(document, clause)
    at = [number for number, span in enumerate(spans) if ORDINAL.match(span.of(document))]
    if len(at) < FEWEST or "一" not in spans[at[0]].of(document)[:2]:
        return None
    before = spans[: at[0]]
    told = [*(span for span in before[-1:] if span == choice.span), *(spans[number] for number in at)]
    if choice.span in before[:-1] or sum(span.end - span.start for span in told) > LIST_ROOM:
        return None
    return _quoted(document, [(clause, span) for span in told], day)


def _following(
    document: Document, clauses: Sequence[Clause], lead: tuple[Clause, Span]
) -> list[tuple[Clause, Span]]:
    """Return what stands after a sentence in its clause, then the clauses below it, whole."""
    clause, sentence = lead
    rest = [span for span in clause_sentences(document, clause) if span.start >= sentence.end]
    below = [other for other in clauses if other.path.startswith(clause.path + "/")]
    items = list(takewhile(lambda other: not PARAGRAPH.search(other.path), below))
    return [(clause, span) for span in rest] + [(other, _whole(document, other)) for other in items or below]


def _whole(document: Document, clause: Clause) -> Span:
    words = document.text[clause.start : clause.end]
    first = clause.start + len(words) - len(words.lstrip())
    return Span(first, first + len(words.strip()))


def _names(question: str, clause: Clause) -> bool:
    words = set(tokens(_title(clause)))
    return len(words) >= 2 and len(words & set(tokens(question))) >= NAMED * len(words)


def _is_child(parent: Clause, clause: Clause) -> bool:
    return clause.path.startswith(parent.path + "/") and "/" not in clause.path[len(parent.path) + 1 :]


def _cited(document: Document, children: Sequence[Clause], day: date) -> tuple[str, tuple[Citation, ...]]:
    return _quoted(document, [(child, _shown(document, child)) for child in children], day)


def _quoted(
    document: Document, places: Sequence[tuple[Clause, Span]], day: date
) -> tuple[str, tuple[Citation, ...]]:
    citations = tuple(
        cite(Evidence(document, clause, 1.0), span.start, span.end, number, day)
        for number, (clause, span) in enumerate(places, 1)
    )
    return marked(citations), citations


def _shown(document: Document, clause: Clause) -> Span:
    """Return the heading of a clause; where that is only its number, with the first sentence below it."""
    sentences = [] if _title(clause) else clause_sentences(document, clause)
    return Span(clause.start, sentences[0].end if sentences else clause.start + len(clause.heading))


def _title(clause: Clause) -> str:
    """Return what a heading says beside its number."""
    marker = read_marker(clause.heading)
    return clause.heading[marker.length if marker else 0 :].strip("：:。.．、 \u3000")
