"""Rows of a responsibility table as duties: the task's cells, the owners' cells, the deadline's cell."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from assistant.schema import Clause, Deadline, Indicator, Owner
from assistant.tasks.deadlines import Anchor, read_deadline, read_label
from assistant.tasks.indicators import first_indicator, whole_cell
from assistant.tasks.owners import read_owner_words
from assistant.tasks.table_rules import CAPTION, EMPTY_CELL, ROLE_OF, ROW, column_kind

WHO_WHEN = {"lead", "support", "owner", "leader", "deadline"}


@dataclass(frozen=True, slots=True)
class Row:
    """What a row orders: `name` is the shortest of its task cells, `detail` all of them."""

    name: str
    detail: str
    owners: tuple[Owner, ...]
    deadline: Deadline
    indicator: Indicator | None


def task_tables(clauses: Sequence[Clause]) -> dict[str, tuple[str, ...]]:
    """Return the column names of every table that gives out tasks, by the table's path."""
    found: dict[str, tuple[str, ...]] = {}
    for clause in clauses:
        if match := CAPTION.match(clause.path):
            lines = [line for line in clause.text.splitlines() if "｜" in line]
            names = tuple(lines[-1].split("｜")) if lines else ()
            if _gives_tasks({column_kind(name) for name in names}):
                found[match["table"]] = names
    return found


def groups_of(clauses: Sequence[Clause], tables: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    """Return by table the task columns that only head groups of rows: they say the same again beside another's own words.

    重点任务 beside 具体举措: the second says what is to be done.
    """
    told: dict[str, dict[str, list[str]]] = {}
    for clause in clauses:
        if names := columns_of(tables, clause):
            columns = told.setdefault(str(table_of(clause)), {})
            for name, words in _named_cells(clause.text, names):
                if column_kind(name) in ("task", "matter"):
                    columns.setdefault(name, []).append(words)
    return {table: frozenset(_groups(columns)) for table, columns in told.items()}


def _groups(columns: Mapping[str, Sequence[str]]) -> Iterator[str]:
    most = max((len(set(cells)) for cells in columns.values()), default=0)
    for name, cells in columns.items():
        if len(set(cells)) < min(len(cells), most):
            yield name


def table_of(clause: Clause) -> str | None:
    """Return the path of the table whose row a clause is, or None.

    >>> table_of(Clause("d", "附件/表1/行2", "", (), "", "", 0, 0, 0))
    '附件/表1'
    """
    match = ROW.match(clause.path)
    return match["table"] if match else None


def _gives_tasks(kinds: set[str | None]) -> bool:
    return bool({"task", "matter"} & kinds and WHO_WHEN & kinds)


def read_row(
    text: str, names: Sequence[str], anchor: Anchor, first_leads: bool, groups: Collection[str] = ()
) -> Row | None:
    """Return what a row orders, or None when it has no task cell (a line that names a group of rows).

    >>> row = read_row("任务：建立台账；牵头单位：市商务局；完成时限：2025年6月", ("任务", "牵头单位", "完成时限"), Anchor(), False)
    >>> row.detail, row.owners[0].name, row.owners[0].role, row.deadline.due
    ('建立台账', '市商务局', 'lead', '2025-06-30')
    """
    cells = list(_cells(text, names, groups))
    tasks = _texts(cells, "task") or _texts(cells, "matter")
    if not tasks:
        return None
    detail = "；".join([*_texts(cells, "matter"), *_texts(cells, "task")]) if len(tasks) == 1 else ""
    detail = detail or "；".join(tasks)
    times = _texts(cells, "deadline")
    deadline = read_label(times[0], anchor) if times else read_deadline(detail, anchor)
    wanted = [*_texts(cells, "goal"), *tasks]
    indicator = next((found for words in wanted if (found := first_indicator(words))), None)
    indicator = indicator or next(map(whole_cell, _texts(cells, "goal")), None)
    return Row(min(tasks, key=len), detail, _owners(cells, first_leads), deadline, indicator)


def _cells(text: str, names: Sequence[str], groups: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """Yield (kind, words) of a row, without columns that only head groups."""
    for name, words in _named_cells(text, names):
        kind = column_kind(name)
        if kind and name not in groups:
            yield kind, words


def _named_cells(text: str, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield (name, words) of a row written as 列名：内容；列名：内容; a merged row (一、教育类) yields none."""
    known = sorted({name for name in names if name}, key=len, reverse=True)
    marks = list(re.finditer(rf"(?:^|；)(?P<name>{'|'.join(map(re.escape, known))})：", text))
    for mark, following in zip_longest(marks, marks[1:]):
        words = text[mark.end() : following.start() if following else len(text)].strip()
        if not EMPTY_CELL.match(words):
            yield mark["name"], words


def _texts(cells: Sequence[tuple[str, str]], wanted: str) -> list[str]:
    return [words for kind, words in cells if kind == wanted]


def _owners(cells: Sequence[tuple[str, str]], first_leads: bool) -> tuple[Owner, ...]:
    found: dict[str, Owner] = {}
    for kind, words in cells:
        if kind not in ROLE_OF:
            continue
        leads = first_leads and kind == "owner" and not _texts(cells, "lead")
        for owner in read_owner_words(words, leads, "table"):
            role = owner.role if kind == "owner" else ROLE_OF[kind]
            found.setdefault(owner.name, replace(owner, role=role))
    return tuple(found.values())


def columns_of(tables: Mapping[str, tuple[str, ...]], clause: Clause) -> tuple[str, ...] | None:
    """Return the column names of the task table whose row a clause is, or None."""
    table = table_of(clause)
    return tables.get(table) if table else None
