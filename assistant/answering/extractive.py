"""Composing without a language model: the sentences that answer, verbatim, each with its clause."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.answering.citing import cite
from assistant.retrieval.asked import asks_for_all
from assistant.retrieval.choices import Choice
from assistant.retrieval.query import Query
from assistant.schema import Citation

# Up to MOST sentences whose scores are within MARGIN of the best are quoted, in ROOM characters together:
# on the training questions this answers 2 to 12 in a hundred more than one sentence does (eval/train/answers.py).
MARGIN, ROOM, MOST = 1.2, 160, 3
REPLY = "答："  # how an answer begins in a page of questions and answers


def choose(query: Query, choices: Sequence[Choice], also: Sequence[Choice] = ()) -> list[Choice]:
    """Return the sentences to quote, in reading order: the best one, and others that are nearly as good.

    `also` names those that answer a part of the question, whatever their score for the whole.
    """
    if not choices:
        return []
    everything = asks_for_all(query.text)
    margin, room, most = (2.0, 220, 5) if everything else (MARGIN, ROOM, MOST)
    chosen = [choices[0]]
    for other in choices[1:]:
        if len(chosen) == most or choices[0].score - other.score > margin:
            break
        if sum(len(choice.text) for choice in chosen) + len(other.text) <= room:
            chosen.append(other)
    kept = {(choice.evidence.document.id, choice.span) for choice in chosen}
    chosen += [choice for choice in also if (choice.evidence.document.id, choice.span) not in kept]
    return sorted(chosen, key=lambda c: (c.rank, c.span.start))


def compose(chosen: Sequence[Choice], day: date) -> tuple[str, tuple[Citation, ...]]:
    """Return the answer's text (each sentence with its mark [n]) and its citations."""
    citations: list[Citation] = []
    parts: list[str] = []
    for number, choice in enumerate(chosen, 1):
        start = choice.span.start + len(choice.text) - len(choice.text.removeprefix(REPLY))
        citations.append(cite(choice.evidence, start, choice.span.end, number, day))
        parts.append(f"{citations[-1].quote}[{number}]")
    return "\n".join(parts), tuple(citations)
