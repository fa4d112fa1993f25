"""Grounding: a sentence is published only when its clause says what it says.

A draft holds marks [n]; each of its sentences must cite, each is checked against what it cites, and what fails is
cut and recorded. The checks compare figures, parties, modal words, negation, conditions and scope after
normalisation; that words are shared is never taken for proof.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answering.aligning import Segment, align, best_overlap, clean, content, overlap, segments, size
from assistant.answering.citing import cite
from assistant.answering.conditions import check_conditions
from assistant.answering.copied import check_copy
from assistant.answering.figures import check_figures
from assistant.answering.numerals import fold
from assistant.answering.orders import looks_obedient, without_orders
from assistant.answering.parties import check_parties
from assistant.answering.problems import Problem, in_chinese
from assistant.answering.scope import check_scope
from assistant.answering.stance import check_stance
from assistant.answering.substance import is_amount, without_amounts
from assistant.schema import Citation, Evidence, Withheld

_SENTENCE = re.compile(r"[^。！？!?；;\n]+(?:[。！？!?；;]|\n|$)(?:\s*\[\d+\])*(?:[。])?")
_MARK = re.compile(r"\[(\d+)\]")
_QUOTED = re.compile(r"[“「『\"]([^”」』\"]{4,})[”」』\"]")
_FEW = 4  # content characters of a stretch that has hardly any pairs to share
_WHEN = re.compile("要是|如果|[碰遇][上到]|赶上|适逢|的时候|的话")
_LEAST_CHARS = 6  # a shorter sentence without a right mark could mean anything
_LEAST_ALIGNED = 0.22  # below it a stretch speaks of something that the source does not hold


@dataclass(frozen=True, slots=True)
class Grounded:
    """What stands of a draft, with its citations and what was cut."""

    text: str
    citations: tuple[Citation, ...]
    withheld: tuple[Withheld, ...]


def check_sentence(sentence: str, source: str) -> list[Problem]:
    """Return what in a sentence disagrees with its source; an empty list means that the source supports it.

    >>> check_sentence("一般在15天内形成措施。", "相关部门一般在15天内形成具体工作措施。")
    []
    >>> [problem.kind for problem in check_sentence("一般在30天内形成措施。", "相关部门一般在15天内形成具体工作措施。")]
    ['duration']
    """
    text = clean(sentence)
    if _stands_verbatim(text, source):
        return []
    parts, places = segments(text), segments(source)
    if not places:
        return [Problem("other", text, "")]
    aligned = align(parts, places)
    found = [
        *check_figures(text, parts, source, places),
        *check_stance(aligned, places),
        *check_parties(aligned, source, places),
        *check_conditions(aligned, parts, source, places),
        *check_scope(aligned, source),
        *check_copy(fold(text), fold(source)),
        *_quotes(text, source),
        *_strange(parts, source),
    ]
    return list(dict.fromkeys(found))


def _stands_verbatim(text: str, source: str) -> bool:
    whole = [_squeeze(piece) for piece in re.split(r"[。！？!?\n]", source)]
    return bool(_squeeze(text)) and _squeeze(text) in whole


def _squeeze(text: str) -> str:
    return re.sub(r"[\s。；;]+", "", text)


def _quotes(text: str, source: str) -> list[Problem]:
    squeezed = _squeeze(source)
    return [
        Problem("quote", quoted, "") for quoted in _QUOTED.findall(text) if _squeeze(quoted) not in squeezed
    ]


def _strange(parts: Sequence[Segment], source: str) -> list[Problem]:
    whole = Segment(source, 0, len(source), 0, *content(source))
    told = [part for part in parts if size(_WHEN.sub("", part.text)) >= 3 and not is_amount(part.text)]
    return [
        Problem("other", part.text.strip(), "")
        for part in told
        if _is_strange(part, whole) or _shares_amounts_only(part.text, whole)
    ]


def _shares_amounts_only(text: str, whole: Segment) -> bool:
    matter = without_amounts(text)
    chars, pairs = content(matter)
    return matter != text and len(chars) >= 5 and not pairs & whole.pairs


def _is_strange(part: Segment, whole: Segment) -> bool:
    shared = len(part.chars & whole.chars) / len(part.chars)
    if size(part.text) <= _FEW and shared >= 0.3:
        return False
    return best_overlap(part, whole) < _LEAST_ALIGNED or not part.pairs & whole.pairs and shared < 0.6


def split_sentences(text: str) -> list[str]:
    """Cut a draft into sentences, each with the marks that follow it.

    >>> split_sentences("每月一次。[1]可以申请[2]。")
    ['每月一次。[1]', '可以申请[2]。']
    """
    return [match[0].strip() for match in _SENTENCE.finditer(text) if match[0].strip()]


def evidence_text(evidence: Evidence) -> str:
    """Return the words that a clause may be quoted for: its document's title, its headings and its text."""
    pieces = (evidence.document.title, *evidence.clause.headings, evidence.clause.text)
    return "。\n".join(map(without_orders, pieces))


