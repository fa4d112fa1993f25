"""Corpus folders for the question sets, their indexes, and where gold quotes stand in their clauses."""

from __future__ import annotations

import hashlib
import json
import os
import runpy
import shutil
import tarfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.ingest.corpus import read_document
from assistant.schema import Clause, Document
from eval.kept import CACHE as WORK
from eval.kept import build
from eval.sets import ROOT, Case, SetMissing, data_folder, document_id, law_id, read_articles
from eval.text import find_folded, fold, overlap

INDEXES = Path(os.environ.get("POLICY_EVAL_INDEXES", ROOT / "indexes"))


def prepare_corpus(name: str) -> Path:
    """Return the corpus folder of that name, writing it first when it is not there. Raises SetMissing."""
    if name == "plan":
        return ROOT / "corpus"
    folder = WORK / name
    if not folder.exists():
        half = WORK / f"{name}.half"  # an interrupted run leaves no folder that looks whole
        shutil.rmtree(half, ignore_errors=True)
        {"dev": _write_dev, "stard": _write_laws, "train": _write_train}[name](half)
        half.rename(folder)
    return folder


def _write_dev(folder: Path) -> None:
    script = data_folder().parent / "tools" / "make_corpus.py"
    if not script.exists():
        raise SetMissing("make_corpus.py: not found in tools/")
    runpy.run_path(str(script))["main"](folder)


def _write_train(folder: Path) -> None:
    """Write the development corpus and those laws that training questions were written for."""
    _write_dev(folder)
    asked = {
        json.loads(line)["doc"]
        for path in (ROOT / "eval" / "data").glob("train_questions_*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    }
    with tarfile.open(data_folder() / "laws_md" / "admin_regs_rules_social_md.tar.gz") as archive:
        for member in archive:
            file = archive.extractfile(member) if Path(member.name).stem in asked else None
            if file:
                (folder / Path(member.name).name).write_bytes(file.read())


def _write_laws(folder: Path) -> None:
    laws: dict[str, list[str]] = {}
    for article in read_articles(data_folder() / "stard").values():
        law = laws.setdefault(law_id(article), [str(article["law"]), ""])
        law.append(f"{article['article']}　{article['content']}")
    folder.mkdir(parents=True)
    for name, lines in laws.items():
        (folder / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def build_index(corpus: Path, name: str, fresh: bool = True) -> dict[str, Any]:
    """Bring the index of that name up to date through the product's own code and return its report.

    With `fresh` false an index that is already there is taken as it is.
    """
    index = INDEXES / name
    return {} if not fresh and index.exists() else build(corpus, index)


@dataclass(frozen=True, slots=True)
class Place:
    """One place where a gold quote stands: its number among the case's quotes, span and clause paths."""

    quote: int
    document: str
    span: tuple[int, int]
    paths: frozenset[str]


@dataclass(frozen=True, slots=True)
class Gold:
    """Where the evidence of a case stands, and the quotes that the parsed document does not hold."""

    places: tuple[Place, ...] = ()
    lost: tuple[str, ...] = ()

    def spans(self) -> dict[str, list[tuple[int, int]]]:
        """Return the spans by document."""
        found: dict[str, list[tuple[int, int]]] = {}
        for place in self.places:
            found.setdefault(place.document, []).append(place.span)
        return found


@dataclass(slots=True)
class Library:
    """The documents of a corpus folder, read as the product reads them, when they are asked for."""

    corpus: Path
    _files: dict[str, Path] = field(default_factory=dict)
    _read: dict[str, tuple[Document, list[Clause]]] = field(default_factory=dict)
    _gold: dict[Case, Gold] = field(default_factory=dict)
    _folded: dict[str, tuple[str, list[int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._files = {
            document_id(p.stem): p for p in self.corpus.rglob("*") if p.suffix in (".txt", ".html")
        }

    @property
    def ids(self) -> list[str]:
        """All document ids, sorted."""
        return sorted(self._files)

    def file(self, document: str) -> Path:
        """Return the file of a document."""
        return self._files[document]

    def get(self, document: str) -> tuple[Document, list[Clause]] | None:
        """Return a document with its clauses, or None when no file has that id."""
        if document not in self._read and document in self._files:
            self._read[document] = read_document(self._files[document])
        return self._read.get(document)

    def digest(self) -> str:
        """Return a digest of all texts and of where their clauses stand."""
        digest = hashlib.sha256()
        for name in self.ids:
            found = self.get(name)
            clauses = [(c.path, c.start, c.end) for c in found[1]] if found else []
            digest.update(repr((name, found and found[0].text, clauses)).encode())
        return digest.hexdigest()

    def clause(self, document: str, path: str) -> Clause | None:
        """Return one clause by its path."""
        found = self.get(document)
        return next((c for c in found[1] if c.path == path), None) if found else None

    def gold(self, case: Case) -> Gold:
        """Map the quotes of a case to spans and clauses by offsets; kept, because every system asks for it."""
        if case not in self._gold:
            self._gold[case] = self._map(case)
        return self._gold[case]

    def _map(self, case: Case) -> Gold:
        places = [
            Place(number, document, span, frozenset(self._paths(document, span)))
            for number, quote in enumerate(case.quotes)
            for document in dict.fromkeys(case.docs)
            for span in self._spans(document, quote)
        ]
        held = {place.quote for place in places}
        lost = tuple(quote for number, quote in enumerate(case.quotes) if number not in held)
        return Gold(tuple(places), lost)

    def _spans(self, document: str, quote: str) -> list[tuple[int, int]]:
        found = self.get(document)
        if found is None:
            return []
        if document not in self._folded:
            self._folded[document] = fold(found[0].text)
        return find_folded(*self._folded[document], quote)

    def _paths(self, document: str, span: tuple[int, int]) -> set[str]:
        found = self.get(document)
        clauses = found[1] if found else []
        # A quote may run over a boundary, and an article over several paragraphs.
        return {c.path for c in clauses if _belongs((c.start, c.end), span)}


def _belongs(clause: tuple[int, int], quote: tuple[int, int]) -> bool:
    shorter = min(clause[1] - clause[0], quote[1] - quote[0])
    return shorter > 0 and 3 * overlap(clause, quote) >= shorter
