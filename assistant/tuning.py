"""Adapting the bundled embedding model to an office's own documents and questions, on its own machine.

Learned from are questions people asked and the clauses that answered them (those marked helpful on the page, those
that staff have confirmed, and those of a file), and the headings of the documents with the clauses under them. A part of the documents is held
back; what was learned is kept only when it finds the clauses of those better than before.
"""

from __future__ import annotations

import random
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.assistant import PolicyAssistant
from assistant.embedding.encoder import Encoder, load_encoder
from assistant.embedding.manifest import BUNDLED, adapter_of, office_adapter
from assistant.embedding.prepare import load_plain, prepare_model
from assistant.embedding.tune import Pair, Recipe, tune
from assistant.errors import BadTraining
from assistant.ingest.sentences import clause_sentences
from assistant.question_file import read_rows, read_text
from assistant.retrieval.choices import SENTENCE, Choice
from assistant.retrieval.pieces import cut, sentence_words
from assistant.retrieval.tokens import squeeze, tokens
from assistant.schema import Clause, Document

Progress = Callable[[str], None]
FEWEST = 50  # questions to learn from
HELD_BACK = 5  # one document in so many is held back, to measure on
MEASURED, POOL = 300, 4_000  # questions held back, and passages among which theirs are to be found
WRONG = 2  # passages that do not answer, for each that does
SAME = 0.6  # share of a right sentence's words from which another may well say the same
HEADING_ENDS = "（）()一二三四五六七八九十0123456789、.．。：: "
HEADING_LEAST, HEADING_MOST, TEXT_LEAST = 6, 40, 40  # characters of a heading that can stand for a question


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the document that answers it and words of the sentences that do; `near` only seem to."""

    question: str
    document: str
    quotes: tuple[str, ...]
    near: tuple[str, ...] = ()


def tune_model(
    assistant: PolicyAssistant, asked: Sequence[Asked], cache: Path, recipe: Recipe, progress: Progress
) -> dict[str, Any]:
    """Train an adapter on what was asked and on the index's headings; keep it when it helps on what it has not seen.

    Returns {"questions", "headings", "steps", "before", "after", "kept"}; raises BadTraining when there is too little.
    """
    headings = list(heading_questions(assistant))
    known = {document.id for document in assistant.documents()}
    rows = [row for row in (*asked, *headings) if row.document in known]
    learned = [row for row in rows if not is_held_back(row.document)]
    held = [row for row in rows if is_held_back(row.document)]
    held = sorted(held, key=lambda row: zlib.crc32(row.question.encode()))[:MEASURED]
    if len(learned) < FEWEST or not held:
        raise BadTraining(
            f"可供学习的问题只有 {len(learned)} 个（至少 {FEWEST} 个，另留一部分文件检验）: "
            "请用 --questions 给出问题文件，或多积累有人点过“有用”的问题"
        )
    progress(f"学习 {len(learned)} 个问题，另有 {len(held)} 个留作检验 …")
    pairs = question_pairs(assistant, learned, progress)
    with tempfile.TemporaryDirectory(prefix=".tuning-", dir=cache) as folder:
        adapter = Path(folder) / "adapter.npz"
        steps = tune(load_plain(adapter_of(cache)), pairs, recipe, adapter, progress, adapter_of(cache))
        progress("正在检验 …")
        prepared = prepare_model(BUNDLED, Path(folder), progress, adapter)
        among = passages(assistant, held)
        before = measure(assistant.store.encoder, held, among)
        after = measure(load_encoder(str(prepared), Path(folder)), held, among)
        kept = (after["MRR"], after["R@10"]) > (before["MRR"], before["R@10"])
        if kept:
            adapter.replace(office_adapter(cache))
    counts = {"questions": len(rows) - len(headings), "headings": len(headings), "steps": steps}
    return {**counts, "before": before, "after": after, "kept": kept}


def is_held_back(document: str) -> bool:
    """Tell whether a document's questions are kept to measure on: the same documents every time."""
    return zlib.crc32(document.encode()) % HELD_BACK == 0


