"""Asked for by its number (条例第二十三条讲什么), an article is quoted whole, or said not to be there."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from assistant.answering.citing import cite, marked
from assistant.answering.paper import FILLING, is_meant
from assistant.ingest.dates import read_number
from assistant.retrieval.choices import Choice, documents_of
from assistant.schema import Citation, Clause, Document, Evidence

NUMERAL = r"[〇零一二三四五六七八九十百千\d]{1,6}"
ARTICLE = re.compile(rf"第({NUMERAL})条(?!意见|建议|线)(?:第({NUMERAL})款)?")
# What remains of a question that asks for the whole article, beside the paper's name.
WHOLE = re.compile(
    r"(?:具体|主要|都|到底)*(?:讲|说|规定|写|是|有|的)*(?:了|的)*(?:些|点)?(?:什么|啥|哪些|怎么(?:说|写|规定)的?)(?:内容|意思|东西)?"
    r"|(?:的)?(?:内容|原文|全文)|给我看看?|看一?下|查一?下"
)
PARAGRAPH = re.compile(rf"/第({NUMERAL})款")
OF_ARTICLES = re.compile(rf"^第({NUMERAL})条$")
ROOM = 500  # characters of an article that an answer shows


def told_by_article(
    question: str,
    choices: Sequence[Choice],
    library: int,
    clauses_of: Callable[[str], list[Clause]],
    day: date,
) -> tuple[str, tuple[Citation, ...]] | None:
    """Return text and citations of the article that a question names; without citations when the paper has none.

    None when no article is asked for, or it is not clear of which of the papers that were found; in a library of one
    document it is that one.
    """
    asked = ARTICLE.search(question)
    if not asked:
        return None
    rest = question.replace(asked[0], "")
    bare = WHOLE.sub("", rest, count=1)
    if bare == rest and not question.rstrip("？?。 ").endswith(asked[0]):
        return None
    name = FILLING.sub("", bare)
    paper = next((one for one in documents_of(choices).values() if is_meant(one, name, library)), None)
    if paper is None:
        return None
    return _quoted(paper, _article(clauses_of(paper.id), read_number(asked[1]), asked[2]), day)


def _article(clauses: Sequence[Clause], number: int, paragraph: str | None) -> list[Clause]:
    """Return an article with its paragraphs and items, or the one paragraph that is asked for."""
    found = next((clause for clause in clauses if _numbered(clause.path) == number), None)
    if found is None:
        return []
    whole = [found, *(clause for clause in clauses if clause.path.startswith(found.path + "/"))]
    if paragraph is None:
        return whole
    wanted = read_number(paragraph)
    return [clause for clause in whole if _paragraph(clause.path.removeprefix(found.path)) == wanted]


def _paragraph(below: str) -> int:
    """Return in which paragraph a clause below an article stands: the first bears no number."""
    named = PARAGRAPH.match(below)
    return read_number(named[1]) if named else 1


def _numbered(path: str) -> int | None:
    own = OF_ARTICLES.match(path.rpartition("/")[2])
    return read_number(own[1]) if own else None


def _quoted(paper: Document, clauses: Sequence[Clause], day: date) -> tuple[str, tuple[Citation, ...]]:
    citations: list[Citation] = []
    for clause in clauses:
        words = paper.text[clause.start : clause.end].rstrip()
        if citations and sum(len(one.quote) for one in citations) + len(words) > ROOM:
            break
        number = len(citations) + 1
        citations.append(
            cite(Evidence(paper, clause, 1.0), clause.start, clause.start + len(words), number, day)
        )
    return marked(citations), tuple(citations)
