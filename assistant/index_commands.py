"""The commands that change an index: what each returns for JSON, and the lines it says to people."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.config import Settings

if TYPE_CHECKING:
    from assistant.embedding.encoder import Encoder

Outcome = tuple[dict[str, Any], list[str]]


def index(options: argparse.Namespace, settings: Settings) -> Outcome:
    """Bring the index up to date, or with --shard embed a share of what it needs."""
    from assistant.progress import Progress
    from assistant.retrieval.indexing import update_index
    from assistant.retrieval.opening import open_store

    corpus = Path(options.corpus or settings.corpus)
    if options.shard:
        return _share(options.shard, corpus, settings)
    store = open_store(settings, _encoder(settings))
    done = update_index(store, corpus, options.rebuild, Progress())
    lines = [
        f"索引第 {done['generation']} 代：文件 {done['documents']} 份，条款 {done['clauses']} 条；新增 {done['added']}，"
        f"更新 {done['updated']}，移除 {done['removed']}，未变 {done['unchanged']}，用时 {done['seconds']} 秒"
    ]
    lines += [f"同一文件 {copy['source']}：已并入 {copy['same_as']}，列为来源" for copy in done["copies"]]
    return done, lines + _failures(done)


def _share(shard: tuple[int, int], corpus: Path, settings: Settings) -> Outcome:
    from assistant.progress import Progress
    from assistant.retrieval.shards import Shard, embed_share

    done = embed_share(Path(settings.index), _encoder(settings), corpus, Shard(*shard), Progress())
    lines = [
        f"第 {done['shard']} 份：文件 {done['files']} 份，文字 {done['texts']} 段，新算向量 {done['embedded']} 个，"
        f"存于 {done['kept_in']}",
        "各份都完成后，把各机器的 embedded 文件夹里的文件合到索引文件夹的 embedded 中，再运行 policy-assistant index",
    ]
    return done, lines + _failures(done)


def migrate(options: argparse.Namespace, settings: Settings) -> Outcome:
    """Move the vectors of the index to the other store and tell what to set."""
    from dataclasses import replace

    from assistant.retrieval.migrating import migrate, stands_in
    from assistant.retrieval.opening import open_store

    folder, uri = Path(settings.index), options.uri or settings.uri
    source = stands_in(folder)
    done: dict[str, Any] = {"from": source, "to": options.to, "vectors": 0}
    if source == options.to:
        return done, [f"{folder}：向量已在 {source} 中，没有改动"]
    encoder = _encoder(settings)
    target = open_store(replace(settings, store=options.to, uri=uri), encoder).home
    done |= migrate(open_store(replace(settings, store=source, uri=uri), encoder), target)
    choice = f'store = "milvus" 和 uri = "{uri}"' if options.to == "milvus" else 'store = "faiss"'
    lines = [
        f"已把 {done['vectors']} 个向量从 {source} 移到 {options.to}，编号不变，没有重新计算",
        f"请在设置文件中写 {choice}，然后重启正在运行的服务",
    ]
    return done, lines


def _failures(done: dict[str, Any]) -> list[str]:
    return [f"未读入 {failure['source']}：{failure['error']}" for failure in done["failed"]]


def _encoder(settings: Settings) -> Encoder:
    from assistant.embedding.encoder import load_encoder

    return load_encoder(settings.model, Path(settings.model_cache))
