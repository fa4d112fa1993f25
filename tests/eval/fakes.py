"""A small assistant with the interface of the real one, over documents given as text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.answering.citing import cite
from assistant.ingest.corpus import read_document
from assistant.schema import Answer, Clause, Document, Evidence, Status

PLAN = """夏家镇服务提升办法

夏政发〔2024〕7号

一、服务企业
（一）上门服务。联络员每季度至少到企业走访1次。
（二）办理时限。收到申请后，镇政务服务办公室应当在15天内答复。
二、监督检查
（一）书面报告。不能按时办结的，承办单位要书面说明原因。
"""
OTHER = "冬家镇停车办法\n\n一、收费标准\n（一）白天每小时2元。\n（二）夜间免费停放。\n"


class FakeAssistant:
    """Finds clauses by shared characters and quotes the best one; refuses below `threshold`."""

    def __init__(self, found: Sequence[tuple[Document, Sequence[Clause]]], threshold: float = 0.2) -> None:
        self.threshold = threshold
        self.pool = [(document, clause) for document, clauses in found for clause in clauses if clause.text]

    def search(self, query: str, top_k: int = 8) -> list[Evidence]:
        wanted = set(query)
        scored = [
            Evidence(document, clause, len(wanted & set(clause.heading + clause.text)) / len(wanted))
            for document, clause in self.pool
        ]
        return sorted(scored, key=lambda evidence: -evidence.score)[:top_k]

    def ask(self, question: str, history: Sequence[str] = (), *, hurried: bool = False) -> Answer:
        best = self.search("".join([*history, question]), 1)[0]
        if best.score < self.threshold:
            return Answer(question, Status.NO_EVIDENCE, "没有找到依据。", answerability=best.score)
        citation = cite(best, best.clause.text_start, best.clause.text_end, 1, date(2025, 1, 1))
        text = f"{citation.quote}[1]"
        return Answer(question, Status.ANSWERED, text, (citation,), answerability=best.score)


def read_texts(folder, **texts: str) -> list[tuple[Document, list[Clause]]]:
    """Write texts as files and read them as the product does."""
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return [read_document(folder / f"{name}.txt") for name in texts]
