"""Documents that a question names by their number (发文字号): only they answer it.

The paper of another year or another number is near in words and answers nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.answering.numerals import fold
from assistant.retrieval.choices import Choice, documents_of
from assistant.schema import Document

NUMBER = re.compile(
    r"([一-鿿]*)\s*\(\s*((?:19|20)\d\d)\s*\)\s*第?\s*0*(\d+)\s*号"
    r"|([一-鿿]*(?:公告|[一-鿿]令))\s*(?:((?:19|20)\d\d)\s*年)?\s*\(?第\s*0*(\d+)\s*号"
)
ORDER = re.compile(r"(?:公告|令)$")  # numbered by the year or through all years, without brackets
# What runs into the letters of a number: 根据甲政办发〔2024〕8号.
BEFORE = re.compile(r"^.*(?:根据|依据|按照|依照|请问|关于|[按照查和与及见问在])|^的")


@dataclass(frozen=True, slots=True)
class Name:
    """A document number: the issuer's letters, as far as they are known, year and number."""

    letters: str
    year: str
    number: str

    def __str__(self) -> str:
        order = ORDER.search(self.letters)
        if order:
            return f"{order[0]}{self.year and self.year + '年'}第{self.number}号"
        return f"〔{self.year}〕{self.number}号"

    def same(self, other: Name) -> bool:
        """True when both may name one document: 政办发〔2024〕8号 may be 奈政办发〔2024〕8号."""
        if (self.year, self.number) != (other.year, other.number):
            return False
        one, two = self.letters, other.letters
        return one.endswith(two) or two.endswith(one) or two.endswith(BEFORE.sub("", one))


def read_names(text: str) -> list[Name]:
    """Return the document numbers that stand in a text.

    >>> [(name.letters, str(name)) for name in read_names("请问财金﹝2026﹞第02号是哪个文件，2号线呢")]
    [('请问财金', '〔2026〕2号')]
    >>> [(name.letters, str(name)) for name in read_names("海关总署公告2020年第40号，国务院令（第450号）")]
    [('海关总署公告', '公告2020年第40号'), ('国务院令', '令第450号')]
    """
    return [Name(*(found[:3] if found[2] else found[3:])) for found in NUMBER.findall(fold(text))]


def bearing(documents: Iterable[Document], names: Sequence[Name]) -> list[str]:
    """Return the ids of the documents that bear one of the numbers."""
    return [d.id for d in documents if d.doc_number and _is_among(names, d.doc_number)]


def mentioning(choices: Sequence[Choice], names: Sequence[Name]) -> list[Choice]:
    """Return the sentences of documents that bear one of the numbers or in whose text it stands."""
    if not names:  # the documents need not be read through
        return []
    kept = {
        name
        for name, document in documents_of(choices).items()
        if _is_among(names, f"{document.doc_number or ''}\n{document.text}")
    }
    return [choice for choice in choices if choice.evidence.document.id in kept]


def _is_among(names: Sequence[Name], text: str) -> bool:
    return any(name.same(other) for other in read_names(text) for name in names)