# -- what is learned from ---------------------------------------------------------------------


def read_asked(path: Path) -> list[Asked]:
    """Read questions, one JSON object a line: question, doc, quotes (the beginning of a sentence is enough).

    Raises BadTraining naming the line.
    """
    lines = enumerate(read_text(path, BadTraining).splitlines(), 1)
    return [asked for asked in read_rows(path, lines, _asked, BadTraining) if asked]


def _asked(row: Any) -> Asked | None:
    if not (row["doc"] and isinstance(row["doc"], str)):
        return None
    near = tuple(str(words) for name, words in row.get("distractors", ()) if name == row["doc"])
    return Asked(str(row["question"]), row["doc"], tuple(map(str, row["quotes"])), near)


def logged_questions(assistant: PolicyAssistant, rated: Iterable[tuple[str, Sequence[str]]]) -> list[Asked]:
    """Return questions whose answers readers called helpful; of each also the clauses cited, as `id path`."""
    found = []
    for question, cited in rated:
        for name in cited[:1]:
            document, _, path = name.partition(" ")
            texts = [
                clause.text for clause in _clauses(assistant, document) if clause.path == path and clause.text
            ]
            found += [Asked(question, document, (text[:SENTENCE],)) for text in texts]
    return found


def confirmed_questions(assistant: PolicyAssistant) -> list[Asked]:
    """Return the questions that staff have confirmed, once for each document that answers."""
    found = []
    for row, why in assistant.confirmed():
        for name in dict.fromkeys(quote.document for quote in row.answers if not why):
            words = tuple(quote.words for quote in row.answers if quote.document == name)
            found.append(Asked(row.question, name, words))
    return found


def heading_questions(assistant: PolicyAssistant) -> Iterator[Asked]:
    """Yield the nearest heading of each clause as a question for its first words."""
    for document in assistant.documents():
        for clause in _clauses(assistant, document.id):
            heading = "".join(clause.headings[-1:]).strip(HEADING_ENDS)
            if HEADING_LEAST <= len(heading) <= HEADING_MOST and len(clause.text) >= TEXT_LEAST:
                yield Asked(heading, document.id, (clause.text[:SENTENCE],))


def _clauses(assistant: PolicyAssistant, document: str) -> list[Clause]:
    table = assistant.store.current.table
    return table.clauses(document) if table.document(document) else []


# -- pairs ------------------------------------------------------------------------------------


def question_pairs(
    assistant: PolicyAssistant, rows: Sequence[Asked], progress: Progress
) -> tuple[list[Pair], list[Pair]]:
    """Pair each question with a sentence and with a piece that answers it, each beside what is found and does not."""
    chance = random.Random(7)  # noqa: S311  # order of training, no secret
    sentences: list[Pair] = []
    pieces: list[Pair] = []
    for number, row in enumerate(rows, 1):
        document = assistant.store.current.table.document(row.document)
        if document is not None:
            clauses = assistant.clauses(document.id)
            _, choices = assistant.retriever.find(assistant.retriever.query(row.question))
            sentences += _sentence_pairs(row, document, clauses, choices, chance)
            pieces += _piece_pairs(row, document, clauses, choices, chance)
        if number % 500 == 0:
            progress(f"正在查找容易混淆的条款：{number}/{len(rows)}")
    return sentences, pieces


def _sentence_pairs(
    row: Asked, document: Document, clauses: list[Clause], choices: list[Choice], chance: random.Random
) -> list[Pair]:
    told = [(clause, span.of(document)) for clause in clauses for span in clause_sentences(document, clause)]
    right = [(text, sentence_words(clause, text)) for clause, text in told if holds_quote(text, row.quotes)]
    near = [sentence_words(clause, text) for clause, text in told if holds_quote(text, row.near)]
    texts = [text for text, _ in right]
    found = [
        sentence_words(choice.evidence.clause, choice.text)
        for choice in choices
        if not holds_quote(choice.text, row.quotes) and not says_the_same(texts, choice.text)
    ]
    return _pair(row, [words for _, words in right], [*near[:1], *_some(found[:20], chance)], chance)


