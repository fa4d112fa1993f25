"""PolicyAssistant: the product. Each method is one thing that people ask of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from assistant.answering import wording
from assistant.answering.clarifying import how_to_ask
from assistant.answering.composer import CONFIRMED, Composer
from assistant.answering.confirming import entry, papers_of, standing
from assistant.answering.followup import keep_to_the_matter, needs_the_earlier, readings
from assistant.answering.found import Found
from assistant.answering.framing import unframed
from assistant.answering.in_force import in_force_first
from assistant.answering.named import bearing, read_names, read_titles
from assistant.answering.orders import heed_no_orders
from assistant.clock import Clock
from assistant.config import Settings
from assistant.embedding.encoder import load_encoder
from assistant.embedding.reader import Reader, load_reader
from assistant.errors import BadQuestion
from assistant.retrieval.filters import Filters
from assistant.retrieval.known import KnownQuestions
from assistant.retrieval.opening import open_store
from assistant.retrieval.search import Retriever
from assistant.retrieval.shelf import Preview, Shelf
from assistant.retrieval.store import PolicyStore
from assistant.schema import Answer, Checklist, Clause, Document, Evidence, Status
from assistant.storage.confirmed import Confirmed, ConfirmedBook, Quote
from assistant.tasks.checklist import build_checklist
from assistant.tasks.names import load_names
from assistant.tasks.views import narrowed


class PolicyAssistant:
    """Answers questions and drafts checklists from one index. Safe to use from several threads."""

    def __init__(self, store: PolicyStore, settings: Settings, reader: Reader | None = None) -> None:
        self.store = store
        self.settings = settings
        self.shelf = Shelf(store, Path(settings.corpus))
        self.known = KnownQuestions(ConfirmedBook(settings.confirmed), store.encoder, self.meant)
        self.retriever = Retriever(store, settings.dense_weight, settings.rerank, reader, self.known)
        self.composer = Composer(store, settings, self.retriever, self.known)

    @classmethod
    def open(cls, settings: Settings) -> PolicyAssistant:
        """Open the index that the settings name; raises NoIndex, StaleIndex, DamagedIndex or ModelError."""
        cache = Path(settings.model_cache)
        encoder = load_encoder(settings.model, cache)
        reader = load_reader(cache) if settings.reader else None
        assistant = cls(open_store(settings, encoder), settings, reader)
        assistant.store.current  # noqa: B018 (an index that cannot be used is refused at once)
        return assistant

    @property
    def generation(self) -> int:
        """Number of the index generation that answers now."""
        return self.store.current.manifest.generation

    @property
    def confirmed_mark(self) -> tuple[int, int]:
        """A value that is another after every change of what staff have confirmed."""
        return self.known.book.mark

    # -- 政策咨询 -----------------------------------------------------------------------------

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        as_of: date | None = None,
        use_llm: bool | None = None,
        hurried: bool = False,
    ) -> Answer:
        """Answer a question from the documents, or say that they do not answer it.

        `history` holds the user's earlier questions, oldest first; `as_of` is the day on which validity is
        judged. A language model composes only when one is configured, and only over the same evidence.
        `hurried` reads less, for when many people wait: it is faster and refuses more.
        Raises BadQuestion when the question is empty or too long.
        """
        for event, value in self.ask_stream(question, history, as_of, use_llm, hurried):
            if event == "done":
                return value  # type: ignore[no-any-return]
        raise AssertionError("ask_stream always ends with done")

    def ask_stream(
        self,
        question: str,
        history: Sequence[str] = (),
        as_of: date | None = None,
        use_llm: bool | None = None,
        hurried: bool = False,
    ) -> Iterator[tuple[str, Any]]:
        """Yield ("evidence", list), ("token", str) for the verified extractive answer, then ("done", Answer).

        Before a language model is asked, ("composing", Answer) gives the extractive answer whole: it stands until
        the model's words have been checked.
        """
        question, day, clock = self._checked(question), as_of or date.today(), Clock()
        earlier = [self.meant(one) for one in history if not how_to_ask(one)]
        asked = self.meant(question)
        if said := how_to_ask(question, bool(earlier)):
            yield from (("evidence", []), ("token", said), ("done", self.composer.ask_back(question, said)))
            return
        read = [self._read(asked, way, day, hurried, clock) for way in self._readings(asked, earlier)]
        answer, evidence = max(
            read, key=lambda one: (one[0].composer == CONFIRMED, one[0].answerability or 0.0)
        )
        words = self.store.current.table.spelling.word_at
        note = "" if asked in question else "\n" + wording.read_as(unframed(question), asked, words)
        answer = replace(answer, question=question)
        yield "evidence", evidence
        yield "token", answer.text + note
        composed = answer.status in (Status.ANSWERED, Status.PARTIAL) and answer.composer != CONFIRMED
        if composed and self._composes(use_llm):
            from assistant.answering.generative import compose_grounded

            yield "composing", replace(answer, text=answer.text + note, timings_ms=clock.timings())
            answer = compose_grounded(asked, evidence, self.settings, answer, day)
            clock.mark("generate")
        yield "done", replace(answer, text=answer.text + note, timings_ms=clock.timings())

    def _readings(self, question: str, history: Sequence[str]) -> list[str]:
        """Return the ways to read a question after the earlier ones; a confirmed one is read as it stands."""
        if not history:
            return [question]
        if self.known.at(self.store.current).same(question) and not needs_the_earlier(question):
            return [question]
        own, earlier = self.store.encoder.encode_queries([question, history[-1]])
        return readings(question, history, float(own @ earlier))

    def _read(
        self, question: str, reading: str, day: date, hurried: bool, clock: Clock
    ) -> tuple[Answer, list[Evidence]]:
        """Answer a question as one of its readings has it; return the clauses found, too."""
        query = self.retriever.query(reading, day)
        clock.mark("embed")
        labels = self.store.current.table.labels
        names = read_names(question) or read_names(reading) or read_titles(reading, labels)
        within = bearing(labels, names) if names else []
        evidence, choices = self.retriever.find(query, within or None, hurried)
        clock.mark("retrieve")
        choices = heed_no_orders(choices)
        choices, astray = keep_to_the_matter(question, reading, choices, self.retriever)
        nearest = in_force_first(choices, question, day)
        found = Found(question, query, evidence[: self.settings.top_k], nearest, names, day, astray)
        answer = self.composer.compose(found, hurried)
        clock.mark("compose")
        return answer, found.evidence

    def meant(self, question: str) -> str:
        """Return a question without what is put before it, slips of typing put right."""
        return self._spelt(unframed(question.strip()))

    def _spelt(self, text: str) -> str:
        table = self.store.current.table
        return table.spelling.corrected(text, table.frequency)

    def _checked(self, question: str) -> str:
        bare = question.strip()
        if not bare:
            raise BadQuestion("问题是空的: 请输入要咨询的内容")
        if len(bare) > self.settings.max_question_chars:
            most = self.settings.max_question_chars
            raise BadQuestion(f"问题太长（{len(bare)} 字，上限 {most} 字）: 请缩短后再问")
        return bare

    def _composes(self, use_llm: bool | None) -> bool:
        return self.settings.has_llm and use_llm is not False

    # -- 问答库 -----------------------------------------------------------------------------------

    def confirm(self, question: str, answers: Sequence[Quote]) -> int:
        """Keep for staff what answers a question, and return its number.

        Without answers it is confirmed that the documents do not say. The same question is answered so from now on,
        and one like it finds those clauses sooner. Raises BadQuestion, or BadInput when a document has no such words.
        """
        return self.confirm_all([(question, answers)])[0]

    def confirm_all(self, rows: Sequence[tuple[str, Sequence[Quote]]]) -> list[int]:
        """Keep many questions with their answers, all or none, and return their numbers."""
        paper, day = papers_of(self.store.current.table), date.today()
        checked = [(self._checked(question), answers) for question, answers in rows]
        return self.known.book.add([entry(q, self.meant(q), answers, paper, day) for q, answers in checked])

    def confirmed(self) -> list[tuple[Confirmed, str]]:
        """Return what was confirmed, oldest first, each with why it is not used, which is empty when it is."""
        generation = self.store.current
        return standing(self.known.at(generation), generation.table, date.today())

    def unconfirm(self, number: int) -> bool:
        """Forget what was confirmed of a question; False when there is none of that number."""
        return self.known.book.remove(number)

    # -- 核对 -------------------------------------------------------------------------------------

    def verify(self, text: str, document: str | None = None) -> list[dict[str, Any]]:
        """Check each sentence of a text against one document (id or title) or the whole library.

        Returns one dict a sentence: text, verdict, citations, problems.
        """
        from assistant.answering.verify import verify

        within = [self.document(document).id] if document else None
        return verify(text, lambda sentence: self.retriever.rank(sentence, within)[: self.settings.top_k])

    # -- 检索与文库 ---------------------------------------------------------------------------

    def search(self, query: str, top_k: int = 8, filters: Filters | None = None) -> list[Evidence]:
        """Return the clauses nearest to a query, best first, of the documents that fit `filters`."""
        within = self.store.matching(filters) if filters else None
        return self.retriever.search(self._spelt(self._checked(query)), top_k, within)

    def documents(self) -> list[Document]:
        """Return all documents, by title."""
        return self.store.documents()

    def document(self, name: str) -> Document:
        """Return the document with that id or title; raises UnknownDocument."""
        return self.store.document(name)

    def clauses(self, document_id: str) -> list[Clause]:
        """Return the clauses of a document in order."""
        return self.store.clauses(document_id)

    def preview_document(self, name: str, content: bytes) -> Preview:
        """Read a file that is not in the library, without keeping it; raises what is wrong with it."""
        return self.shelf.preview(name, content)

    def add_document(self, name: str, content: bytes) -> Document:
        """Put a file into the library, folder and index together; raises Conflict when its name is taken."""
        return self.shelf.add(name, content)

    def replace_document(self, document: str, name: str, content: bytes) -> Document:
        """Put new content in the place of a document (by id); raises UnknownDocument."""
        return self.shelf.replace(document, name, content)

    def remove_document(self, document: str) -> list[str]:
        """Delete a document (by id) with its copies; returns the names of the files that are gone."""
        return self.shelf.remove(document)

    # -- 任务清单 -----------------------------------------------------------------------------

    def checklist(
        self,
        document: str,
        owner: str | None = None,
        start: date | None = None,
        month: str | None = None,
        strength: str | None = None,
        reworded: bool = False,
    ) -> Checklist:
        """Draft the task checklist of an indexed document (id or title).

        `owner` keeps one unit's tasks, `month` (2025-06) what is due in it, `strength` the hard or the soft
        ones; `start` is the day from which relative deadlines count, by default the day on which the document
        was signed; `reworded` lets a configured language model shorten the actions. Raises UnknownDocument.
        A path is never read here: the name may come from the network (the command line reads files itself).
        """
        found = self.document(document)
        checklist = build_checklist(found, self.clauses(found.id), start)
        checklist = narrowed(checklist, owner, month, strength, load_names(self.settings.owner_names))
        if not (reworded and self.settings.has_llm):
            return checklist
        from assistant.answering.rewording import reword

        return reword(checklist, self.settings)
