"""Questions that ask for several things at once, taken apart: 怎么申请，几天办完？

Each part is read by itself against the sentences found for the whole, so that what the documents do not say of it
can be named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from assistant.answering.clarifying import how_to_ask
from assistant.answering.followup import joined
from assistant.answering.logistic import chance
from assistant.retrieval.asked import asked_kind, holds_kind
from assistant.retrieval.choices import READ_STEP, SURE, Choice, fits, weigh, worded
from assistant.retrieval.measures import asked_measures, gives_none
from assistant.retrieval.search import Retriever

ASKS = re.compile(
    r"吗|(?:什么|啥)(?!都)|谁|哪(?!怕)|(?<![那这好十头前后上下了过封堆停等住])几(?!乎|经)|(?<![想能算备])提前几|多少|多久|多长|多大|多高|多远|咋|怎么|怎样|如何|是否|何时|何地|为何|能否|可否"
    r"|([一-鿿])不\1|有没有|(?<!还)没有?$|还是(?!不|没|[一-鿿]不)|[^不]不$|几何|呢$"
)
# What is said last asks in more ways, as nothing follows that it could lead to: 过了几天 is then no circumstance.
LAST_ASKS = re.compile(
    r"(?<![那这好十前])几(?!乎|经|[天年月周].{0,2}了$)|么$|行不|(?<![不太才])多(?:高|大|远|重|宽|厚|浓|快)(?!了)|给不给|不给[吗么呢]|[了过]没$"
)
# Sentences of the best document that are likeliest for the whole question, and those that are likeliest for a part, there
# and elsewhere. Two do what eight did (AUC .919 both over half of train_questions_parts) with a third fewer pairs read.
READ_FOR_WHOLE, READ_FOR_PART = 2, 4
OWN_CLAUSES = 3  # in which a part's own sentences are sought
ELSEWHERE = 1.5  # from which a sentence of another document answers a part that the best document does not
CERTAIN = 2.0  # a part answered with this score is answered even if the question as a whole seems not to be
ANSWERED = -0.5  # a part whose best sentence the reader scores above this is answered by it
MOST_AT_ONCE = 2  # parts
# What a sentence is set back that gives no figure of the measure asked for: no hours for 几个钟头.
LACKING = 4.0
# Chance that something is missing from which the answer is called partial. Cross-validated on train_questions_parts, of
# 100 questions that miss something 87 are told, and 21 of 100 others: their other half stands in the documents in words
# that the reader does not recognise, and what is quoted does not have it either.
THRESHOLD = 0.35
# A logistic model over what the reader says of the weakest part, after the parts before it and alone, whether its
# sentence lacks the figure that is asked for, and how surely the question is answered as a whole; fitted by
# eval/train/parts.py.
BIAS = -0.121
MODEL = {"score": -0.162, "alone": -0.366, "lacking": 0.761, "answerable": -2.369}
# Asks to compare what the other parts ask for.
COMPARING = re.compile(
    r"(?:是不是|都)?(?:一样|相同|一致)(?:不|吗|么)?|有?(?:什么|啥|哪些)?(?:不同|不一样|区别|差别)|差多少"
    r"|哪(?:个|边|头)(?:更|要)?(?:长|短|多|少|快|慢|高|低|早|晚)"
)
# Tells to answer what was asked already: 给我列列几种.
TELLING = re.compile(
    r"(?:请|麻烦|劳驾)?(?:给|帮|跟|替)?(?:我|咱|我们|大家)?(?:都|一一)?(?:列|说|讲|数|举|写|告诉|解释)(?:列|说|讲|数|举|出来|一?下|个例子?|我)?"
    r"(?:(?:有)?(?:哪|几|什么|啥)(?:几|些)?[个种条样项类]?|清楚|明白|看看?)?(?:吧|呗|行吗|行不|好吗)?"
)
OF_FIGURES = ("phone", "frequency", "date", "duration", "amount", "percent", "number")
STOPS = re.compile(r"[，,。？?；;！!\n]+")
Read = Callable[[str, Sequence[Choice]], NDArray[np.float64]]  # scores of choices for a question


def asked_parts(question: str) -> list[str]:
    """Return the things that a question asks for, each in its own words with what leads to it.

    >>> asked_parts("给我爸申老人卡，要拿什么证？办一张收多少工本费")
    ['给我爸申老人卡，要拿什么证', '办一张收多少工本费']
    >>> asked_parts("企业开工前那几个月，能不能申请补贴？")
    ['企业开工前那几个月，能不能申请补贴']
    >>> asked_parts("差评几天处理，投诉又是几天，一样不？")
    ['差评几天处理', '投诉又是几天']
    """
    parts: list[str] = []
    waiting: list[str] = []
    for segment in STOPS.split(question):
        bare = segment.strip()
        if not bare or COMPARING.fullmatch(bare) or (parts and TELLING.fullmatch(bare)):
            continue
        waiting.append(bare)
        if ASKS.search(segment):
            parts.append("，".join(waiting))
            waiting = []
    if waiting and parts:
        rest = "，".join(waiting)
        if LAST_ASKS.search(waiting[-1]) and not how_to_ask(waiting[-1], goes_on=True):
            parts.append(rest)
        else:
            parts[-1] += "，" + rest
    return parts or [question]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a question asks for, the sentence that answers it best, and the reader's scores of that."""

    text: str
    best: Choice
    score: float  # read after the parts before it
    alone: float  # read by itself

    @property
    def lacking(self) -> bool:
        """True when a figure is asked for (几天, 多少钱) and the sentence has none of that kind or measure."""
        kind = asked_kind(self.text)
        return (kind in OF_FIGURES and not holds_kind(kind, self.best.text)) or gives_none(
            asked_measures(self.text), self.best.text
        )


