"""A small assistant with the real one's interface, for what the real one cannot be made to do on demand."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from assistant.config import Settings
from assistant.errors import BadInput, BadQuestion, UnknownDocument
from assistant.schema import (
    Answer,
    Checklist,
    Citation,
    Clause,
    Contact,
    Coverage,
    Deadline,
    Document,
    Evidence,
    Indicator,
    NotTask,
    Owner,
    Status,
    Task,
    Validity,
)
from assistant.storage.confirmed import Confirmed, Quote

# A character outside the BMP stands before the quote: offsets count characters, not UTF-16 units.
TEXT = "关于<b>𠮷</b>祥的通知\n一、总体要求\n坚持服务。\n二、重点任务\n管家每月至少到场一次。其他另行通知。\n"
QUOTE = "管家每月至少到场一次。"
HOSTILE_TITLE = "<img src=x onerror=window.hacked=1>通知"


def document(title: str = HOSTILE_TITLE) -> Document:
    """Return a document whose title and text try to be markup."""
    return Document(
        id="测试/一",
        title=title,
        text=TEXT,
        source="测试",
        doc_number="测字〔2025〕1号",
        issuer="测试机关",
        issued_on="2025-05-06",
    )


def clauses() -> list[Clause]:
    """Return clauses whose spans tile TEXT."""
    first, second = TEXT.index("一、"), TEXT.index("二、")
    body_one, body_two = TEXT.index("坚持"), TEXT.index("管家")
    end = len(TEXT)
    return [
        Clause("测试/一", "header", "", (), "", TEXT[:first], 0, first, 0),
        Clause(
            "测试/一",
            "一",
            "一",
            ("一、总体要求",),
            "一、总体要求",
            TEXT[body_one:second],
            first,
            second,
            body_one,
        ),
        Clause(
            "测试/一", "二", "二", ("二、重点任务",), "二、重点任务", TEXT[body_two:], second, end, body_two
        ),
    ]


def citation() -> Citation:
    """Return the citation of QUOTE."""
    start = TEXT.index(QUOTE)
    return Citation(
        1,
        "测试/一",
        HOSTILE_TITLE,
        "测字〔2025〕1号",
        "测试机关",
        "2025-05-06",
        Validity.IN_FORCE,
        "二",
        "二",
        ("二、重点任务",),
        QUOTE,
        start,
        start + len(QUOTE),
        "测试",
    )


class FakeEncoder:
    """Questions that begin with the same two characters mean the same."""

    def encode_queries(self, texts: Sequence[str]) -> Any:
        beginnings = sorted({text[:2] for text in texts})
        return np.array(
            [[float(text[:2] == each) for each in beginnings] for text in texts], dtype=np.float32
        )


@dataclass
class FakeStore:
    """What of a store the web asks for."""

    encoder: FakeEncoder = field(default_factory=FakeEncoder)


@dataclass
class FakeAssistant:
    """Answers with the one citation; `before` runs first, with the question, and may wait or raise."""

    settings: Settings = field(default_factory=Settings)
    generation: int = 1
    before: Callable[[str], None] = lambda question: None
    status: Status = Status.ANSWERED
    loaded: list[Document] = field(default_factory=lambda: [document()])
    store: FakeStore = field(default_factory=FakeStore)
    histories: list[list[str]] = field(default_factory=list)
    hurries: list[bool] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)
    confirmed_mark: tuple[int, int] = (0, 0)
    book: list[tuple[Confirmed, str]] = field(default_factory=list)

    def ask(
        self, question: str, history: Any = (), as_of: date | None = None, use_llm: bool | None = None
    ) -> Answer:
        if not question.strip() or len(question) > self.settings.max_question_chars:
            raise BadQuestion("empty or too long")
        self.histories.append(list(history))
        self.before(question)
        answer = Answer(
            question,
            self.status,
            f"{QUOTE}[1]",
            (citation(),),
            contact=Contact("测试办", "12345"),
            follow_ups=("还有什么任务？",),
        )
        if self.status is Status.NO_EVIDENCE:
            return replace(
                answer,
                text="文件没有载明补贴标准。",
                citations=(),
                related=(replace(citation(), number=0),),
                whom=citation(),
            )
        return answer

    def ask_stream(
        self,
        question: str,
        history: Any = (),
        as_of: date | None = None,
        use_llm: bool | None = None,
        hurried: bool = False,
    ) -> Iterator[tuple[str, Any]]:
        self.hurries.append(hurried)
        answer = self.ask(question, history)
        try:
            yield "evidence", self.search(question)
            for piece in (answer.text[:4], answer.text[4:]):
                yield "token", piece
            yield "done", answer
        finally:
            self.closed.set()

    def search(self, query: str, top_k: int = 8) -> list[Evidence]:
        return [Evidence(self.loaded[0], clauses()[2], 1.0, {"dense": 0.5})][:top_k]

    def confirm(self, question: str, answers: Sequence[Quote]) -> int:
        for answer in answers:
            if answer.words not in TEXT:
                raise BadInput(f"原文中没有“{answer.words}”")
        number = self.confirmed_mark[0] + 1
        self.confirmed_mark = (number, 0)
        self.book.append((Confirmed(number, question, tuple(answers), "2025-05-06T08:00:00+00:00"), ""))
        return number

    def confirmed(self) -> list[tuple[Confirmed, str]]:
        return self.book

    def unconfirm(self, number: int) -> bool:
        kept = [pair for pair in self.book if pair[0].id != number]
        found = len(kept) < len(self.book)
        self.book = kept
        return found

    def verify(self, text: str, document: str | None = None) -> list[dict[str, Any]]:
        if document:
            self.document(document)
        problem = {"kind": "frequency", "found": "每季度", "source": "每月"}
        found = {"citations": [asdict(citation())], "problems": [problem]}
        return [{"text": text, "verdict": "contradicted", **found}]

    def documents(self) -> list[Document]:
        return self.loaded

    def document(self, id_or_title: str) -> Document:
        for each in self.loaded:
            if id_or_title in (each.id, each.title):
                return each
        raise UnknownDocument(id_or_title)

    def clauses(self, document_id: str) -> list[Clause]:
        return clauses()

    def checklist(self, document: str, owner: str | None = None, start: date | None = None) -> Checklist:
        found = self.document(document)
        at = TEXT.index(QUOTE)
        other = TEXT.index("其他")
        task = Task(
            "1",
            "到场",
            QUOTE,
            (Owner("管家", "owner"),),
            Deadline("每月至少到场一次", "recurring"),
            Indicator("至少到场一次", 1, "次", ">="),
            "hard",
            "二",
            "二",
            QUOTE,
            at,
            at + len(QUOTE),
        )
        left = NotTask("二", "其他另行通知。", "background", other, other + 7)
        return Checklist(found.id, found.title, "2025-05-06", "issued_on", (task,), Coverage(2, 1, (left,)))
