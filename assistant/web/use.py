"""How the service is used, computed from the records: plain numbers for the page and for a table to keep."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from assistant.export.rows import safe_cell
from assistant.schema import Status
from assistant.web.feedback import Feedback
from assistant.web.gaps import Gap
from assistant.web.records import Ask, Handoff
from assistant.web.ui.words import NOTICE

# The three verdicts that readers see; what is in neither of the first two is a refusal.
VERDICTS = {Status.ANSWERED: "answered", Status.PARTIAL: "partial"}
REFUSED = "refused"
DAY_COLUMNS = ("日期", "提问", "完整回答", "部分回答", "未能回答")
GAP_COLUMNS = ("问题", "次数", "其他问法")
HANDOFF_COLUMNS = ("编号", "留言时间", "问题", "补充说明", "联系方式", "办结时间")
Row = tuple[Any, ...]


def by_day(asks: Sequence[Ask], today: date, days: int) -> list[dict[str, Any]]:
    """Return a row for each of the last `days` days, today last; days without questions have zeros."""
    counts: Counter[tuple[str, str]] = Counter((ask.day, verdict_of(ask)) for ask in asks)
    names = [(today - timedelta(days=back)).isoformat() for back in range(days - 1, -1, -1)]
    rows = []
    for day in names:
        shares = {name: counts[day, name] for name in (*VERDICTS.values(), REFUSED)}
        rows.append({"day": day, "questions": sum(shares.values()), **shares})
    return rows


def verdict_of(ask: Ask) -> str:
    """Return answered, partial or refused."""
    return next((name for status, name in VERDICTS.items() if ask.status == status), REFUSED)


def latency(asks: Sequence[Ask]) -> dict[str, float | None]:
    """Return the median, the 95th percentile and the maximum in milliseconds, None without questions.

    >>> latency([Ask("2025-05-06", "answered", "extractive", ms) for ms in (30.0, 10.0, 20.0)])
    {'p50': 20.0, 'p95': 30.0, 'max': 30.0}
    """
    taken = sorted(ask.milliseconds for ask in asks)
    if not taken:
        return {"p50": None, "p95": None, "max": None}
    # Nearest rank: a value that was really measured.
    rank = {name: taken[-(-len(taken) * share // 100) - 1] for name, share in (("p50", 50), ("p95", 95))}
    return {**rank, "max": taken[-1]}


def thumbs(given: Sequence[Feedback]) -> dict[str, Any]:
    """Return how many were up and down, and the reasons for those down, most frequent first."""
    down = [thumb for thumb in given if not thumb.helpful]
    reasons = Counter(thumb.reason for thumb in down if thumb.reason)
    return {"up": len(given) - len(down), "down": len(down), "reasons": dict(reasons.most_common())}


def day_table(rows: Sequence[dict[str, Any]]) -> bytes:
    """Return the days as CSV."""
    return _csv(DAY_COLUMNS, [tuple(row.values()) for row in rows])


def gap_table(gaps: Sequence[Gap]) -> bytes:
    """Return unanswered questions as CSV, one group a line."""
    return _csv(GAP_COLUMNS, [(gap.question, gap.count, "；".join(gap.wordings[1:])) for gap in gaps])


def handoff_table(handoffs: Sequence[Handoff]) -> bytes:
    """Return the questions left for staff as CSV."""
    rows = [(h.id, h.given_at, h.question, h.note, h.contact, h.closed_at or "") for h in handoffs]
    return _csv(HANDOFF_COLUMNS, rows)


def _csv(columns: tuple[str, ...], rows: Sequence[Row]) -> bytes:
    """Return UTF-8 with a byte order mark; the notice is the last line, so that the first is the header."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(columns)
    writer.writerows([safe_cell(str(cell)) for cell in row] for row in rows)
    writer.writerow([NOTICE])
    return stream.getvalue().encode("utf-8-sig")
