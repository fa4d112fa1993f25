"""Is what is installed sound? Checks of the settings, the model and the index, each with its remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant.config import Settings
from assistant.embedding.encoder import Encoder, load_encoder, verify_model
from assistant.errors import PolicyError
from assistant.retrieval import generations
from assistant.retrieval.store import Generation, PolicyStore

SAMPLE = 20
REBUILD = "请运行 policy-assistant index --rebuild"


def examine(settings: Settings) -> list[dict[str, Any]]:
    """Return one finding a check: {"check", "sound", "detail"}; never raises a PolicyError."""
    findings = [
        _finding("设置", lambda: f"索引 {settings.index}，模型 {settings.model}，咨询 {settings.office}")
    ]
    findings.append(_finding("模型", lambda: _model(settings)))
    if not findings[-1]["sound"]:
        return findings
    encoder = load_encoder(settings.model, Path(settings.model_cache))
    store = PolicyStore(Path(settings.index), encoder)
    findings.append(
        _finding(
            "索引",
            lambda: f"第 {store.current.manifest.generation} 代，{store.current.manifest.documents} 份文件",
        )
    )
    if findings[-1]["sound"]:
        findings += [
            _finding("校验和", lambda: _sums(store.current)),
            _finding("编号一致", lambda: _ids(store.current)),
            _finding("向量抽查", lambda: _sample(store.current, encoder)),
        ]
    return findings


def _finding(check: str, run: Callable[[], str]) -> dict[str, Any]:
    try:
        return {"check": check, "sound": True, "detail": run()}
    except PolicyError as error:
        return {"check": check, "sound": False, "detail": str(error)}


def _model(settings: Settings) -> str:
    verified = verify_model(settings.model, Path(settings.model_cache))
    return f"{settings.model}，{verified.get('dimension', '?')} 维"


def _sums(generation: Generation) -> str:
    damaged = generations.check_sums(generation.folder, generation.manifest)
    if damaged:
        raise PolicyError(f"{'、'.join(damaged)} 内容与清单不符: {REBUILD}")
    return "与清单一致"


def _ids(generation: Generation) -> str:
    clauses, words, vectors = (
        generation.table.piece_ids(),
        generation.table.lexicon_ids(),
        sorted(generation.dense.ids),
    )
    if not clauses == words == vectors:
        raise PolicyError(
            f"条款 {len(clauses)}、词表 {len(words)}、向量 {len(vectors)} 的编号不一致: {REBUILD}"
        )
    return f"{len(clauses)} 个编号一致"


def _sample(generation: Generation, encoder: Encoder) -> str:
    """Embed a sample of pieces again: each must find itself."""
    ids = generation.table.piece_ids()
    chosen = ids[:: max(1, len(ids) // SAMPLE)][:SAMPLE]
    words = generation.table.words_of_pieces(chosen)
    again = encoder.encode_passages([words[i] for i in chosen])
    stored = generation.dense.vectors(chosen)
    worst = float((again * stored).sum(axis=1).min()) if chosen else 1.0
    if worst < 0.98:
        raise PolicyError(f"抽查的向量与文字不符（最低相似度 {worst:.3f}）: {REBUILD}")
    return f"抽查 {len(chosen)} 条，最低相似度 {worst:.3f}"
