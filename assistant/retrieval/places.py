"""Places that a question names (在北京, 天河那边) and that a document is of: 广州's rule does not answer for 北京.

The places are read from titles and issuers, so that no list has to be kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from assistant.schema import Document

PLACE = re.compile(r"([一-鿿]{2,5}?)(?:自治区|自治州|省|市(?!场)|区|县|旗|盟)")
# Where names of places begin: at the start, or after words like these.
BEFORE = r"[《“]|关于|印发|公布|发布|推[出动]|开展|征集|加快|取消|中共|年度?|[我本]市"
NAMES = re.compile(rf"(?:^|{BEFORE})(?:{BEFORE})*((?:{PLACE.pattern.replace('(', '(?:', 1)})+)", re.MULTILINE)


@lru_cache(maxsize=8192)
def _places(words: str) -> frozenset[str]:
    return frozenset(name for names in NAMES.findall(words) for name in PLACE.findall(names))


def places_of(document: Document) -> frozenset[str]:
    """Return the places that a document's title and issuer name, without 市, 区 and the like.

    >>> sorted(places_of(Document("1", "广州市天河区幼儿园招生工作方案", "", issuer="广州市天河区教育局")))
    ['天河', '广州']
    """
    return _places(f"{document.title}\n{document.notice_title or ''}\n{document.issuer or ''}")


def fitting_places(question: str, documents: Iterable[Document]) -> list[int]:
    """Return for each document 1 when it is of a place that the question names, -1 when only others are, else 0.

    >>> one, two = (Document(name, name + "办法", "") for name in ("北京市公租房", "广州市公租房"))
    >>> fitting_places("广州的公租房怎么申请", [one, two]), fitting_places("公租房怎么申请", [one, two])
    ([-1, 1], [0, 0])
    """
    of = [places_of(document) for document in documents]
    asked = {name for names in set(of) for name in names if name in question}
    return [(1 if names & asked else -1) if asked else 0 for names in of]
