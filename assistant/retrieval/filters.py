"""Which documents a search looks at: by issuer, level, date, validity or name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assistant.ingest.authority import level
from assistant.schema import Document, Validity


@dataclass(frozen=True, slots=True)
class Filters:
    """What a document must fit, all of it; what is left empty allows every document.

    A document that does not give its issuer or its date fits no filter on it: nobody's word is not taken for one.
    """

    documents: tuple[str, ...] = ()  # ids
    issuer: str = ""  # a part of the issuer's name
    level: int | None = None  # 0 the highest: see assistant.ingest.authority
    since: date | None = None  # first day of issue
    until: date | None = None  # last day of issue
    validity: tuple[Validity, ...] = ()
    day: date | None = None  # on which validity is judged; None: today

    def fit(self, document: Document) -> bool:
        """True when a document fits all that is asked."""
        issuer, issued = document.issuer or "", document.issued_on
        return (
            (not self.documents or document.id in self.documents)
            and self.issuer in issuer
            and (self.level is None or (bool(issuer) and level(issuer) == self.level))
            and (self.since is None or (issued is not None and issued >= self.since.isoformat()))
            and (self.until is None or (issued is not None and issued <= self.until.isoformat()))
            and (not self.validity or document.validity(self.day or date.today()) in self.validity)
        )

    def choose(self, documents: Iterable[Document]) -> list[str]:
        """Return the ids of the documents that fit."""
        return [document.id for document in documents if self.fit(document)]
