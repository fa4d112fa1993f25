"""Documents that a question names by their number (发文字号) or title: only they answer it.

The paper of another year, number or matter is near in words and answers nothing: every 办法 says 本办法自……起施行.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

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

KINDS = r"(?:办法|条例|规定|细则|方案|意见|通知|公告|决定|规划|纲要|指引|[一-鿿]法)"
TITLED = re.compile(rf"《((?:[^《》]|《[^《》]*》){{4,}}{KINDS}(?:[（(][^（）()]{{2,6}}[）)])?)》")
# A formal title without its brackets, where a question begins with it.
FORMAL = re.compile(
    r"([一-鿿]{8,}?(?:管理|实施|暂行|监督|促进|保护)(?:办法|条例|规定|细则))(?![一-鿿]*[》）])"
)
# Share of the pairs of characters of a title that a document's title has, from which it may be meant.
SAME_TITLE, LIKE_TITLE = 0.6, 0.4


@dataclass(frozen=True, slots=True)
class Title:
    """The title of a paper, as a question has it."""

    words: str

    def __str__(self) -> str:
        return f"《{self.words}》"

    def borne_by(self, document: Document, share: float = SAME_TITLE) -> bool:
        """True when a document may have this title: one that is shortened or slightly wrong is understood."""
        titles = fold(f"{document.title} {document.notice_title or ''}")
        pairs = {one + two for one, two in pairwise(fold(self.words))}
        return sum(pair in titles for pair in pairs) >= share * len(pairs)

    def stands_in(self, document: Document) -> bool:
        """True when a document has this title or speaks of the paper that has."""
        return self.borne_by(document) or self.words in document.text


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

    def borne_by(self, document: Document) -> bool:
        """True when a document bears this number."""
        return bool(document.doc_number) and self._is_among(document.doc_number or "")

    def stands_in(self, document: Document) -> bool:
        """True when a document bears this number or speaks of the paper that does."""
        return self._is_among(f"{document.doc_number or ''}\n{document.text}")

    def _is_among(self, text: str) -> bool:
        return any(self.same(other) for other in read_names(text))


def read_titles(question: str, documents: Sequence[Document]) -> list[Title]:
    """Return the titles that a question names; without brackets only one that no document has.

    >>> read_titles("《甲市停车管理办法》罚多少", []), read_titles("甲乙丙丁戊己庚辛管理办法何时施行", [])
    ([Title(words='甲市停车管理办法')], [Title(words='甲乙丙丁戊己庚辛管理办法')])
    >>> read_titles("停车管理办法罚多少", []), read_titles("《申报表》怎么填", [])
    ([], [])
    """
    named = [Title(words) for words in TITLED.findall(question)]
    formal = FORMAL.match(question)
    if named or not formal:
        return named
    title = Title(formal[1])
    return [] if any(title.borne_by(document, LIKE_TITLE) for document in documents) else [title]


def read_names(text: str) -> list[Name]:
    """Return the document numbers that stand in a text.

    >>> [(name.letters, str(name)) for name in read_names("请问财金﹝2026﹞第02号是哪个文件，2号线呢")]
    [('请问财金', '〔2026〕2号')]
    >>> [(name.letters, str(name)) for name in read_names("海关总署公告2020年第40号，国务院令（第450号）")]
    [('海关总署公告', '公告2020年第40号'), ('国务院令', '令第450号')]
    """
    return [Name(*(found[:3] if found[2] else found[3:])) for found in NUMBER.findall(fold(text))]


def bearing(documents: Iterable[Document], names: Sequence[Name | Title]) -> list[str]:
    """Return the ids of the documents that bear one of the numbers or titles."""
    return [d.id for d in documents if any(name.borne_by(d) for name in names)]


def mentioning(choices: Sequence[Choice], names: Sequence[Name | Title]) -> list[Choice]:
    """Return the sentences of documents that bear one of the numbers or titles, or in whose text it stands."""
    if not names:  # the documents need not be read through
        return []
    kept = {
        held for held, document in documents_of(choices).items() if any(n.stands_in(document) for n in names)
    }
    return [choice for choice in choices if choice.evidence.document.id in kept]
