"""The library's files while it is in use: adding, replacing, deleting; folder and index change together or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import threading
import tomllib
import unicodedata
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from assistant.errors import BadInput, Conflict, PolicyError, UnknownDocument
from assistant.ingest.copies import fold_copies
from assistant.ingest.corpus import document_folder
from assistant.ingest.readers import MAX_BYTES, READERS
from assistant.ingest.reading import Job, Read, read_all
from assistant.ingest.versions import judge
from assistant.retrieval.indexing import Changes, plan, update_index
from assistant.retrieval.store import PolicyStore
from assistant.schema import Clause, Document, Validity

NAME_BYTES = 200  # what common file systems allow, less room for a suffix of ours
UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
KEPT = 8  # previews kept so that accepting a file need not read it again
ENDED = {Validity.REPEALED: "已废止", Validity.SUPERSEDED: "已被替代"}


class NameTaken(Conflict):
    """The library holds a file of that name or id already."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it was read and what accepting it would do; nothing is kept of it yet."""

    document: Document
    clauses: tuple[Clause, ...]
    warnings: tuple[str, ...]


class Shelf:
    """The folder of an index that people change through the API."""

    def __init__(self, store: PolicyStore, corpus: Path) -> None:
        self.store = store
        self.corpus = corpus
        self._lock = threading.Lock()
        self._read: OrderedDict[tuple[str, str], Read] = OrderedDict()

    def preview(self, name: str, content: bytes) -> Preview:
        """Read a file without keeping it; raises what is wrong with its name or its content."""
        document, clauses = self._parse(safe_name(name), content)
        return Preview(document, tuple(clauses), (*document.warnings, *self._consequences(document)))

    def add(self, name: str, content: bytes) -> Document:
        """Put a new file into the folder and the index; raises NameTaken when the library has its id."""
        name = safe_name(name)
        read = self._parse(name, content)
        with self._changing() as jobs:
            target = document_folder(self.corpus) / name
            if read[0].id in jobs or target.exists():
                raise NameTaken(f"{name}: 文库中已有编号为 {read[0].id} 的文件: 请改名，或用“替换”")
            with _written(target, content):
                self._index(read)
        return self._kept(read[0].id)

    def replace(self, document: str, name: str, content: bytes) -> Document:
        """Put new content in the place of a document, which keeps its id; raises UnknownDocument."""
        suffix = Path(safe_name(name)).suffix.lower()
        with self._changing() as jobs:
            job = _job(jobs, document)
            target = job.path.with_suffix(suffix)
            if job.entry and target != job.path:
                raise Conflict(f"{job.path.name}: 目录中有它的登记: 请用同一格式的文件替换")
            read = self._parse(target.name, content, job.entry)
            with _written(target, content), _removed([job.path] if target != job.path else []):
                self._index(read)
        return self._kept(document)

    def remove(self, document: str) -> list[str]:
        """Delete a document with all its copies, or one copy; returns the names of the files that are gone."""
        with self._changing() as jobs:
            held = self.store.current.table.document(document)
            ids = [document, *(copy.id for copy in held.copies)] if held else [document]
            paths = [_job(jobs, each).path for each in ids]
            with _removed(paths), _without_entries(self.corpus, {path.name for path in paths}):
                self._index()
        return [path.name for path in paths]

    def _parse(self, name: str, content: bytes, entry: dict[str, str] | None = None) -> Read:
        """Read content as if it stood in the folder; what was read a moment ago is not read again."""
        if len(content) > MAX_BYTES:
            raise BadInput(f"{name}: 文件超过 {MAX_BYTES // 1_000_000} MB: 请拆分后再导入")
        key = name, sha256(content + repr(entry).encode()).hexdigest()
        if key not in self._read:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / name
                path.write_bytes(content)
                [(_, outcome)] = read_all([Job(name, path, entry or {})])
            if isinstance(outcome, PolicyError):
                raise outcome
            self._read[key] = outcome
            while len(self._read) > KEPT:
                self._read.popitem(last=False)
        return self._read[key]

    def _consequences(self, document: Document) -> Iterator[str]:
        """Tell what accepting a document would change among the others."""
        held = [each for each in self.store.documents() if each.id != document.id]
        if any(each.id == document.id for each in self.store.documents()):
            yield f"文库中已有编号为 {document.id} 的文件，如是新版请用“替换”"
        before = {each.id: each.status for each in held}
        for each in judge(fold_copies([*held, document], before).values()):
            ids = {each.id, *(copy.id for copy in each.copies)}
            if document.id in ids and len(ids) > 1 and ids & set(before):
                yield f"与文库中《{each.title}》是同一份文件，接受后合为一份，列出全部来源"
            elif each.status in ENDED and before.get(each.id, each.status) != each.status:
                yield f"接受后，文库中《{each.title}》将标为“{ENDED[each.status]}”"

    @contextlib.contextmanager
    def _changing(self) -> Iterator[dict[str, Job]]:
        """Hold the folder; refuse when it is not the one that the index was made of."""
        with self._lock:
            jobs = plan(self.corpus, Changes())
            strange = [each.id for each in self.store.documents() if each.id not in jobs]
            if strange:
                raise Conflict(
                    f"{self.corpus}: 索引中有 {len(strange)} 份文件不在资料文件夹里（如 {strange[0]}）: "
                    "请先运行 policy-assistant index，或核对资料文件夹的设置"
                )
            yield jobs

    def _index(self, *ready: Read) -> None:
        """Bring the index up to date; raises when the document just written is not among what it holds."""
        update_index(self.store, self.corpus, ready=ready)
        for document, _ in ready:
            self._kept(document.id)

    def _kept(self, document: str) -> Document:
        """Return the stored document of that id, or the one that holds it as a copy."""
        for each in self.store.documents():
            if document == each.id or document in {copy.id for copy in each.copies}:
                return each
        raise UnknownDocument(f"{document}: 文库中没有这份文件: 请先刷新文库列表")


