"""Copies: the same paper from several places, found by the sentences that two texts share and kept once."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from assistant.ingest.heading import bare_title
from assistant.ingest.versions import version_day
from assistant.schema import Copy, Document

SENTENCE = re.compile(r"[^。；;！？!?\n]+")
NOISE = re.compile(r"[\W_]+")
# One copy puts an article's number on a line of its own, another before its words.
MARK = re.compile(
    r"^\s*(?:第[\d〇零一二三四五六七八九十百千两]{1,6}[条章节]|[（(]?[\d一二三四五六七八九十]{1,3}[）)、.．])+"
)
SHORTEST = 8  # characters: shorter sentences say nothing of where they come from
COMMON = 12  # a sentence in more documents than this is a formula

# How much of two texts must agree: of the longer one, or of the shorter one when both call themselves the same.
SAME_WORDS = 0.97
SAME_PAPER = 0.85
PART = 0.9
CLEARLY_LONGER = 1.3  # times: less may be what a site prints around the text
LEAST_PART = 0.4  # and the shorter one is no mere excerpt


@dataclass(frozen=True, slots=True)
class Likeness:
    """How many characters of whole sentences two texts share, and how long each is."""

    shared: int
    shorter: int
    longer: int


def fold_copies(documents: Sequence[Document], held: Collection[str] = ()) -> dict[str, Document]:
    """Return the documents to keep by id; each holds its copies.

    Of several copies the one is kept that the catalogue or its text says most of, then one that is clearly
    longer, then one whose id is among `held`, by which people already cite it, then the first by id; so the
    outcome does not hang on the order of the documents.
    """
    by_id = {document.id: document for document in documents}
    heads: dict[str, str] = {}
    for first, second in sorted(find_copies(documents)):
        one, other = _head(heads, first), _head(heads, second)
        if one != other:
            kept = max(one, other, key=lambda each: _rank(by_id[each], each in held))
            heads[other if kept == one else one] = kept
    kept_ids = {document.id for document in documents} - set(heads)
    return {i: _with_copies(by_id[i], [by_id[j] for j in sorted(heads) if _head(heads, j) == i]) for i in sorted(kept_ids)}  # fmt: skip


def find_copies(documents: Sequence[Document]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of ids whose documents are one paper."""
    by_id = {document.id: document for document in documents}
    for (one, other), likeness in _likenesses(documents).items():
        if is_copy(by_id[one], by_id[other], likeness):
            yield one, other


def is_copy(one: Document, other: Document, likeness: Likeness) -> bool:
    """True when two documents are the same paper: facts that disagree make another version or another year of it."""
    if _disagree(one, other):
        return False
    named = _named_alike(one, other)
    whole = likeness.shared / max(likeness.longer, 1)
    part = likeness.shared / max(likeness.shorter, 1)
    if whole >= SAME_WORDS or (named and whole >= SAME_PAPER):
        return True
    return named and part >= PART and likeness.shorter >= LEAST_PART * likeness.longer


def _likenesses(documents: Sequence[Document]) -> dict[tuple[str, str], Likeness]:
    """Compare the documents that share a sentence which is no formula."""
    told = {document.id: _sentences(document.text) for document in documents}
    holders: dict[int, list[str]] = defaultdict(list)
    for document_id, sentences in told.items():
        for sentence in sentences:
            holders[sentence].append(document_id)
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for sentence, ids in holders.items():
        if 2 <= len(ids) <= COMMON:
            for one, other in combinations(sorted(ids), 2):
                shared[one, other] += told[one][sentence]
    sizes = {document_id: sum(sentences.values()) for document_id, sentences in told.items()}
    return {
        (one, other): Likeness(size, *sorted((sizes[one], sizes[other])))
        for (one, other), size in shared.items()
    }


def _sentences(text: str) -> dict[int, int]:
    """Map the hash of each sentence, without its punctuation and blanks, to its length."""
    bare = (NOISE.sub("", MARK.sub("", sentence)) for sentence in SENTENCE.findall(text))
    return {hash(sentence): len(sentence) for sentence in bare if len(sentence) >= SHORTEST}


def _disagree(one: Document, other: Document) -> bool:
    """Two numbers, two days or two versions of a statute are two papers."""
    facts = (
        (_number(one), _number(other)),
        (one.issued_on, other.issued_on),
        (version_day(one), version_day(other)),
    )
    return any(left and right and left != right for left, right in facts)


def _number(document: Document) -> str:
    """Return a document's number without the shapes of its brackets and what a site leaves out."""
    number = re.sub(r"[^\u4e00-\u9fff\d]", "", document.doc_number or "")
    return number.removeprefix("中华人民共和国")


def _named_alike(one: Document, other: Document) -> bool:
    if _number(one) and _number(one) == _number(other):
        return True
    names = [{bare_title(name) for name in (each.title, each.notice_title) if name} for each in (one, other)]
    return bool(names[0] & names[1])


def _head(heads: dict[str, str], document_id: str) -> str:
    while document_id in heads:
        document_id = heads[document_id]
    return document_id


def _rank(document: Document, held: bool) -> tuple[int, int, int, bool, list[int]]:
    facts = (document.doc_number, document.issued_on, document.issuer, document.notice_title)
    size = round(math.log(len(document.text) + 1, CLEARLY_LONGER))
    catalogued = document.status_source == "catalogue"
    return int(catalogued), sum(map(bool, facts)), size, held, [-ord(char) for char in document.id]


def _with_copies(document: Document, copies: Sequence[Document]) -> Document:
    """Return the document with these copies, and those that the copies held themselves."""
    found = [*document.copies]
    for each in copies:
        found += [Copy(each.id, each.source, each.sha256), *each.copies]
    return replace(document, copies=tuple(sorted(found, key=lambda copy: copy.id)))
