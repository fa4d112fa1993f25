"""From clauses to a task checklist (任务分解表), with proof that no sentence was passed over."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.schema import Checklist, Clause, Coverage, Deadline, Document, Indicator, NotTask, Owner, Task
from assistant.tasks import duties, reasons
from assistant.tasks.actions import LIMIT, short_action
from assistant.tasks.deadlines import Anchor
from assistant.tasks.grammar import CONTENT_LIST
from assistant.tasks.marks import Mark, read_mark
from assistant.tasks.owner_rules import FIRST_LEADS
from assistant.tasks.owners import subject_of
from assistant.tasks.reconcile import reconcile
from assistant.tasks.remarks import remark_on
from assistant.tasks.sentences import Span, sentences, trim
from assistant.tasks.table_rows import columns_of, groups_of, read_row, table_of, task_tables
from assistant.tasks.table_rules import CAPTION, NOTE_LINE
from assistant.tasks.units import (
    both,
    closes,
    deadline_of,
    indicator_of,
    marked_units,
    name_of,
    owners_of,
)
from assistant.tasks.zones import Zone, zone_of


@dataclass(slots=True)
class _Draft:
    """What has been found so far while the clauses are walked in order."""

    document: Document
    anchor: Anchor
    first_leads: bool
    parents: frozenset[str]
    tables: dict[str, tuple[str, ...]]
    groups: dict[str, frozenset[str]]
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
    tables = task_tables(clauses)
    draft = _Draft(document, anchor, first_leads, parents, tables, groups_of(clauses, tables))
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
    zone = zone_of(clause, draft.document)
    heading = _heading_span(clause)
    body = sentences(clause.text, clause.text_start)
    draft.sentences += len(body) + (heading is not None)
    frame = zone is Zone.FRAME
    units, rest = ([], body) if frame else marked_units(body, draft.anchor, draft.first_leads)
    if units and not units[0][0] and heading and clause.path in draft.parents:
        draft.inherited[clause.path] = units[0][1].owners
        _leave_out(draft, clause, [heading, *units.pop(0)[2]], "heading")
        heading = None
    if heading and units and ((len(units) == 1 and not rest) or closes(units[0], heading)):
        units[0] = ([heading, *units[0][0]], units[0][1], units[0][2])
        heading = None
    _read_heading(draft, clause, heading, bool(body), zone)
    for words, mark, marks in units:
        _add_unit(draft, clause, words, mark, marks, alone=len(units) == 1)
    for sentence in rest:
        _add_sentence(draft, clause, sentence, zone)
    draft.tasks.sort(key=lambda task: task.start)


def _read_table_row(draft: _Draft, clause: Clause, names: tuple[str, ...]) -> None:
    """A row is one task, however many sentences its cells hold; a row without a task cell names a group."""
    span = trim(Span(clause.text, clause.text_start))
    draft.sentences += 1
    groups = draft.groups.get(table_of(clause) or "", frozenset())
    row = read_row(span.text, names, draft.anchor, draft.first_leads, groups)
    if row is None:
        _read_note(draft, clause, span)
        return
    strength = duties.strength_of(row.detail)
    whole = row.name.rstrip("。；")
    action = whole if len(whole) <= LIMIT and not re.search("[。；\n]", whole) else short_action(row.name)
    _add(draft, clause, span, row.detail, action, row.owners, row.deadline, strength, row.indicator)


def _read_note(draft: _Draft, clause: Clause, span: Span) -> None:
    """A line across the table names a group, but a note may order something (备注：各单位每月25日前报送)."""
    if NOTE_LINE.match(span.text) and reasons.orders_an_office(span.text, draft.anchor):
        _add_sentence(draft, clause, span, Zone.ACTION)
    else:
        _leave_out(draft, clause, [span], "heading")


def _heading_span(clause: Clause) -> Span | None:
    text = clause.heading.strip()
    return trim(Span(text, clause.start + max(0, clause_offset(clause)))) if text else None


def clause_offset(clause: Clause) -> int:
    """Offset of the heading inside its clause: headings open their clause, after white space at most."""
    return len(clause.heading) - len(clause.heading.lstrip())


def _read_heading(draft: _Draft, clause: Clause, heading: Span | None, has_body: bool, zone: Zone) -> None:
    """A heading is left out, but a numbered sentence that stands alone may be a duty, and 县气象局： has duties."""
    if heading is None:
        return
    alone = not has_body and clause.path not in draft.parents
    says = heading.text.endswith("。") and _orders(_unnumbered(heading.text), draft.anchor)
    if (alone and _reads_as_sentence(heading.text) or says) and zone is not Zone.FRAME:
        _add_sentence(draft, clause, heading, zone)
        return
    if alone and (mark := read_mark(_label_line(heading), draft.anchor)) and not mark.before:
        _give_owners(draft, clause.path.rpartition("/")[0], mark)
        _leave_out(draft, clause, [heading], "heading")
        return
    if heading.text.endswith(("：", ":")) and (actors := subject_of(_unnumbered(heading.text))):
        draft.inherited[clause.path] = actors
    _leave_out(draft, clause, [heading], "heading")


def _label_line(heading: Span) -> Span:
    words = _unnumbered(heading.text)
    return Span(words, heading.end - len(words))


def _give_owners(draft: _Draft, path: str, mark: Mark) -> None:
    """Give a duty the owners that a numbered line below it names (（一）牵头单位：…)."""
    at = next((i for i in reversed(range(len(draft.tasks))) if draft.tasks[i].clause == path), None)
    if at is not None:
        task = draft.tasks[at]
        deadline = task.deadline if task.deadline.raw else mark.deadline
        draft.tasks[at] = replace(task, owners=both(task.owners, mark.owners), deadline=deadline)


def _orders(text: str, anchor: Anchor) -> bool:
    return _reads_as_sentence(text.rstrip("。")) and reasons.orders_an_office(text, anchor)


def _reads_as_sentence(text: str) -> bool:
    return text.endswith(("。", "；", ";")) or "，" in text or "," in text


def _add_unit(
    draft: _Draft, clause: Clause, words: list[Span], mark: Mark, marks: list[Span], alone: bool
) -> None:
    """Add the task that a mark closes."""
    if not words:
        _leave_out(draft, clause, marks, "heading")
        return
    last = [*words, *marks][-1]
    span = Span(draft.document.text[words[0].start : last.end], words[0].start)
    body = [word for word in words if word.start >= clause.text_start] or words
    text = "".join(word.text for word in body)
    deadline = mark.deadline if mark.deadline.raw else deadline_of(text, body, draft.anchor, alone)
    action = name_of(body, clause, alone)
    owners = owners_of(mark, body) or _inherited(draft, clause)
    strength = duties.strength_of(text)
    indicator = indicator_of(span.text, deadline.raw)
    _add(draft, clause, span, span.text, action, owners, deadline, strength, indicator)


def _add_sentence(draft: _Draft, clause: Clause, sentence: Span, zone: Zone) -> None:
    text = sentence.text
    reason = reasons.reason_not_task(_unnumbered(text), zone, draft.anchor)
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
        indicator = indicator_of(words, piece.deadline.raw)
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
