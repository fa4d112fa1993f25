"""Answers that staff have confirmed (问答库): the same question gets the sentences that they chose, cited as ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache

from assistant.answering.citing import cite, marked
from assistant.answering.in_force import ENDED
from assistant.errors import BadInput
from assistant.ingest.sentences import Span
from assistant.retrieval.clause_table import ClauseTable
from assistant.retrieval.known import Known, Paper, key_of
from assistant.schema import Citation, Clause, Document, Evidence
from assistant.storage.confirmed import Confirmed, Entry, Quote
from assistant.storage.masking import mask

CHANGED, ENDED_SINCE, GONE = "原文已改，请重新确认", "所在文件已失效", "所在文件已不在文库"


def told_by_staff(
    places: Sequence[tuple[Clause, Span]], table: ClauseTable, day: date
) -> tuple[str, tuple[Citation, ...]] | None:
    """Return text and citations of a confirmed answer; None when a document it stands on has ended by that day.

    The text is empty when staff have confirmed that the documents do not say.
    """
    cited = []
    for number, (clause, span) in enumerate(places, 1):
        document = table.document(clause.document_id)
        if document is None or document.validity(day) in ENDED:
            return None
        cited.append(cite(Evidence(document, clause, 1.0), span.start, span.end, number, day))
    return marked(cited), tuple(cited)


def standing(known: Known, table: ClauseTable, day: date) -> list[tuple[Confirmed, str]]:
    """Return what was confirmed, each with why it is not used, which is empty when it is."""
    here, ended = _names(table.labels), _names(d for d in table.labels if d.validity(day) in ENDED)

    def why(row: Confirmed) -> str:
        named = {quote.document for quote in row.answers}
        if named - here:
            return GONE
        return CHANGED if row.id in known.lost else ENDED_SINCE if named & ended else ""

    return [(row, why(row)) for row in known.rows]


def _names(documents: Iterable[Document]) -> set[str]:
    """Return the ids of documents and of their copies: a copy that is added may come to hold the one that was here."""
    return {name for each in documents for name in (each.id, *(copy.id for copy in each.copies))}


def papers_of(table: ClauseTable) -> Callable[[str], Paper | None]:
    """Return what looks up a document by its id; the last few are at hand, for many questions about one."""
    return lru_cache(maxsize=8)(lambda name: Paper.of(table, name))


def entry(
    question: str, meant: str, answers: Sequence[Quote], paper_of: Callable[[str], Paper | None], day: date
) -> Entry:
    """Return what is to be kept of a question that is read as `meant`: the sentences that hold the words, each once.

    Whole sentences are kept, so that no word can come to stand in another one. Raises BadInput when the question says
    nothing or holds somebody's number, and when a document has no such words or has ended.
    """
    if not key_of(meant):
        raise BadInput(f"{question}: 问题里没有文字: 请写明问的是什么")
    if mask(question) != question:
        raise BadInput("问题里有电话、证件号码或邮箱: 请去掉后再确认")
    kept: dict[tuple[str, int], Quote] = {}
    for quote in answers:
        paper = paper_of(quote.document)
        if paper is None:
            raise BadInput(f"{quote.document}: 文库中没有这份文件: 请用文件编号")
        places = paper.sentences(quote)
        if not places:
            raise BadInput(f"{quote.document}: 原文中没有“{quote.words[:30]}”: 请从文件中照抄作为答案的句子")
        for item, span in places:
            if item.document.validity(day) in ENDED:
                raise BadInput(f"《{item.document.title}》已失效: 请用现行有效的文件作答案")
            words = span.of(item.document)
            kept[item.document.id, span.start] = Quote(item.document.id, words, item.clause.path)
    return Entry(key_of(meant), question, list(kept.values()))
