"""Do the documents answer this question? A calibrated score over the question and what was found."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.logistic import chance
from assistant.retrieval.asked import asked_kind
from assistant.retrieval.choices import UNREAD, Choice
from assistant.retrieval.query import Query

STRICT = ("phone", "address", "amount", "percent", "frequency", "duration", "date", "number", "who", "where")
# Asked for one of these, a sentence without one is no answer, however near it is. With a reader only a telephone
# number or a street is asked for so plainly that its absence decides; 钱 in a question may be a matter and not an amount.
NEEDED = ("phone", "amount", "percent", "frequency")
NEEDED_READ = ("phone", "address")
# Logistic models over the features below, without a reader and with one, fitted by eval/train/answers.py. Shares of
# words were tried and left out: near misses are written in the documents' own words, everyday questions are not.
BIAS = -13.549
MODEL = {
    "block": -0.208,
    "kind": -0.194,
    "lacking": -2.242,
    "near": 17.018,
    "near_kind": 2.159,
    "number": -1.156,
    "phone": -0.05,
    "strict_kind": -0.796,
    "whether": 0.033,
}
BIAS_READ = 0.916
MODEL_READ = {
    "around": 0.181,
    "block": -1.658,
    "kind": -0.195,
    "lacking": -1.691,
    "number": -0.726,
    "phone": -0.992,
    "read": 0.444,
    "read_kind": 0.009,
    "read_next": 0.14,
    "strict_kind": -0.185,
    "whether": 0.118,
}


def features(query: Query, choices: Sequence[Choice]) -> dict[str, float]:
    """Return what the score looks at: whether the asked-for kind is there, and what was read, else how near it is.

    Where the reader has read, nearness adds nothing, and its scale is another with every adapter.
    """
    best, kind = choices[0], asked_kind(query.text)
    values = {
        "kind": best.parts["kind"],
        "strict_kind": float(kind in STRICT) * (1 - best.parts["kind"]),
        "number": float(kind in ("amount", "number", "percent")),
        "whether": float(kind == "whether"),
        "phone": float(kind in ("phone", "where")) * (1 - best.parts["kind"]),
        "lacking": best.parts["lacking"],
        "block": best.parts["block"],
    }
    return values | (_read(choices) if "read" in best.parts else _near(choices))


def _near(choices: Sequence[Choice]) -> dict[str, float]:
    """How near the best sentence is, and the nearest that holds the asked-for kind."""
    holding = [choice.parts["near"] for choice in choices if _holds(choice)]
    return {"near": choices[0].parts["near"], "near_kind": max(holding, default=0.7)}


def _read(choices: Sequence[Choice]) -> dict[str, float]:
    """What the reader says: of the best sentence, alone and with what follows it, of the next, of the best of the kind."""
    best = max(choices, key=lambda choice: choice.parts["read"])
    scores = sorted((choice.parts["read"] for choice in choices), reverse=True)
    holding = [choice.parts["read"] for choice in choices if _holds(choice)]
    return {
        "read": scores[0],
        "around": scores[0] if best.around is None else best.around,
        "read_next": scores[1] if len(scores) > 1 else UNREAD,
        "read_kind": max(holding, default=UNREAD),
    }


def _holds(choice: Choice) -> bool:
    """True when the sentence holds the asked-for kind of thing, in the measure that was asked for."""
    return bool(choice.parts["kind"] and not choice.parts["lacking"])


def answerability(query: Query, choices: Sequence[Choice]) -> float:
    """Return a score between 0 and 1 that the first choice answers the question; 0 when it cannot."""
    if not choices:
        return 0.0
    values = features(query, choices)
    needed = NEEDED_READ if "read" in values else NEEDED
    if asked_kind(query.text) in needed and not choices[0].parts["kind"]:
        return 0.0
    bias, model = (BIAS_READ, MODEL_READ) if "read" in values else (BIAS, MODEL)
    return chance(bias, model, values)
