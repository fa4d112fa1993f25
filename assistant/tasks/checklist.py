"""From clauses to a task checklist (任务分解表), with proof that no sentence was passed over."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.schema import Checklist, Clause, Coverage, Deadline, Document, Indicator, NotTask, Owner, Task
from assistant.tasks import duties
from assistant.tasks.actions import LIMIT, short_action, short_heading
from assistant.tasks.deadlines import NO_DEADLINE, Anchor, find_fixed, read_deadline
from assistant.tasks.grammar import CONTENT_LIST
from assistant.tasks.indicators import LIMITS, first_indicator
from assistant.tasks.marks import Mark, read_mark
from assistant.tasks.owner_rules import FIRST_LEADS
from assistant.tasks.owners import subject_of
from assistant.tasks.reconcile import reconcile
from assistant.tasks.remarks import remark_on
from assistant.tasks.sentences import Span, sentences, trim
from assistant.tasks.table_rows import columns_of, read_row, task_tables
from assistant.tasks.table_rules import CAPTION


@dataclass(slots=True)
class _Draft:
    """What has been found so far while the clauses are walked in order."""

    document: Document
    anchor: Anchor
    first_leads: bool
    parents: frozenset[str]
    tables: dict[str, tuple[str, ...]]
    tasks: list[Task] = field(default_factory=list)
    not_tasks: list[NotTask] = field(default_factory=list)
    inherited: dict[str, tuple[Owner, ...]] = field(default_factory=dict)
    contents: set[str] = field(default_factory=set)
    seen: Counter[str] = field(default_factory=Counter)
    sentences: int = 0


def build_checklist(document: Document, clauses: Sequence[Clause], start: date | None = None) -> Checklist:
    """Return every duty of a document with owners, deadline and place; `start` anchors relative deadlines."""
    anchor, source = anchor_of(document, start)
    paths = {clause.path for clause in clauses}
    parents = frozenset(
        path.rsplit("/", count)[0] for path in paths for count in range(1, path.count("/") + 1)
    )
    first_leads = bool(FIRST_LEADS.search(document.text))
    draft = _Draft(document, anchor, first_leads, parents, task_tables(clauses))
    for clause in clauses:
        _read_clause(draft, clause)
    tasks, differences = reconcile(draft.tasks)
    return Checklist(
        document_id=document.id,
        title=document.title,
        start=anchor.start.isoformat() if anchor.start else None,
        start_source=source,
        tasks=tuple(sorted(tasks, key=lambda task: task.start)),
        coverage=Coverage(draft.sentences, draft.sentences - len(draft.not_tasks), tuple(draft.not_tasks)),
        differences=differences,
        note=remark_on(document, tasks),
    )


def anchor_of(document: Document, start: date | None) -> tuple[Anchor, str]:
    """Return what dates are reckoned from and, in Chinese, where that day comes from."""
    issued = _iso(document.issued_on)
    titled = re.search(r"20\d{2}(?=年)", document.title)
    year = issued.year if issued else int(titled.group()) if titled else None
    if start:
        return Anchor(issued, year, start, start_given=True), "用户指定"
    return Anchor(issued, year, issued), "成文日期" if issued else "文中未明确"


def _iso(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _read_clause(draft: _Draft, clause: Clause) -> None:
    if names := columns_of(draft.tables, clause):
        _read_table_row(draft, clause, names)
        return
    if (caption := CAPTION.match(clause.path)) and caption["table"] in draft.tables:
        lines = sentences(clause.text, clause.text_start)
        draft.sentences += len(lines)
        _leave_out(draft, clause, lines, "heading")
        return
    zone = duties.zone_of(clause, draft.document)
    heading = _heading_span(clause)
    body = sentences(clause.text, clause.text_start)
    draft.sentences += len(body) + (heading is not None)
    units, rest = ([], body) if zone is duties.Zone.FRAME else _marked_units(draft, body)
    if units and not units[0][0] and heading and clause.path in draft.parents:
        draft.inherited[clause.path] = units[0][1].owners
        _leave_out(draft, clause, [heading, *units.pop(0)[2]], "heading")
        heading = None
    if heading and units and ((len(units) == 1 and not rest) or _closes(units[0], heading)):
        units[0] = ([heading, *units[0][0]], units[0][1], units[0][2])
        heading = None
    _read_heading(draft, clause, heading, bool(body), zone)
    for words, mark, marks in units:
        _add_unit(draft, clause, words, mark, marks)
    for sentence in rest:
        _add_sentence(draft, clause, sentence, zone)
    draft.tasks.sort(key=lambda task: task.start)


def _read_table_row(draft: _Draft, clause: Clause, names: tuple[str, ...]) -> None:
    """A row is one task, however many sentences its cells hold; a row without a task cell names a group."""
    span = trim(Span(clause.text, clause.text_start))
    draft.sentences += 1
    row = read_row(span.text, names, draft.anchor, draft.first_leads)
    if row is None:
        _leave_out(draft, clause, [span], "heading")
        return
    strength = duties.strength_of(row.detail)
    action = short_action(row.name)
    _add(draft, clause, span, row.detail, action, row.owners, row.deadline, strength, row.indicator)


def _heading_span(clause: Clause) -> Span | None:
    text = clause.heading.strip()
    return trim(Span(text, clause.start + max(0, clause_offset(clause)))) if text else None


def clause_offset(clause: Clause) -> int:
    """Offset of the heading inside its clause: headings open their clause, after white space at most."""
    return len(clause.heading) - len(clause.heading.lstrip())


_Unit = tuple[list[Span], Mark, list[Span]]


def _marked_units(draft: _Draft, body: list[Span]) -> tuple[list[_Unit], list[Span]]:
    """Group sentences by the owner mark that closes them; label lines that follow each other are one mark."""
    units: list[_Unit] = []
    words: list[Span] = []
    for sentence in body:
        mark = read_mark(sentence, draft.anchor, draft.first_leads)
        if mark is None:
            words.append(sentence)
        elif units and not words and not mark.before:
            units[-1] = (units[-1][0], _joined(units[-1][1], mark), [*units[-1][2], sentence])
        else:
            units.append(
                ([*words, sentence] if mark.before else words, mark, [] if mark.before else [sentence])
            )
            words = []
    return units, words


def _closes(unit: _Unit, heading: Span) -> bool:
    """A mark right after a numbered sentence closes that sentence, whatever follows in the clause."""
    return not unit[0] and heading.text.endswith("。")


def _joined(first: Mark, second: Mark) -> Mark:
    known = {owner.name for owner in first.owners}
    owners = (*first.owners, *(owner for owner in second.owners if owner.name not in known))
    return Mark(owners, first.deadline if first.deadline.raw else second.deadline, first.before)


def _read_heading(
    draft: _Draft, clause: Clause, heading: Span | None, has_body: bool, zone: duties.Zone
) -> None:
    """A heading is left out, but a numbered sentence that stands alone may be a duty, and 县气象局： has duties."""
    if heading is None:
        return
    alone = not has_body and clause.path not in draft.parents
    if alone and zone is not duties.Zone.FRAME and _reads_as_sentence(heading.text):
        _add_sentence(draft, clause, heading, zone)
        return
    if heading.text.endswith(("：", ":")) and (actors := subject_of(_unnumbered(heading.text))):
        draft.inherited[clause.path] = actors
    _leave_out(draft, clause, [heading], "heading")


def _reads_as_sentence(text: str) -> bool:
    return text.endswith(("。", "；", ";")) or "，" in text or "," in text


def _add_unit(draft: _Draft, clause: Clause, words: list[Span], mark: Mark, marks: list[Span]) -> None:
    """Add the task that a mark closes; a heading among its words names it when several sentences follow."""
    if not words:
        _leave_out(draft, clause, marks, "heading")
        return
    last = [*words, *marks][-1]
    span = Span(draft.document.text[words[0].start : last.end], words[0].start)
    body = [word for word in words if word.start >= clause.text_start] or words
    text = "".join(word.text for word in body)
    deadline = mark.deadline if mark.deadline.raw else _unit_deadline(text, body, draft.anchor)
    heading = short_heading(clause.heading)
    action = heading if len(body) > 1 and 4 <= len(heading) <= LIMIT else short_action(text)
    owners = mark.owners or _inherited(draft, clause)
    strength = duties.strength_of(text)
    indicator = _indicator(span.text, deadline.raw)
    _add(draft, clause, span, span.text, action, owners, deadline, strength, indicator)


def _unit_deadline(text: str, words: list[Span], anchor: Anchor) -> Deadline:
    """Without a time in the mark, take the one last day of the text; of one sentence, whatever it says."""
    if len(words) == 1:
        return read_deadline(text, anchor)
    fixed = [found.deadline for found in find_fixed(text, anchor)]
    return fixed[0] if len({deadline.due for deadline in fixed}) == 1 else NO_DEADLINE


def _indicator(text: str, frequency: str | None) -> Indicator | None:
    """Return what is counted; of two, rather the one that does not only repeat the frequency (每月检查一次)."""
    parts = [part for part in re.split(r"[，,；;。]", text) if not LIMITS.search(part)]
    found = [(part, indicator) for part in parts if (indicator := first_indicator(part))]
    rather = [indicator for part, indicator in found if not (frequency and frequency in part)]
    return next(iter([*rather, *(indicator for _, indicator in found)]), None)


def _add_sentence(draft: _Draft, clause: Clause, sentence: Span, zone: duties.Zone) -> None:
    text = sentence.text
    reason = duties.reason_not_task(_unnumbered(text), zone, draft.anchor)
    if CONTENT_LIST.search(text):
        draft.contents.add(clause.path)
    elif not reason and any(path in draft.contents for path in _ancestors(clause.path.rpartition("/")[0])):
        reason = "background"
    if text.endswith(("：", ":")) and (actors := subject_of(text)):
        draft.inherited[clause.path] = actors
    if reason:
        _leave_out(draft, clause, [sentence], reason)
        return
    for piece in duties.split_duty(sentence, draft.anchor):
        words = piece.span.text
        owners = piece.owners or _inherited(draft, clause)
        strength = duties.strength_of(words)
        indicator = _indicator(words, piece.deadline.raw)
        _add(
            draft, clause, piece.span, text, short_action(words), owners, piece.deadline, strength, indicator
        )


def _unnumbered(text: str) -> str:
    return re.sub(r"^\s*(?:[（(]?[一二三四五六七八九十]+[）)、]|[（(]?\d+[）).．、]|[①-⑳])\s*", "", text)


def _inherited(draft: _Draft, clause: Clause) -> tuple[Owner, ...]:
    for path in _ancestors(clause.path):
        if path in draft.inherited:
            return tuple(replace(owner, found="inherited") for owner in draft.inherited[path])
    return ()


def _ancestors(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition("/")[0]


def _leave_out(draft: _Draft, clause: Clause, spans: Sequence[Span], reason: str) -> None:
    draft.not_tasks.extend(NotTask(clause.path, span.text, reason, span.start, span.end) for span in spans)


def _add(
    draft: _Draft,
    clause: Clause,
    span: Span,
    detail: str,
    action: str,
    owners: tuple[Owner, ...],
    deadline: Deadline,
    strength: str,
    indicator: Indicator | None,
) -> None:
    place = f"{draft.document.id}|{clause.path}|{span.text}"
    draft.seen[place] += 1
    seed = f"{place}|{draft.seen[place] - 1}"
    task = Task(
        id=hashlib.sha256(seed.encode()).hexdigest()[:12],
        action=action,
        detail=detail,
        owners=owners,
        deadline=deadline,
        indicator=indicator,
        strength=strength,
        clause=clause.path,
        label=clause.label,
        quote=span.text,
        start=span.start,
        end=span.end,
    )
    draft.tasks.append(task)
