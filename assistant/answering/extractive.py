"""Composing without a language model: the sentences that answer, verbatim, each with its clause."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.answering.citing import cite
from assistant.answering.in_force import FIGURE
from assistant.retrieval.asked import asked_kind, asks_for_all
from assistant.retrieval.choices import Choice
from assistant.retrieval.query import Query
from assistant.retrieval.tokens import tokens
from assistant.schema import Citation

# Up to MOST sentences whose scores are within MARGIN of the best are quoted, in ROOM characters together: a sure one
# stands alone, and where several compete, all are shown. Of our own questions this answers 5 to 8 in a hundred more
# than one sentence does, with a median of 63 to 75 characters for 53 to 60.
MARGIN, ROOM, MOST = 0.8, 180, 4
SHORT, REPEATED = 6, 0.8  # characters of a scrap; share of its words from which a sentence repeats another
REPLY = "答："  # how an answer begins in a page of questions and answers


def choose(query: Query, choices: Sequence[Choice], also: Sequence[Choice] = ()) -> list[Choice]:
    """Return the sentences to quote, in reading order: the best one, and others that are nearly as good.

    `also` names those that answer a part of the question, whatever their score for the whole; scraps among them, and
    headings and signatures that only name the matter, are not quoted.
    """
    if not choices:
        return []
    everything = asks_for_all(query.text)
    margin, room, most = (2.0, 220, 5) if everything else (MARGIN, ROOM, MOST)
    phone = asked_kind(query.text) == "phone"  # of another paper it is another office's
    chosen = [choices[0]]
    for other in choices[1:]:
        if len(chosen) == most or choices[0].score - other.score > margin:
            break
        fits = sum(len(choice.text) for choice in chosen) + len(other.text) <= room
        stranger = phone and other.evidence.document.id != choices[0].evidence.document.id
        if fits and not stranger and _says_more(other, chosen):
            chosen.append(other)
    for other in also:
        if not other.parts["block"] and _says_more(other, chosen):
            chosen.append(other)
    return sorted(chosen, key=lambda c: (c.rank, c.span.start))


def _says_more(other: Choice, chosen: Sequence[Choice]) -> bool:
    """Tell whether a sentence is more than a scrap and repeats none of those that are chosen."""
    return len(other.text) >= SHORT and not any(_repeats(other.text, choice.text) for choice in chosen)


def _repeats(text: str, other: str) -> bool:
    """Tell whether a sentence says hardly anything that another does not, no other figure above all."""
    words, known = set(tokens(text)), set(tokens(other))
    same_figures = set(FIGURE.findall(text)) <= set(FIGURE.findall(other))
    return same_figures and len(words & known) >= REPEATED * len(words)


def compose(chosen: Sequence[Choice], day: date) -> tuple[str, tuple[Citation, ...]]:
    """Return the answer's text (each sentence with its mark [n]) and its citations."""
    citations: list[Citation] = []
    parts: list[str] = []
    for number, choice in enumerate(chosen, 1):
        start = choice.span.start + len(choice.text) - len(choice.text.removeprefix(REPLY))
        citations.append(cite(choice.evidence, start, choice.span.end, number, day))
        parts.append(f"{citations[-1].quote}[{number}]")
    return "\n".join(parts), tuple(citations)
