"""Composing an answer in the documents' own words, or a refusal that helps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.answering import wording
from assistant.answering.answerability import NEEDED_READ, answerability
from assistant.answering.articles import told_by_article
from assistant.answering.beside import follow_ups, missing_words, related
from assistant.answering.confirming import told_by_staff
from assistant.answering.found import Found
from assistant.answering.listing import list_under_heading
from assistant.answering.named import mentioning
from assistant.answering.paper import told_by_paper
from assistant.answering.parts import Part, find_missing, read_parts, surely_answered
from assistant.answering.quoting import quote
from assistant.answering.whom import whom_to_ask
from assistant.config import Settings
from assistant.retrieval.asked import asked_kind, asks_for_all
from assistant.retrieval.choices import Choice
from assistant.retrieval.known import KnownQuestions
from assistant.retrieval.rank import is_block
from assistant.retrieval.search import Retriever
from assistant.retrieval.store import PolicyStore
from assistant.schema import Answer, Citation, Contact, Status

EDGES = ("signature", "imprint", "toc")  # they tell of the paper (paper.py), and answer nothing else
_BARE = re.compile(
    r"[（(][^（）()]*[）)]|第[一二三四五六七八九十百]+[章节编][^，。；]{1,12}|[总附]\s*则"
    r"|[^。；]{2,60}关于[^。；]{2,100}的(?:通知|通告|公告|公示|意见|决定|通报|函|批复|方案|办法)"
    r"|(?:附件\s*\d*[.：:]?[^，。；]*?(?:docx?|xlsx?|pdf|wps|ofd)\s*)+"
)
# How a paper passes on what it is about (现将《某清单》印发给你们，请认真组织实施。) tells why, and nothing of what that says.
_PASSED_ON = re.compile(
    r"现将?[^。]{0,120}?(?:印发|转发|下发|公布|通知|通报|公告|提出)[^。]{0,30}?"
    r"(?:如下|给你们|请[^。]{0,30}(?:执行|落实|实施|遵照|参照))[^。]{0,20}。?$"
)
CONFIRMED = "confirmed"  # the composer of an answer that staff have confirmed


class Composer:
    """Makes of what was found an answer, cited line by line, or a refusal. Safe to use from several threads."""

    def __init__(
        self, store: PolicyStore, settings: Settings, retriever: Retriever, known: KnownQuestions
    ) -> None:
        self.store = store
        self.settings = settings
        self.retriever = retriever
        self.known = known

    def compose(self, found: Found, hurried: bool = False) -> Answer:
        """Answer in the documents' own words, or refuse; `hurried` leaves the parts of a question unread."""
        question, query, day = found.question, found.query, found.day
        confirmed = self._confirmed(found)
        if confirmed is not None:
            return confirmed
        named = mentioning(found.choices, found.names) if found.names else found.choices
        kind = asked_kind(query.text)
        choices = _holding_first(_said(named, kind == "why"), kind)
        library = self.store.current.manifest.documents
        told = told_by_article(question, found.choices, library, self.store.clauses, day) or told_by_paper(
            question, found.choices, library, self.store.clauses, day
        )
        if told and not told[1]:
            return self._refuse(self._unanswered(question, 0.0), found, wording.NO_SUCH_ARTICLE)
        score = 1.0 if told else 0.0 if found.astray else answerability(query, choices)
        base = self._unanswered(question, score)
        listed = told or (None if found.astray else self._list(question, choices, day))
        parts: list[Part] = []
        if not (listed or hurried or found.astray):
            parts = read_parts(question, choices, self.retriever, not found.names)
        if listed is None and score < self.settings.answer_threshold and not surely_answered(parts):
            refused = self._refuse(base, found, missing_words(query, choices, found.names))
            return replace(refused, text=refused.text + wording.HURRIED) if hurried else refused
        missing = find_missing(parts, score)
        text, citations, note = (
            (*listed, "") if listed else quote(query, choices, parts, self.store.clauses, day, missing)
        )
        notes = [note or wording.not_in_force(citations)]
        if missing:
            notes.append(wording.partial(missing.text, self._contact))
        return replace(
            base,
            status=Status.PARTIAL if missing else Status.ANSWERED,
            missing=missing.text if missing else None,
            text="\n".join([text, *filter(None, notes)]),
            citations=citations,
            whom=self._whom(citations, day) if missing else None,
            follow_ups=follow_ups(found.evidence, citations),
        )

    def ask_back(self, question: str, said: str) -> Answer:
        """Say how to ask where nothing is asked."""
        return replace(self._unanswered(question, 0.0), status=Status.NEEDS_CLARIFICATION, text=said)

    def _unanswered(self, question: str, score: float) -> Answer:
        return Answer(
            question=question,
            status=Status.NO_EVIDENCE,
            text="",
            contact=self._contact,
            index_generation=self.store.current.manifest.generation,
            answerability=round(score, 4),
        )

    @property
    def _contact(self) -> Contact:
        return Contact(self.settings.office, self.settings.phone)

    def _whom(self, citations: Sequence[Citation], day: date) -> Citation | None:
        """Return where the paper of the first citation says itself whom to ask."""
        document = self.store.current.table.document(citations[0].document_id) if citations else None
        return whom_to_ask(document, self.store.clauses, citations[0].clause, day) if document else None

    def _confirmed(self, found: Found) -> Answer | None:
        """Answer as staff have confirmed it, when they have."""
        generation = self.store.current
        known = self.known.at(generation)
        row = known.same(found.query.text)
        told = told_by_staff(known.places[row.id], generation.table, found.day) if row else None
        if row is None or told is None:
            return None
        text, citations = told
        base = replace(self._unanswered(found.question, float(bool(citations))), composer=CONFIRMED)
        if not citations:
            refused = self._refuse(base, found)
            return replace(refused, text=f"{refused.text}\n{wording.unsaid(row.confirmed_at)}")
        notes = [wording.BY_STAFF, wording.not_in_force(citations)]
        return replace(
            base,
            status=Status.ANSWERED,
            text="\n".join([text, *filter(None, notes)]),
            citations=citations,
            follow_ups=follow_ups(found.evidence, citations),
        )

    def _list(
        self, question: str, choices: Sequence[Choice], day: date
    ) -> tuple[str, tuple[Citation, ...]] | None:
        """List everything under a heading that the question names, when it asks for everything."""
        if not choices or not asks_for_all(question):
            return None
        document = choices[0].evidence.document
        library = self.store.current.manifest.documents
        return list_under_heading(question, document, self.store.clauses(document.id), library, day)

    def _refuse(self, base: Answer, found: Found, missing: str | None = None) -> Answer:
        near = related(_said(found.choices), found.day)
        return replace(
            base,
            text=wording.refusal(self._contact, self.store.current.manifest.documents, missing),
            missing=missing,
            related=near,
            whom=self._whom(near, found.day),
        )


def _holding_first(choices: list[Choice], kind: str) -> list[Choice]:
    """Where only one kind of thing is an answer (a telephone, a street), put the best sentence's neighbours that have it
    before it: 甲中心⏎地址：乙路2号."""
    if kind not in NEEDED_READ or not choices or choices[0].parts["kind"]:
        return choices
    clause = choices[0].evidence.clause
    holding = [choice for choice in choices if choice.parts["kind"] and choice.evidence.clause == clause]
    return [*holding, *(choice for choice in choices if choice not in holding)]


def _said(choices: Sequence[Choice], asks_why: bool = False) -> list[Choice]:
    """Return what says something; signatures, imprints, bare names of chapters and files, who is in charge of
    something that stands elsewhere, and what only passes a paper on, only where nothing else was found."""
    return [
        choice
        for choice in choices
        if not is_block(choice.evidence.clause, EDGES)
        and not _BARE.fullmatch(choice.text.strip())
        and (asks_why or not _PASSED_ON.search(choice.text))
    ] or list(choices)
