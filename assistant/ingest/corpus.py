"""A folder of published files and its catalogue, read into documents and clauses."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from assistant.errors import BadInput, CorpusMissing
from assistant.ingest.blocks import without_foot
from assistant.ingest.clauses import split_clauses
from assistant.ingest.dialect import choose_dialect
from assistant.ingest.furniture import strip_furniture
from assistant.ingest.heading import Heading, is_named, read_heading
from assistant.ingest.imprint import read_foot
from assistant.ingest.lines import Page
from assistant.ingest.numbering import read_marker
from assistant.ingest.readers import READERS, Progress, read_page
from assistant.ingest.says import based_on, repeals
from assistant.ingest.signing import is_date
from assistant.ingest.validity import read_validity
from assistant.schema import Clause, Document, Validity

CATALOGUE_KEYS = {
    "file",
    "id",
    "title",
    "source",
    "issuer",
    "doc_number",
    "issued_on",
    "published_on",
    "effective_on",
    "expires_on",
    "status",
    "replaced_by",
}


def corpus_files(corpus: Path) -> list[Path]:
    """Return the readable files of a corpus folder (`documents/` inside it when there is one), sorted.

    Raises CorpusMissing when the folder is not there. Links that lead out of the folder are passed over.
    """
    if not corpus.is_dir():
        raise CorpusMissing(f"{corpus}: 资料文件夹不存在: 请用 --corpus 指定文件夹")
    root = document_folder(corpus)
    inside = root.resolve()
    return sorted(
        path
        for path in root.rglob("*")
        if path.is_file()
        and path.suffix.lower() in READERS
        and not path.name.startswith(".")
        and path.name.lower() != "readme.md"
        and path.resolve().is_relative_to(inside)
    )


def unread_files(corpus: Path) -> Iterator[tuple[Path, str]]:
    """Yield the files of the folder that are not read, with the reason in words for users."""
    root = document_folder(corpus)
    for path in sorted(root.rglob("*")):
        if path.name.startswith(("README", "catalogue", ".")) or path.is_dir():
            continue
        if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
            yield path, "链接指向资料文件夹之外，没有读取: 请把文件放进文件夹"
        elif not path.is_file():
            yield path, "不是普通文件，没有读取"
        elif path.suffix.lower() not in READERS:
            yield path, f"不支持的格式 {path.suffix or '（无扩展名）'}: 请另存为 .docx、.pdf 等格式"


def document_folder(corpus: Path) -> Path:
    """Return the folder that holds a corpus's files: `documents/` inside it when there is one."""
    return corpus / "documents" if (corpus / "documents").is_dir() else corpus


