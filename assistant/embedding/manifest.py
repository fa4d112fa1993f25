"""What a prepared model's folder holds: model.onnx, tokenizer.json, and manifest.json to vouch for both."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path

from assistant.embedding.bundled import SHA256 as WHEEL_SHA256
from assistant.errors import ModelError

NETWORK = "model.onnx"
TOKENIZER = "tokenizer.json"
READER = "reader.onnx"  # beside the bundled model
MANIFEST = "manifest.json"
FORMAT = 1
BUNDLED = "bundled"
ADAPTER = Path(__file__).with_name("adapter.npz")  # what training added to the bundled model
TRAINED_READER = Path(__file__).with_name(
    "reader.npz"
)  # what training made of the bundled model's first layers
RECIPE = 4  # raised whenever the same source would be prepared differently


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Size in bytes and sha256 of one file."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a prepared model is, what it was made from, and how it was checked.

    `source` is the content hash of what it was made from; `fingerprint` of what is run, prefixes included.
    An index remembers the fingerprint.
    """

    name: str
    dimension: int
    max_tokens: int
    query_prefix: str
    passage_prefix: str
    source: str
    fingerprint: str
    files: dict[str, FileFacts]
    verification: dict[str, float | str] = field(default_factory=dict)
    format: int = FORMAT


def model_folder(model: str, cache: Path) -> Path:
    """Return where a model is kept once prepared; a folder that holds a manifest is itself the place.

    Of a local folder the place depends on its full path, so that two of one name do not meet.
    """
    if model != BUNDLED and (Path(model) / MANIFEST).is_file():
        return Path(model)
    slug = re.sub(r"[^\w.-]+", "--", Path(model).name if Path(model).is_dir() else model)
    if model != BUNDLED and Path(model).is_dir():
        slug += "-" + hashlib.sha256(str(Path(model).resolve()).encode()).hexdigest()[:8]
    return cache / slug


def bundled_source(adapter: Path = ADAPTER) -> str:
    """Return the content hash of what the bundled model is made from; nothing heavy is read."""
    added = [hash_file(path) for path in (adapter, TRAINED_READER) if path.is_file()]
    parts = [str(RECIPE), WHEEL_SHA256, *added]
    return hash_text(" ".join(parts))


def office_adapter(cache: Path) -> Path:
    """Return where `models tune` puts what it learned; it takes the place of the shipped adapter."""
    return cache / "adapter.npz"


def adapter_of(cache: Path) -> Path:
    """Return the adapter that is merged into the bundled model: the office's own, else the shipped one."""
    own = office_adapter(cache)
    return own if own.is_file() else ADAPTER


def check_current(manifest: Manifest, model: str, cache: Path) -> None:
    """Raise ModelError when the bundled model was prepared by another version of this program, or before tuning."""
    if model == BUNDLED and manifest.source != bundled_source(adapter_of(cache)):
        raise ModelError(f"{model}: 由另一版本的程序准备，或在微调之前准备: {remedy(model)}")


def remedy(model: str) -> str:
    """Return what to do about a model that cannot be used."""
    return f"请运行 policy-assistant models prepare {model}"


def read_manifest(folder: Path, model: str) -> Manifest:
    """Read a manifest; raises ModelError naming the remedy when it is absent or not ours."""
    path = folder / MANIFEST
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        files = {name: FileFacts(**facts) for name, facts in values.pop("files").items()}
        manifest = Manifest(files=files, **values)
    except FileNotFoundError as error:
        raise ModelError(f"{model}: 向量模型尚未准备: {remedy(model)}") from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ModelError(f"{path}: 清单已损坏（{error}）: {remedy(model)}") from error
    if manifest.format != FORMAT:
        raise ModelError(f"{path}: 格式为 {manifest.format}，本程序读取 {FORMAT}: {remedy(model)}")
    return manifest


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest as readable JSON."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def file_facts(path: Path) -> FileFacts:
    """Measure and hash one file."""
    return FileFacts(path.stat().st_size, hash_file(path))


def check_sizes(folder: Path, manifest: Manifest, model: str) -> None:
    """Raise ModelError when a file is absent or has another size; cheap enough for every start."""
    for name, facts in manifest.files.items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != facts.size:
            raise ModelError(f"{path}: 缺失或大小不对: {remedy(model)}")


def check_hashes(folder: Path, manifest: Manifest, model: str) -> None:
    """Raise ModelError when a file's content is not what was prepared."""
    check_sizes(folder, manifest, model)
    for name, facts in manifest.files.items():
        if hash_file(folder / name) != facts.sha256:
            raise ModelError(f"{folder / name}: 已损坏（校验和不符）: {remedy(model)}")


def fingerprint(files: dict[str, FileFacts], query_prefix: str, passage_prefix: str) -> str:
    """Return the content hash of everything that decides an embedding; the reader decides none."""
    parts = [f"{name}:{facts.sha256}" for name, facts in sorted(files.items()) if name != READER]
    return hash_text("\n".join([*parts, query_prefix, passage_prefix]))


def hash_text(text: str) -> str:
    """Return the sha256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def hash_file(path: Path) -> str:
    """Return the sha256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def hash_folder(folder: Path) -> str:
    """Return one hash over the names and contents of all files of a folder, hidden ones left out."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in name.parts):
            digest.update(f"{name.as_posix()}:{hash_file(path)}\n".encode())
    return digest.hexdigest()