def read_parts(
    question: str, choices: Sequence[Choice], retriever: Retriever, elsewhere: bool = True
) -> list[Part]:
    """Read each part of a question against the best document's sentences, then against others that answer it surely.

    Empty when there is only one part; with `elsewhere` false only the best document is read.
    """
    asked = asked_parts(question)
    if len(asked) < 2 or not choices or retriever.reader is None:
        return []

    def read_at(at: int) -> Part:
        return _read_part(asked[at], asked[:at], choices, retriever, elsewhere)

    with ThreadPoolExecutor(MOST_AT_ONCE) as threads:  # one looks for sentences while another is read
        return list(threads.map(read_at, range(len(asked))))


def _read_part(
    text: str, before: Sequence[str], choices: Sequence[Choice], retriever: Retriever, elsewhere: bool
) -> Part:
    """Read a part as what goes on from the parts `before` it: 公示几天？得等几年 asks of the same thing."""
    measures = asked_measures(text)

    def read(question: str, sentences: Sequence[Choice]) -> NDArray[np.float64]:
        scores = retriever.read(question, sentences)
        scores -= [LACKING * gives_none(measures, sentence.text) for sentence in sentences]
        return scores + np.minimum(fits(query, sentences), 0)

    document = choices[0].evidence.document
    query, kind = retriever.query(joined(text, before)), asked_kind(text)
    table = retriever.store.current.table
    own = weigh(query, retriever.rank(query, [document.id])[:OWN_CLAUSES], table, kind)
    whole = [choice for choice in choices if choice.evidence.document.id == document.id]
    known = own[:READ_FOR_PART]
    spans = {choice.span for choice in known}
    known += [choice for choice in whole[:READ_FOR_WHOLE] if choice.span not in spans]
    best, score = likeliest(worded(query, fits(query, known)), known, read)
    if elsewhere and score < ANSWERED:
        others = weigh(query, retriever.rank(query)[:OWN_CLAUSES], table, kind)
        others = [choice for choice in others if holds_kind(kind, choice.text)][:READ_FOR_PART]
        other, better = likeliest(query.text, others, read) if others else (best, score)
        if better > ELSEWHERE:
            best, score = other, better
    alone = float(read(text, [best])[0]) if before else score
    return Part(text, best, score, alone)


def likeliest(text: str, choices: Sequence[Choice], read: Read) -> tuple[Choice, float]:
    """Return the choice that answers a part best, and its score; none is read after one that surely does."""
    best, score = choices[0], -inf
    for at in range(0, len(choices), READ_STEP):
        step = choices[at : at + READ_STEP]
        scores = read(text, step)
        first = int(scores.argmax())
        if scores[first] > score:
            best, score = step[first], float(scores[first])
        if score > SURE:
            break
    return best, score


def surely_answered(parts: Sequence[Part]) -> bool:
    """True when one part has its answer, of the kind asked for, whatever becomes of the others."""
    return any(part.score > CERTAIN and holds_kind(asked_kind(part.text), part.best.text) for part in parts)


def weakest(parts: Sequence[Part]) -> Part:
    """Return the part that is answered least surely."""
    return min(parts, key=lambda part: part.score)


def features(part: Part, answerable: float) -> dict[str, float]:
    """Return what the model looks at; `answerable` is the score of the question as a whole."""
    return {
        "score": part.score,
        "alone": part.alone,
        "lacking": float(part.lacking),
        "answerable": answerable,
    }


def find_missing(parts: Sequence[Part], answerable: float) -> Part | None:
    """Return the part that the documents do not answer; None when all seem to be answered."""
    if not parts:
        return None
    weak = weakest(parts)
    return weak if chance(BIAS, MODEL, features(weak, answerable)) > THRESHOLD else None
