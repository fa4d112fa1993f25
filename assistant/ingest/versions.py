"""Versions: which documents of a library another one repeals or replaces, as their own words say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.ingest.dates import read_date
from assistant.ingest.heading import bare_title
from assistant.schema import Document, Reference, Validity

HEAD_CHARS = 1500
AMENDED = re.compile(
    r"(?P<date>\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日)[^\n。；]{0,80}?(?:修订|修正|修改|公布|发布|通过|起施行)"
)
# Instruments of which one version is in force at a time; a notice of the same title may be next year's.
INSTRUMENT = re.compile(r"(?:条例|办法|规定|细则|规则|章程|准则|规程|规范|标准|法|制度|目录)$")
EDITION = re.compile(
    r"[（(](?:试行|暂行|修订|修正|草案|\d{4}年?(?:版|修订|修正|修改|本)?|[^（）()]{0,12}(?:修订|修正|版))[^（）()]{0,6}[）)]"
)

BRACKETS = str.maketrans("()", "（）")


def judge(documents: Iterable[Document]) -> list[Document]:
    """Return the documents with what others of them say of their validity, each by its own date.

    The catalogue and a document's own words come first. A document that another one repeals is REPEALED, or
    SUPERSEDED when the other one bears its title; of two versions of one instrument the older is SUPERSEDED.
    """
    plain = [_own(document) for document in documents]
    ends = _repealed(plain)
    for old, new in _older_versions(plain).items():
        ends.setdefault(old, new)
    return [_ended(document, ends.get(document.id)) for document in plain]


def version_day(document: Document) -> str | None:
    """Return the last day on which a statute says it was made or amended (ISO); None for other papers.

    >>> version_day(Document("a", "某条例", "（2005年1月1日公布 根据2017年10月7日决定修订）\\n第一条 甲", dialect="statute"))
    '2017-10-07'
    """
    if document.dialect != "statute":
        return None
    head = re.split(r"\n第一[条章]", document.text[:HEAD_CHARS], maxsplit=1)[0]
    days = [read_date(re.sub(r"\s", "", found["date"])) for found in AMENDED.finditer(head)]
    return max([day for day in [*days, document.issued_on] if day], default=None)


def instrument(title: str) -> str:
    """Return the title without the edition it names.

    >>> instrument("某市公租房管理办法（2024年修订）"), instrument("某市管理办法(试行)")
    ('某市公租房管理办法', '某市管理办法')
    """
    return EDITION.sub("", bare_title(title))


def _own(document: Document) -> Document:
    """Forget what other documents said before: they may be gone."""
    if document.status_source != "corpus":
        return document
    return replace(document, status=Validity.UNKNOWN, status_source="", replaced_by=None, ended_on=None)


def _day(document: Document) -> str:
    return version_day(document) or document.issued_on or document.published_on or ""


def _repealed(documents: Sequence[Document]) -> dict[str, Document]:
    """Map the id of each document that another one repeals to that other one, the latest of several."""
    named: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        for name in _names(document):
            named[name].append(document)
    ends: dict[str, Document] = {}
    for new in sorted(documents, key=_day):
        for reference in new.repeals:
            name = _same_brackets(reference.title) or re.sub(r"\s", "", reference.doc_number or "")
            for old in named.get(name, ()) if name else ():
                if old.id != new.id and _means(reference, old) and not (_day(new) and _day(old) >= _day(new)):
                    ends[old.id] = new
    return ends


def _names(document: Document) -> set[str]:
    """Return what others may call a document: its titles, the title that its own quotes, its number."""
    titles = [document.title, document.notice_title or ""]
    quoted = [name for title in titles for name in re.findall(r"《([^《》]+)》", title)]
    return {*map(_same_brackets, [*titles, *quoted]), re.sub(r"\s", "", document.doc_number or "")}


def _same_brackets(title: str) -> str:
    return re.sub(r"[<>〈〉]", "", bare_title(title)).translate(BRACKETS)


def _means(reference: Reference, document: Document) -> bool:
    """A number that stands beside the title must be the document's."""
    numbers = [
        re.sub(r"[^\u4e00-\u9fff\d]", "", each or "") for each in (reference.doc_number, document.doc_number)
    ]
    return not all(numbers) or numbers[0] == numbers[1]


def _older_versions(documents: Sequence[Document]) -> dict[str, Document]:
    """Map the id of each older version of an instrument to the version that follows it."""
    groups: dict[tuple[str, str], list[Document]] = defaultdict(list)
    for document in documents:
        name = instrument(document.title)
        if INSTRUMENT.search(name) and _day(document):
            groups[name, document.issuer or ""].append(document)
    found: dict[str, Document] = {}
    for group in groups.values():
        group.sort(key=_day)
        for old, new in zip(group, group[1:], strict=False):
            if _day(old) < _day(new):
                found[old.id] = new
    return found


def _ended(old: Document, new: Document | None) -> Document:
    if new is None or old.status_source or old.status in (Validity.REPEALED, Validity.SUPERSEDED):
        return old
    same = instrument(old.title) == instrument(new.title)
    return replace(
        old,
        status=Validity.SUPERSEDED if same else Validity.REPEALED,
        status_source="corpus",
        replaced_by=new.id,
        ended_on=max(filter(None, (new.effective_on, version_day(new))), default=new.issued_on),
    )
