"""Answers of a language model after grounding, beside the extractive ones: `python -m eval.composed`.

Takes the model server of the settings (POLICY_ASSISTANT_LLM_BASE_URL, …_LLM_MODEL). Drafts are kept by what the
model was asked, so that a changed check is measured in seconds and a run that was stopped goes on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path

from assistant.answering.generative import compose, must_stand, prompt, publish
from assistant.answering.grounding import ground
from assistant.answering.sources import choose_sources, narrow
from assistant.assistant import PolicyAssistant
from assistant.config import Settings, load_settings
from assistant.errors import ComposerError
from assistant.prompts import fill
from assistant.schema import Answer, Evidence, Status
from eval import facts
from eval.corpora import INDEXES
from eval.kept import CACHE
from eval.metrics import median
from eval.sets import LOADERS, Case, QuestionSet

DRAFTS = CACHE / "drafts"
REPORT = CACHE / "composed.jsonl"


@dataclass(slots=True)
class Row:
    """One question: what the documents' words gave, what the model wrote, what was published."""

    id: str
    kind: str
    question: str
    must: list[list[str]]
    extractive: str
    draft: str
    published: str
    composer: str
    extractive_right: bool
    draft_right: bool
    published_right: bool
    first_words_ms: float
    draft_s: float
    draft_unsupported: list[str] = field(default_factory=list)
    unsupported: list[str] = field(default_factory=list)
    withheld: list[dict[str, str]] = field(default_factory=list)
    error: str = ""


def sample(questions: QuestionSet, number: int) -> list[Case]:
    """Return that many answerable questions without history, spread evenly over the set."""
    cases = [case for case in questions.cases if case.answerable and case.must and not case.history]
    number = min(number, len(cases))
    return [cases[place * len(cases) // number] for place in range(number)]


def draft_of(question: str, shown: Sequence[Evidence], settings: Settings) -> tuple[str, float]:
    """Return the model's draft and the seconds it took, from the store when it was asked before."""
    asked = "\n".join((settings.llm_model, fill("answer"), prompt(question, shown)))
    path = DRAFTS / f"{hashlib.sha256(asked.encode()).hexdigest()[:24]}.json"
    if not path.exists():
        if not settings.has_llm:
            raise ComposerError("no draft kept")
        began = time.perf_counter()
        text = compose(question, shown, settings)
        DRAFTS.mkdir(parents=True, exist_ok=True)
        kept = {"text": text, "seconds": round(time.perf_counter() - began, 1)}
        path.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    found = json.loads(path.read_text(encoding="utf-8"))
    return found["text"], found["seconds"]


def score(case: Case, assistant: PolicyAssistant, settings: Settings) -> Row:
    """Ask one question as the product does, keeping what lies between."""
    began, first, evidence, answer = time.perf_counter(), 0.0, [], None
    for event, value in assistant.ask_stream(case.question, case.history, use_llm=False):
        if event == "evidence":
            evidence = value
        elif event == "token" and not first:
            first = 1000 * (time.perf_counter() - began)
        elif event == "done":
            answer = value
    if answer is None:
        raise AssertionError("ask_stream ends with done")
    row = Row(case.id, case.kind, case.question, [list(group) for group in case.must], answer.text, "", answer.text,
              "extractive", _right(case, answer), False, _right(case, answer), first, 0.0)  # fmt: skip
    if answer.status in (Status.ANSWERED, Status.PARTIAL) and not must_stand(answer):
        _compose(row, case, answer, evidence, settings)
    return row


def _compose(row: Row, case: Case, answer: Answer, evidence: Sequence[Evidence], settings: Settings) -> None:
    sources = choose_sources(evidence, answer)
    shown = [narrow(source, case.question, answer.citations) for source in sources]
    try:
        row.draft, row.draft_s = draft_of(case.question, shown, settings)
    except ComposerError as error:
        row.error = str(error)
        return
    published = publish(answer, ground(row.draft, sources, date.today(), case.question), row.draft)
    row.published, row.composer = published.text, published.composer
    row.withheld = [asdict(cut) for cut in published.withheld]
    row.draft_right = _right(case, replace(answer, text=row.draft))
    row.published_right = _right(case, published)
    row.draft_unsupported = sorted(facts.unsupported_figures(row.draft, _texts(sources)))
    cited = {(c.document_id, c.clause) for c in published.citations}
    used = [one for one in evidence if (one.document.id, one.clause.path) in cited]
    quotes = [citation.quote for citation in published.citations]
    row.unsupported = sorted(facts.unsupported_figures(published.text, [*_texts(used), *quotes]))


def _texts(evidence: Sequence[Evidence]) -> list[str]:
    return [" ".join((one.document.title, *one.clause.headings, one.clause.text)) for one in evidence]


def _right(case: Case, answer: Answer) -> bool:
    answered = answer.status in (Status.ANSWERED, Status.PARTIAL)
    return answered and facts.is_right(case.must, answer.text, case.answer, case.kind == "yes_no")


def summary(rows: Sequence[Row]) -> list[str]:
    """Return the lines that are printed."""
    asked = [row for row in rows if row.draft]
    fluent = [row for row in asked if row.composer == "generative"]
    cut = [row for row in asked if row.withheld]
    firsts = sorted(row.first_words_ms for row in rows)
    return [
        f"questions {len(rows)}, put to the model {len(asked)}, failed {sum(bool(row.error) for row in rows)}",
        f"right, extractive:            {_share([row.extractive_right for row in rows])}",
        f"right, model unchecked:       {_share([row.draft_right for row in rows])}",
        f"right, model after grounding: {_share([row.published_right for row in rows])}",
        f"model's words published {len(fluent)}, something cut {len(cut)}, extractive stands {len(rows) - len(fluent)}",
        f"answers with unsupported figures: drafts {sum(bool(row.draft_unsupported) for row in asked)},"
        f" published {sum(bool(row.unsupported) for row in rows)}",
        f"first verified words, ms: p50 {firsts[len(firsts) // 2]:.0f}, p95 {firsts[int(len(firsts) * 0.95)]:.0f},"
        f" max {firsts[-1]:.0f}",
        f"model's draft, s: median {median([row.draft_s for row in asked]) or 0:.1f}",
    ]


def _share(chosen: Sequence[bool]) -> str:
    return f"{sum(chosen)}/{len(chosen)} {sum(chosen) / len(chosen):.1%}"


def main() -> None:
    """Print the rates and write every row to var/eval/composed.jsonl."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", choices=list(LOADERS), default="policy_qa_dev")
    parser.add_argument("--number", type=int, default=60)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--kept", action="store_true", help="judge the drafts kept by earlier runs only")
    options = parser.parse_args()
    questions = LOADERS[options.set]()
    settings = load_settings(index=str(options.index or INDEXES / questions.corpus))
    if options.kept:
        settings = replace(settings, llm_base_url="")
    elif not settings.has_llm:
        parser.error("no model server in the settings: run make serve-llm and set what it prints")
    assistant = PolicyAssistant.open(settings)
    rows = []
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    with REPORT.open("w", encoding="utf-8") as report:
        for case in sample(questions, options.number):
            rows.append(score(case, assistant, settings))
            report.write(json.dumps(asdict(rows[-1]), ensure_ascii=False) + "\n")
            report.flush()
    print("\n".join(summary(rows)))


if __name__ == "__main__":
    main()