def _piece_pairs(
    row: Asked, document: Document, clauses: list[Clause], choices: list[Choice], chance: random.Random
) -> list[Pair]:
    cuts = [(document.text[piece.start : piece.end], piece.words) for piece in cut(document, clauses)]
    right = [words for text, words in cuts if holds_quote(text, row.quotes)]
    others = {
        (choice.evidence.document.id, choice.evidence.clause.path): choice.evidence for choice in choices
    }
    found = [
        "\n".join((item.document.title, " ".join(item.clause.headings), item.clause.text[:320]))
        for item in others.values()
        if not holds_quote(item.clause.text, row.quotes) and not says_the_same(right, item.clause.text)
    ]
    return _pair(row, right, _some(found, chance), chance)


def _some(found: list[str], chance: random.Random) -> list[str]:
    return chance.sample(found, min(WRONG, len(found)))


def _pair(row: Asked, right: list[str], wrong: list[str], chance: random.Random) -> list[Pair]:
    """Return one pair, of one of the right passages; the words are the name of a passage."""
    if not right:
        return []
    chosen = chance.choice(right)
    others = tuple((words, words) for words in wrong[:WRONG] if words not in right)
    return [Pair(row.question, (chosen, chosen), others, frozenset(right))]


def holds_quote(text: str, quotes: Sequence[str]) -> bool:
    """True when a sentence shares half of itself or of a quote with that quote, blanks aside."""
    words = squeeze(text)
    return any(words in quote or quote in words or _overlap(words, quote) for quote in map(squeeze, quotes))


def _overlap(words: str, quote: str) -> bool:
    half = len(quote) // 2 + 1
    return any(quote[at : at + half] in words for at in range(len(quote) - half + 1))


def says_the_same(right: Sequence[str], text: str) -> bool:
    """True when a sentence has so many words of a right one that it may answer as well: many laws repeat others."""
    mine = set(tokens(text))
    others = [set(tokens(words[-SENTENCE:])) for words in right]
    return any(len(mine & other) > SAME * len(other) for other in others)


# -- whether it helps -------------------------------------------------------------------------


def passages(assistant: PolicyAssistant, rows: Sequence[Asked]) -> list[tuple[str, str, str]]:
    """Return document, text and words of the pieces of the documents asked about, and of others up to POOL."""
    asked = list(dict.fromkeys(row.document for row in rows))
    others = [document.id for document in assistant.documents() if document.id not in set(asked)]
    found: list[tuple[str, str, str]] = []
    for number, name in enumerate([*asked, *others]):
        if number >= len(asked) and len(found) >= POOL:
            break
        document = assistant.document(name)
        for piece in cut(document, assistant.clauses(name)):
            found.append((name, document.text[piece.start : piece.end], piece.words))
    return found


def measure(
    encoder: Encoder, rows: Sequence[Asked], among: Sequence[tuple[str, str, str]]
) -> dict[str, float]:
    """Return recall and reciprocal rank of the right passages among all that `passages` gave."""
    vectors = encoder.encode_passages([words for _, _, words in among])
    scores = encoder.encode_queries([row.question for row in rows]) @ vectors.T
    ranks = []
    for row, line in zip(rows, scores, strict=True):
        right = [
            at
            for at, (name, text, _) in enumerate(among)
            if name == row.document and holds_quote(text, row.quotes)
        ]
        if right:
            ranks.append(int((line > line[right].max()).sum()) + 1)
    places = np.array(ranks)
    return {
        "questions": len(ranks),
        "R@1": round(float((places <= 1).mean()), 3),
        "R@10": round(float((places <= 10).mean()), 3),
        "MRR": round(float((1 / places).mean()), 4),
    }