def read_catalogue(corpus: Path) -> dict[str, dict[str, Any]]:
    """Return the catalogue's entries by file name; an empty dict when there is no `catalogue.toml`.

    Raises BadInput naming the entry and the key when one is not known or a file is not there.
    """
    path = corpus / "catalogue.toml"
    if not path.exists():
        return {}
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("document", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: 目录文件格式有误（{error}）: 请改正后重试") from error
    names = {file.name for file in corpus_files(corpus)}
    for row in rows:
        unknown = set(row) - CATALOGUE_KEYS
        if unknown or "file" not in row:
            raise BadInput(
                f"{path}: 条目 {row.get('file', '?')} 的键有误 {sorted(unknown)}: 可用 {sorted(CATALOGUE_KEYS)}"
            )
        if Path(row["file"]).name not in names:
            raise BadInput(f"{path}: 条目所列文件不存在：{row['file']}: 请改正目录或补上文件")
    return {Path(row["file"]).name: {key: str(value) for key, value in row.items()} for row in rows}


def file_digest(path: Path, entry: dict[str, Any]) -> str:
    """Return a digest of the file and of its catalogue entry: what changes it must be read again."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    digest.update(repr(sorted(entry.items())).encode())
    return digest.hexdigest()


@cache
def grammar() -> str:
    """Return a digest of the program that reads documents: when it changes, all are read again."""
    modules = sorted(Path(__file__).parent.rglob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in modules)).hexdigest()[:16]


def read_document(
    path: Path, entry: dict[str, Any] | None = None, progress: Progress | None = None
) -> tuple[Document, list[Clause]]:
    """Read one file into its document and clauses; catalogue facts win over what was parsed.

    `progress` hears of pages done and pages in all. Raises UnreadableFile, EmptyDocument or Classified, naming
    the file.
    """
    entry = entry or {}
    page = strip_furniture(_without_foot(read_page(path, progress)))
    heading = read_heading(page)
    id_ = document_id(path, entry)
    text, clauses = split_clauses(id_, page.lines, heading)
    dialect, reason = choose_dialect(clauses)
    document = Document(
        id=id_,
        title=_title(page, heading, path),
        text=text,
        source=entry.get("source") or page.facts.get("url") or path.name,
        sha256=file_digest(path, entry),
        dialect=dialect,
        dialect_reason=reason,
        read_by=grammar(),
        **(_facts(heading, text) | read_foot(clauses)),
    )
    document = replace(document, warnings=page.warnings + _warnings(document, clauses))
    return _catalogued(document, entry), clauses


def _title(page: Page, heading: Heading, path: Path) -> str:
    """Return the title of a workbook's first table, else that of the text, else the file's name."""
    return page.facts.get("caption") or (heading.title if is_named(heading.title) else path.stem)


def document_id(path: Path, entry: dict[str, Any]) -> str:
    """Return the id of a file: the catalogue's, else its name without suffix and blanks."""
    return str(entry.get("id") or re.sub(r"\s+", "_", path.stem))


def _without_foot(page: Page) -> Page:
    """Drop the foot of the web page: after the last date or number of the text."""
    last = max(
        (at for at, line in enumerate(page.lines) if is_date(line.text) or read_marker(line.text)), default=-1
    )
    return Page(tuple(without_foot(page.lines, last)), page.facts, page.marks)


def _facts(heading: Heading, text: str) -> dict[str, Any]:
    said = read_validity(text, heading.issued_on or heading.published_on)
    marks = heading.marks
    return {
        "notice_title": heading.notice_title,
        "doc_number": heading.doc_number,
        "issuer": heading.issuer,
        "issued_on": heading.issued_on,
        "published_on": heading.published_on,
        "addressees": heading.addressees,
        "copy_number": marks.copy_number,
        "secrecy": marks.secrecy,
        "urgency": marks.urgency,
        "organ_mark": marks.organ_mark,
        "signatory": marks.signatory,
        "based_on": based_on(text),
        "repeals": repeals(text),
        "status": Validity.REPEALED if heading.repealed else Validity.UNKNOWN,
        "status_source": "text" if heading.repealed else "",
        **said,
    }


def _warnings(document: Document, clauses: list[Clause]) -> tuple[str, ...]:
    """Say what a person should look at before the document is used."""
    found = {
        "没有读出发文机关": not document.issuer,
        "没有读出成文日期": not (document.issued_on or document.published_on),
        "没有读出编号的条款，全文按自然段切分": len(clauses) <= 3 and len(document.text) > 1000,
        f"文末列有附件 {len(document.attachments)} 个，正文中没有附件的内容": bool(document.attachments)
        and not any(clause.path.startswith("附") for clause in clauses)
        and document.notice_title is None,
        "有条款的编号重复，原文编号可能有误": any("#" in clause.path for clause in clauses),
    }
    return tuple(words for words, holds in found.items() if holds)


def _catalogued(document: Document, entry: dict[str, Any]) -> Document:
    known: dict[str, Any] = {
        key: str(value) for key, value in entry.items() if key not in ("file", "id", "source")
    }
    if "status" in known:
        known |= {"status": Validity(known["status"]), "status_source": "catalogue"}
    return replace(document, **known)
