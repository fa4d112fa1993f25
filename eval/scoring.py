"""From replies to rows, and from rows to rates with their confidence intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from typing import Any

from eval import facts, metrics
from eval.corpora import Gold, Library
from eval.sets import Case
from eval.systems import Passage, Quoted, Reply, System
from eval.text import fold, normalise

DEPTH = 50


@dataclass(slots=True)
class Row:
    """One case under one system: all that rates are made of, and what a person needs to read it.

    `ranks` holds one rank per thing that must be found; None in a field means that it was not measured.
    """

    id: str
    kind: str
    question: str
    answerable: bool
    partial_wanted: bool
    gold_quotes: list[str]
    ideal: str
    ranks: list[int | None] | None = None
    ndcg: float | None = None
    answer: str | None = None
    refused: bool = False
    partial: bool = False
    missing: str | None = None
    missing_named: bool | None = None
    right: bool | None = None
    score: float | None = None
    length: int | None = None
    gold_chars: int = 0
    quoted_chars: int = 0
    citations: int = 0
    citations_right: int = 0
    citations_exact: int | None = None
    gold_cited: float | None = None
    unsupported: list[str] = field(default_factory=list)
    milliseconds: float | None = None
    stages: dict[str, float] = field(default_factory=dict)
    evidence: list[dict[str, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return a JSON object."""
        return asdict(self)


def run(system: System, cases: Sequence[Case], library: Library, answers: bool = True) -> list[Row]:
    """Search and answer every case with one system.

    Without answers nothing is timed, so cases are searched two at a time.
    """
    if answers:
        return [score_case(system, case, library) for case in cases]
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda case: score_case(system, case, library, answers=False), cases))


def score_case(system: System, case: Case, library: Library, answers: bool = True) -> Row:
    """Search and answer one case."""
    row = Row(
        case.id,
        case.kind,
        case.question,
        case.answerable,
        case.kind == "partial",
        list(case.quotes),
        case.answer,
    )
    gold = library.gold(case)
    if case.retrievable or not case.answerable:
        passages = system.search(case.question, DEPTH)
        row.evidence = [
            {"document": p.document, "clause": p.label or "", "text": p.text} for p in passages[:3]
        ]
        if case.retrievable:
            _rank(row, case, gold, passages)
    reply = system.ask(case) if answers else None
    if reply is not None:
        _judge(row, case, gold, reply, library)
    return row


def held_quotes(case: Case, gold: Gold, passage: Passage) -> set[int]:
    """Return the numbers of the quotes that a passage holds: by clause, or verbatim for other passages."""
    if passage.clause is not None:
        places = {
            p.quote for p in gold.places if p.document == passage.document and passage.clause in p.paths
        }
        if places:
            return places
    text = normalise(passage.text)
    return {number for number, quote in enumerate(case.quotes) if normalise(quote) in text}


def _rank(row: Row, case: Case, gold: Gold, passages: Sequence[Passage]) -> None:
    held = [held_quotes(case, gold, passage) for passage in passages]
    row.ranks = [_first(held, unit) for unit in _units(case, gold)]
    gains, seen = [], set[int]()
    for quotes in held:
        gains.append(int(bool(quotes - seen)))
        seen |= quotes
    row.ndcg = metrics.ndcg_at_10(gains, len(case.quotes))


def _units(case: Case, gold: Gold) -> list[set[int]]:
    # Law questions: every gold article. Two documents compared: both. Else: any quote will do.
    everything = set(range(len(case.quotes)))
    if case.kind == "law":
        return [{number} for number in everything]
    if len(case.docs) > 1:
        return [{p.quote for p in gold.places if p.document == document} for document in case.docs]
    return [everything]


def _first(held: Sequence[set[int]], unit: set[int]) -> int | None:
    return next((rank for rank, quotes in enumerate(held, 1) if quotes & unit), None)


def _judge(row: Row, case: Case, gold: Gold, reply: Reply, library: Library) -> None:
    row.answer, row.refused, row.partial, row.missing = (
        reply.text,
        reply.refused,
        reply.partial,
        reply.missing,
    )
    row.score, row.milliseconds, row.stages = reply.score, reply.milliseconds, reply.stages
    if case.answerable and case.must:
        row.right = not reply.refused and facts.is_right(
            case.must, reply.text, case.answer, case.kind == "yes_no"
        )
    if case.missing and reply.missing:
        row.missing_named = bool(_bigrams(case.missing) & _bigrams(reply.missing))
    if reply.refused:
        return
    row.length = facts.answer_length(reply.text)
    row.unsupported = sorted(facts.unsupported_figures(_stated(reply), _sources(reply, library)))
    if case.answerable:
        _judge_citations(row, case, gold, reply, library)


def _bigrams(text: str) -> set[str]:
    plain = normalise(text)
    return {plain[at : at + 2] for at in range(len(plain) - 1)}


def _stated(reply: Reply) -> str:
    # What is said to be missing repeats the question, not a document.
    return reply.text.replace(reply.missing, "") if reply.missing else reply.text


