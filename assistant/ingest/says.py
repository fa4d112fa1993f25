"""What a document says of others: what it is based on (根据《…》) and what it repeals (《…》同时废止)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.ingest.header_block import YEAR
from assistant.schema import Reference

NUMBER = rf"[\u4e00-\u9fff]{{1,16}}\s?{YEAR}\s?(?:第\s?)?\d{{1,4}}\s?号"
CITED = re.compile(
    rf"《(?P<title>(?:[^《》]|《[^《》]*》)+)》(?:\s*[（(](?P<inner>[^（）()]{{2,40}})[）)])?|(?P<number>{NUMBER})"
)
BASED = re.compile(
    r"(?:根据|依据|依照|按照|遵照)(?P<list>(?:[^。；《]{0,24}《(?:[^《》]|《[^《》]*》)+》(?:[（(][^）)]{1,40}[）)])?[、和及与以，,等]*)+)"
)
SENTENCE = re.compile(r"[^。；！\n]+")
ENDED = re.compile(r"(?:同时|即行|予以|一并|相应|均)?(?:废止|停止执行|失效)")
REPEALS = re.compile(
    r"(?:同时|即行|予以|一并|起|均|现将?|决定).{0,6}(?:废止|停止执行|失效)|(?:废止|停止执行)(?:下列|以下|《)|代替《|取代《"
)
NOT_NOW = re.compile(
    r"已(?:经)?(?:废止|失效)|被废止|是否|凡.{0,12}废止|修改或者?废止|有效期届满|清理|依法.{0,6}废止"
)
HEAD_CHARS = 2500  # a document says on what it is based near its beginning
MOST = 40


def based_on(text: str) -> tuple[Reference, ...]:
    """Return what the document names as its basis, in order, each once.

    >>> [r.title for r in based_on("根据《中华人民共和国残疾人保障法》《无障碍环境建设条例》，制定本办法。")]
    ['中华人民共和国残疾人保障法', '无障碍环境建设条例']
    """
    found = BASED.finditer(text[:HEAD_CHARS])
    return _once(reference for match in found for reference in references(match["list"]))


def repeals(text: str) -> tuple[Reference, ...]:
    """Return what the document repeals or replaces, in order, each once.

    >>> [(r.title, r.doc_number) for r in repeals("本办法自2025年1月1日起施行，《某市办法》（某政发〔2019〕2号）同时废止。")]
    [('某市办法', '某政发〔2019〕2号')]
    """
    return _once(reference for sentence in SENTENCE.findall(text) for reference in _ended(sentence))


def _ended(sentence: str) -> Iterator[Reference]:
    if not REPEALS.search(sentence) or NOT_NOW.search(sentence):
        return
    ends = [match.start() for match in ENDED.finditer(sentence)]
    replaced = re.search(r"(?:代替|取代|废止|停止执行)(?=《|下列|以下)", sentence)
    clause = sentence[replaced.end() :] if replaced else sentence[: ends[-1]] if ends else sentence
    based = BASED.search(clause)
    yield from references(clause[based.end() :] if based else clause)


def references(text: str) -> Iterator[Reference]:
    """Yield the documents that a text names, with their numbers when they stand beside the titles."""
    for match in CITED.finditer(text):
        if match["title"]:
            inner = match["inner"] or ""
            number = re.search(NUMBER + r"|[\u4e00-\u9fff]{2,16}令\s?第\s?\d{1,4}\s?号", inner)
            yield Reference(match["title"], re.sub(r"\s", "", number[0]) if number else None)
        else:
            yield Reference("", re.sub(r"\s", "", match["number"]))


def _once(found: Iterator[Reference]) -> tuple[Reference, ...]:
    """Keep each document once; a bare number that another names with its title says nothing new."""
    kept = list(dict.fromkeys(found))[:MOST]
    numbers = {reference.doc_number for reference in kept if reference.title}
    return tuple(r for r in kept if r.title or r.doc_number not in numbers)