def ground(draft: str, evidence: Sequence[Evidence], day: date | None = None, question: str = "") -> Grounded:
    """Keep the sentences of a draft that the clauses they cite support, and record the others.

    A sentence that says only what the question said, or only a title, answers nothing and is cut too.
    """
    kept: list[tuple[str, list[Evidence]]] = []
    withheld: list[Withheld] = []
    for sentence in split_sentences(draft):
        cited, reason = _supporting(sentence, evidence)
        reason = reason or _says_nothing(sentence, cited, question)
        if reason:
            withheld.append(Withheld(sentence, reason))
        else:
            kept.append((sentence, cited))
    text, citations = _number(kept, day or date.today())
    return Grounded(text, citations, tuple(withheld))


def _supporting(sentence: str, evidence: Sequence[Evidence]) -> tuple[list[Evidence], str]:
    """Return the clauses that support a sentence, or why it is cut.

    The model's mark is a claim like any other: where it is missing or names the wrong clause, the clause among
    those that the model was given that does support the sentence, alone, is cited instead.
    """
    numbers = [int(number) for number in _MARK.findall(sentence)]
    strange = [number for number in numbers if not 1 <= number <= len(evidence)]
    if strange:
        return [], f"引用了不存在的依据[{strange[0]}]"
    if looks_obedient(sentence):
        return [], "像是写给程序的指令"
    bare = clean(sentence)
    if not content(bare)[0]:
        return [], "没有可核对的内容"
    cited = [evidence[number - 1] for number in dict.fromkeys(numbers)]
    problems = _against(bare, cited) if cited else (Problem("other", bare, ""),)
    if not problems:
        return cited, ""
    if len(content(bare)[0]) >= _LEAST_CHARS:
        for one in evidence:
            if not _against(bare, [one]):
                return [one], ""
    return [], in_chinese(problems) if cited else "没有注明依据，也对不上哪一条"


def _says_nothing(sentence: str, cited: Sequence[Evidence], question: str) -> str:
    bare = _squeeze(clean(sentence))
    titles = _squeeze("".join("".join((one.document.title, *one.clause.headings)) for one in cited))
    if bare.replace("《", "").replace("》", "") in titles and not any(
        bare in _squeeze(one.clause.text) for one in cited
    ):
        return "只是标题"
    if question and content(bare)[1] <= content(question)[1]:
        return "只是重复了问题"
    return ""


def _against(sentence: str, evidence: Sequence[Evidence]) -> tuple[Problem, ...]:
    return tuple(check_sentence(sentence, "\n".join(evidence_text(one) for one in evidence)))


def _number(kept: Sequence[tuple[str, list[Evidence]]], day: date) -> tuple[str, tuple[Citation, ...]]:
    citations: list[Citation] = []
    pieces: list[str] = []
    for sentence, cited in kept:
        marks = []
        for one in cited:
            citation = cite(one, *best_span(sentence, one), len(citations) + 1, day)
            same = next((old for old in citations if _same_place(old, citation)), None)
            if same is None:
                citations.append(citation)
            marks.append(f"[{(same or citation).number}]")
        body = _MARK.sub("", sentence).strip()
        end = body[-1] if body[-1] in "。！？!?；;" else "。"
        pieces.append(body.rstrip("。！？!?；; ") + "".join(dict.fromkeys(marks)) + end)
    return "".join(pieces), tuple(citations)


def _same_place(one: Citation, two: Citation) -> bool:
    return (one.document_id, one.start, one.end) == (two.document_id, two.start, two.end)


def best_span(sentence: str, evidence: Evidence) -> tuple[int, int]:
    """Return the offsets, in the document, of the clause's sentence that supports `sentence` best."""
    text, base = evidence.document.text, evidence.clause.text_start
    limit = evidence.clause.text_end
    told = segments(clean(sentence))
    spans = [
        (base + m.start(), base + m.end()) for m in re.finditer(r"[^。！？\n]+[。！？]?", text[base:limit])
    ]
    spans = [_trim(text, *span) for span in spans if text[span[0] : span[1]].strip()]
    spans = spans or [_trim(text, evidence.clause.start, evidence.clause.end)]
    return max(spans, key=lambda span: _support(told, text[span[0] : span[1]]))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end - 1 and text[start].isspace():
        start += 1
    while end > start + 1 and text[end - 1].isspace():
        end -= 1
    return start, end


def _support(told: Sequence[Segment], span: str) -> float:
    place = Segment(span, 0, len(span), 0, *content(span))
    return sum(overlap(part, place) * len(part.chars) for part in told)