def _sources(reply: Reply, library: Library) -> list[str]:
    sources = [*reply.passages, *reply.allowed]
    for citation in reply.citations:
        clause = library.clause(citation.document, citation.clause)
        whole = [clause.heading, clause.text] if clause else []
        sources += [
            citation.quote,
            *whole,
            *citation.headings,
            *citation.says,
            _spoken_date(citation.says[-1:]),
        ]
    return sources


def _spoken_date(iso: Sequence[str]) -> str:
    parts = iso[0].split("-") if iso and iso[0] else []
    return "{}年{}月{}日".format(*(int(part) for part in parts)) if len(parts) == 3 else ""


def _judge_citations(row: Row, case: Case, gold: Gold, reply: Reply, library: Library) -> None:
    if not reply.citations:
        row.gold_chars, row.quoted_chars = facts.gold_share_by_text(reply.passages, case.quotes)
        return
    spans = [(c.document, (c.start, c.end)) for c in reply.citations]
    row.gold_chars, row.quoted_chars = facts.gold_share(spans, gold.spans())
    held = [held_quotes(case, gold, Passage(c.document, c.quote, c.clause)) for c in reply.citations]
    row.citations = len(held)
    row.citations_right = sum(map(bool, held))
    row.citations_exact = sum(is_exact(citation, library) for citation in reply.citations)
    units = _units(case, gold)
    row.gold_cited = sum(any(unit & quotes for quotes in held) for unit in units) / len(units)


def is_exact(citation: Quoted, library: Library) -> bool:
    """Return whether a citation's words stand at its offsets in the document as parsed."""
    found = library.get(citation.document)
    if found is None:
        return False
    text = found[0].text
    return text[citation.start : citation.end] == citation.quote and fold(citation.quote)[0] in fold(text)[0]


Statistic = Callable[[Sequence[Row]], float | None]


def _recall(k: int) -> Statistic:
    return lambda rows: metrics.mean([metrics.recall_at_k(row.ranks, k) or 0.0 for row in rows if row.ranks])


def _ratio(top: Callable[[Row], float], bottom: Callable[[Row], float]) -> Statistic:
    def statistic(rows: Sequence[Row]) -> float | None:
        total = sum(map(bottom, rows))
        return sum(map(top, rows)) / total if total else None

    return statistic


def _mean_of(value: Callable[[Row], float | bool | None]) -> Statistic:
    return lambda rows: metrics.mean([float(v) for v in map(value, rows) if v is not None])


def _asked(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.answer is not None]


def _refusal(part: str) -> Statistic:
    def statistic(rows: Sequence[Row]) -> float | None:
        asked = _asked(rows)
        value = getattr(metrics.refusals([r.refused for r in asked], [not r.answerable for r in asked]), part)
        return value if value is None else float(value)

    return statistic


def _auc(rows: Sequence[Row]) -> float | None:
    known = [row for row in _asked(rows) if row.score is not None]
    return metrics.auc(
        [row.score or 0.0 for row in known if row.answerable],
        [row.score or 0.0 for row in known if not row.answerable],
    )


STATISTICS: dict[str, Statistic] = {
    **{f"recall@{k}": _recall(k) for k in (1, 3, 5, 10, 20, 50)},
    "mrr": _mean_of(lambda r: 1 / min(x or 1e9 for x in r.ranks) if r.ranks else None),
    "ndcg@10": _mean_of(lambda r: r.ndcg),
    "fact_accuracy": _mean_of(lambda r: r.right),
    "answer_chars_median": lambda rows: metrics.median([r.length for r in rows if r.length is not None]),
    "gold_share_of_quotes": _ratio(lambda r: r.gold_chars, lambda r: r.quoted_chars),
    "citation_precision": _ratio(lambda r: r.citations_right, lambda r: r.citations),
    "citation_recall": _mean_of(lambda r: r.gold_cited),
    "exact_quotes": _ratio(lambda r: r.citations_exact or 0, lambda r: r.citations),
    "unsupported_answers": _mean_of(lambda r: bool(r.unsupported) if r.length is not None else None),
    "refusal_precision": _refusal("precision"),
    "refusal_recall": _refusal("recall"),
    "false_refusals": _refusal("false_refusals"),
    "answerability_auc": _auc,
    "partial_detected": _mean_of(lambda r: r.partial if r.partial_wanted and r.answer is not None else None),
    "partial_missing_named": _mean_of(
        lambda r: bool(r.missing_named) if r.partial_wanted and r.answer is not None else None
    ),
    "false_partial": _mean_of(
        lambda r: r.partial if r.answerable and not r.partial_wanted and r.answer is not None else None
    ),
}


def rates(rows: Sequence[Row], repeats: int) -> dict[str, dict[str, Any]]:
    """Return every rate that is defined for these rows, with its 95 % interval."""
    found: dict[str, dict[str, Any]] = {}
    for name, statistic in STATISTICS.items():
        value = statistic(rows)
        if value is not None:
            interval = metrics.bootstrap(rows, statistic, repeats) if repeats else None
            found[name] = {"value": value, "interval": list(interval) if interval else None}
    return found