def safe_name(name: str) -> str:
    """Return a file name that is safe to write; raises BadInput for one that cannot be made so.

    >>> safe_name("../../etc/关于  春耕的通知.docx"), safe_name("C:\\\\公文\\\\a.PDF")
    ('关于 春耕的通知.docx', 'a.PDF')
    """
    bare = UNSAFE.sub("", re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1])
    bare = re.sub(r"\s+", " ", bare).strip(" .")
    stem, suffix = os.path.splitext(bare)
    if suffix.lower() not in READERS or not stem.strip(" ."):
        raise BadInput(f"{bare or '（无名）'}: 不支持的文件名或格式: 可用 {'、'.join(sorted(READERS))}")
    if len(bare.encode()) > NAME_BYTES or stem.lower() == "readme":
        raise BadInput(f"{bare[:40]}…: 文件名过长或为保留名称: 请改名后再试")
    return bare


def _job(jobs: dict[str, Job], document: str) -> Job:
    if document not in jobs:
        raise UnknownDocument(f"{document}: 文库中没有这份文件: 请先刷新文库列表")
    return jobs[document]


@contextlib.contextmanager
def _written(target: Path, content: bytes) -> Iterator[None]:
    """Write a file whole; when the block fails, put back what stood there before."""
    before = target.read_bytes() if target.exists() else None
    _write(target, content)
    try:
        yield
    except BaseException:
        if before is None:
            target.unlink(missing_ok=True)
        else:
            _write(target, before)
        raise


@contextlib.contextmanager
def _removed(paths: list[Path]) -> Iterator[None]:
    """Take files out of the folder; they come back when the block fails."""
    aside = {path: path.with_name(f".{path.name}.removed") for path in paths}
    try:
        for path, hidden in aside.items():
            path.rename(hidden)
        yield
    except BaseException as error:
        for path, hidden in aside.items():
            if hidden.exists():
                hidden.rename(path)
        if isinstance(error, OSError):
            raise BadInput(f"无法删除（{error.strerror}）: 请核对资料文件夹的权限") from error
        raise
    for hidden in aside.values():
        hidden.unlink(missing_ok=True)


@contextlib.contextmanager
def _without_entries(corpus: Path, names: set[str]) -> Iterator[None]:
    """Take files out of the catalogue, whose other lines stay as they are."""
    path = corpus / "catalogue.toml"
    if not path.exists():
        yield
        return
    blocks = re.split(r"(?m)^(?=\[\[document\]\])", path.read_text(encoding="utf-8"))
    kept = [block for block in blocks if not _entry_file(block) & names]
    with contextlib.nullcontext() if kept == blocks else _written(path, "".join(kept).encode()):
        yield


def _entry_file(block: str) -> set[str]:
    return {Path(row.get("file", "")).name for row in tomllib.loads(block).get("document", [])}


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BadInput(f"{path.name}: 无法写入资料文件夹（{error.strerror}）: 请核对权限和空间") from error
