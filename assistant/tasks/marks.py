"""Owner marks: the bracket or label line that closes a duty and says who does it by when."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.schema import Deadline, Owner
from assistant.tasks.deadlines import NO_DEADLINE, Anchor, read_deadline, read_label
from assistant.tasks.name_lists import is_general
from assistant.tasks.owner_rules import FIRST_LEADS, LABELLED, NO_NAME, ORGANISATION, PERSON, TIME_LABEL
from assistant.tasks.owners import read_owner_words
from assistant.tasks.sentences import Span

_INNER = r"[^（）()【】]*(?:[（(][^（）()]*[）)][^（）()【】]*)*"
_TAIL = re.compile(rf"[（(【\[](?P<words>{_INNER})[）)】\]][。；;]?$")
_ROLE_WORD = re.compile(r"负责|牵头|配合|落实|承办|协办|主办|参与|实施")
_ANY_LABEL = f"{LABELLED.pattern.replace('?P<label>', '?:')}|{TIME_LABEL.pattern}"
_LABEL_LINE = re.compile(rf"^(?:[（(]?(?:\d|[一二三四五六七八九十])+[）).、])?\s*(?:{_ANY_LABEL})")


@dataclass(frozen=True, slots=True)
class Mark:
    """What an owner mark says, and the words of the duty that stand before it in the same sentence."""

    owners: tuple[Owner, ...]
    deadline: Deadline
    before: str


def read_mark(sentence: Span, anchor: Anchor, first_leads: bool = False) -> Mark | None:
    """Return the owner mark that a sentence is or ends with, or None.

    >>> read_mark(Span("（市商务局牵头，完成时限：2024年10月）", 0), Anchor()).deadline.due
    '2024-10-31'
    >>> read_mark(Span("（含北京经济技术开发区，下同）", 0), Anchor())
    """
    if _LABEL_LINE.match(sentence.text):
        return _mark(sentence.text, "", anchor, first_leads)
    tail = _TAIL.search(sentence.text)
    if tail is None or not _names_owners(tail["words"], whole=tail.start() == 0):
        return None
    return _mark(tail["words"], sentence.text[: tail.start()], anchor, first_leads)


def _mark(words: str, before: str, anchor: Anchor, first_leads: bool) -> Mark | None:
    owners = read_owner_words(words, first_leads or bool(FIRST_LEADS.search(words)))
    deadline = mark_deadline(words, anchor)
    return Mark(owners, deadline, before) if owners or deadline.raw else None


def _names_owners(words: str, whole: bool) -> bool:
    if LABELLED.search(words) or TIME_LABEL.search(words):
        return True
    owners = read_owner_words(words)
    if not owners or words.startswith(("含", "包括", "不含", "以下", "即", "如", "见")):
        return False
    if any(NO_NAME.search(owner.name) for owner in owners):
        return False
    known = [bool(ORGANISATION.search(o.name) or PERSON.search(o.name) or is_general(o.name)) for o in owners]
    if _ROLE_WORD.search(words):
        return any(known)
    return whole and all(known)


def mark_deadline(words: str, anchor: Anchor) -> Deadline:
    """Return what a mark says of time, with or without the label 完成时限."""
    label = TIME_LABEL.search(words)
    if label:
        value = re.split(r"[；;。）)\n]|[，,](?=\S*(?:负责|牵头|配合|单位|部门))", words[label.end() :])[0]
        return read_label(value, anchor)
    found = read_deadline(words, anchor)
    return found if found.raw and found.kind != "none" else NO_DEADLINE
