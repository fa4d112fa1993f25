"""Is what is installed sound? Checks of the settings, the model and the index, each with its remedy."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from assistant.config import Settings
from assistant.embedding.encoder import Encoder, load_encoder, verify_model
from assistant.errors import BadSettings, DamagedIndex, PolicyError
from assistant.retrieval.generation import Generation
from assistant.retrieval.generations import REBUILD
from assistant.retrieval.known import KnownQuestions
from assistant.retrieval.opening import open_store
from assistant.retrieval.tokens import tokens
from assistant.storage.confirmed import ConfirmedBook

SAMPLE = 20
ALIKE = 0.98  # cosine of a piece embedded again; int8 networks differ a little between processors
SAME = 1e-6  # difference of scores below which two pieces are the same words


def examine(settings: Settings) -> list[dict[str, Any]]:
    """Return one finding a check: {"check", "sound", "detail"}; never raises a PolicyError."""
    findings = [_finding("设置", lambda: _settings(settings)), _finding("模型", lambda: _model(settings))]
    if not findings[-1]["sound"]:
        return findings
    encoder = load_encoder(settings.model, Path(settings.model_cache))
    store = open_store(settings, encoder)
    findings.append(_finding("索引", lambda: _manifest(store.current)))
    if not findings[-1]["sound"]:
        return findings
    generation = store.current
    checks: dict[str, Callable[[], str]] = {
        "校验和": lambda: _sums(generation),
        "编号一致": lambda: _ids(generation),
        "条款抽查": lambda: _clauses(generation),
        "向量抽查": lambda: _vectors(generation, encoder),
        "词表抽查": lambda: _words(generation),
        "问答库": lambda: _confirmed(settings, generation, encoder),
    }
    return findings + [_finding(check, run) for check, run in checks.items()]


def _finding(check: str, run: Callable[[], str]) -> dict[str, Any]:
    try:
        return {"check": check, "sound": True, "detail": run()}
    except PolicyError as error:
        return {"check": check, "sound": False, "detail": str(error)}


def _settings(settings: Settings) -> str:
    if not 0 <= settings.dense_weight <= 1:
        raise BadSettings(f"dense_weight = {settings.dense_weight}: 应在 0 与 1 之间: 请修改设置文件")
    if settings.top_k < 1:
        raise BadSettings(f"top_k = {settings.top_k}: 应至少为 1: 请修改设置文件")
    return f"索引 {settings.index}，模型 {settings.model}，咨询 {settings.office}"


def _model(settings: Settings) -> str:
    verified = verify_model(settings.model, Path(settings.model_cache))
    return f"{settings.model}，{verified.get('dimension', '?')} 维"


def _manifest(generation: Generation) -> str:
    """Opening it has compared format, model, vector files and the number of vectors."""
    manifest = generation.manifest
    return f"第 {manifest.generation} 代，{manifest.documents} 份文件，{manifest.clauses} 条"


def _sums(generation: Generation) -> str:
    """Read every page, every document and the whole lexical index."""
    generation.table.check_pages()
    generation.table.check_lexicon()
    documents = generation.table.documents()
    counted = generation.table.counts()
    manifest = generation.manifest
    if counted != (manifest.documents, manifest.clauses, manifest.pieces):
        raise DamagedIndex(f"文件、条款、片段 {counted} 与清单不符: {REBUILD}")
    return f"{len(documents)} 份文件与校验和一致"


def _ids(generation: Generation) -> str:
    table = generation.table
    clauses, words, vectors = table.piece_ids(), table.lexicon_ids(), generation.dense.ids
    if not clauses == words == vectors:
        raise DamagedIndex(
            f"条款 {len(clauses)}、词表 {len(words)}、向量 {len(vectors)} 的编号不一致: {REBUILD}"
        )
    return f"{len(clauses)} 个编号一致"


def _clauses(generation: Generation) -> str:
    """Each clause stands in its document's text, and the words of each piece are those that were hashed."""
    chosen = _sample(generation)
    for piece, (_, clause) in generation.table.clauses_of_pieces(chosen).items():
        document = generation.table.document(clause.document_id)
        text = document.text[clause.text_start : clause.text_end] if document else None
        if text != clause.text:
            raise DamagedIndex(f"{clause.document_id} {clause.path}: 条款与原文不符: {REBUILD}")
        words = generation.table.words_of_pieces([piece])[piece]
        if hashlib.sha256(words.encode()).hexdigest() != generation.table.digest_of_piece(piece):
            raise DamagedIndex(f"{clause.document_id} {clause.path}: 检索文字与摘要不符: {REBUILD}")
    return f"抽查 {len(chosen)} 条，均与原文一致"


def _vectors(generation: Generation, encoder: Encoder) -> str:
    """Embed a sample of pieces again: each has the stored vector, and its own vector finds it."""
    chosen = _sample(generation)
    words = generation.table.words_of_pieces(chosen)
    again = encoder.encode_passages([words[i] for i in chosen])
    stored = generation.dense.vectors(chosen)
    worst = float((again * stored).sum(axis=1).min()) if chosen else 1.0
    if worst < ALIKE:
        raise DamagedIndex(f"抽查的向量与文字不符（最低相似度 {worst:.3f}）: {REBUILD}")
    for piece, vector in zip(chosen, stored, strict=True):
        found = generation.dense.search(vector, SAMPLE)
        own = [score for other, score in found if other == piece or words[piece] == _one(generation, other)]
        if not own or own[0] < found[0][1] - SAME:
            raise DamagedIndex(f"片段 {piece}: 用自身向量检索不到自身: {REBUILD}")
    return f"抽查 {len(chosen)} 条，最低相似度 {worst:.3f}，均能检索到自身"


def _words(generation: Generation) -> str:
    """Each piece of a sample is found by all of its own words."""
    chosen = _sample(generation)
    for piece, words in generation.table.words_of_pieces(chosen).items():
        if not generation.table.holds(piece, tokens(words)):
            raise DamagedIndex(f"片段 {piece}: 词表中缺少它的词: {REBUILD}")
    return f"抽查 {len(chosen)} 条，词表完整"


def _confirmed(settings: Settings, generation: Generation, encoder: Encoder) -> str:
    """The book can be read; what the documents hold no more is told."""
    book = ConfirmedBook(settings.confirmed)
    rows, lost = book.all(), KnownQuestions(book, encoder, str).at(generation).lost
    gone = f"，其中 {len(lost)} 问的原文已改，请重新确认" if lost else ""
    return f"已确认 {len(rows)} 问{gone}"


def _one(generation: Generation, piece: int) -> str:
    return generation.table.words_of_pieces([piece]).get(piece, "")


def _sample(generation: Generation) -> list[int]:
    ids = np.asarray(generation.table.piece_ids())
    return [int(i) for i in ids[np.linspace(0, len(ids) - 1, min(SAMPLE, len(ids))).astype(int)]]
