"""Pages of questions and answers (问答): the question is the heading of the answer's clause."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.ingest.numbering import Marker, read_marker

ASKED = re.compile(r"^(?:问题?|Q)\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3})?\s*[:：、.．]\s*(?=\S)")
ANSWERED = re.compile(r"^(?:答复?|A|回答)\s*\d{0,3}\s*[:：、.．]\s*(?=\S|$)")
MOST_QUESTION = 200  # characters
LEVEL = 1.2  # below 一、 (a group of questions), above （一） (a part of an answer)


def find_questions(texts: Sequence[str]) -> dict[int, int]:
    """Map each line that asks to its number; empty when the page is no page of questions.

    A line asks when it opens with 问, or when it ends with a question mark and an answer (答：) follows it.
    """
    asked = [at for at, text in enumerate(texts) if _asks(texts, at)]
    answers = sum(bool(ANSWERED.match(text)) for text in texts)
    if len(asked) < 2 or (answers < 2 and not all(ASKED.match(texts[at]) for at in asked)):
        return {}
    return {at: number for number, at in enumerate(asked, 1)}


def _asks(texts: Sequence[str], at: int) -> bool:
    text = texts[at]
    if len(text) > MOST_QUESTION or ANSWERED.match(text):
        return False
    if ASKED.match(text):
        return True
    return text.endswith(("？", "?")) and at + 1 < len(texts) and bool(ANSWERED.match(texts[at + 1]))


def question_marker(number: int, text: str) -> Marker:
    """Return the marker of a question: its own number when it has one, else its place on the page.

    >>> question_marker(2, "问：何时申请？").part, question_marker(1, "一、谁可以申请？").part
    ('问2', '一')
    """
    own = read_marker(text)
    if own is not None:
        return own
    found = ASKED.match(text)
    return Marker("question", LEVEL, number, f"问{number}", found.end() if found else 0)


def are_questions(headings: Sequence[str]) -> bool:
    """True when most of these headings ask: a page of questions whose answers carry no 答.

    >>> are_questions(("一、谁可以申请？", "二、多少钱？", "三、多久？")), are_questions(("一、总则",))
    (True, False)
    """
    asking = sum(bool(heading.rstrip().endswith(("？", "?")) or ASKED.match(heading)) for heading in headings)
    return asking >= 3 and asking * 2 > len(headings)
