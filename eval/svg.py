"""Plots as inline SVG: no library, no outside request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

COLOURS = ("#b3261e", "#1b5e9b", "#2e7d32", "#8e5a00", "#6a3fa0", "#00757a", "#7a7a7a", "#c2557a")
WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 460, 260, 46, 40, 28
Point = tuple[float, float]


def line_plot(
    lines: Mapping[str, Sequence[Point]],
    x_label: str,
    y_label: str,
    x_ticks: Sequence[float],
    y_ticks: Sequence[float],
    steps: bool = False,
) -> str:
    """Return lines by name in one plot; the axes run from the first to the last tick."""
    x_span, y_span = (x_ticks[0], x_ticks[-1]), (y_ticks[0], y_ticks[-1])
    parts = [_frame(x_label, y_label, x_ticks, y_ticks)]
    for number, (name, points) in enumerate(lines.items()):
        colour = COLOURS[number % len(COLOURS)]
        placed = [(_x(x, x_span), _y(y, y_span)) for x, y in points if x_span[0] <= x <= x_span[1]]
        parts.append(f'<path d="{_path(placed, steps)}" fill="none" stroke="{colour}" stroke-width="2"/>')
        at = TOP + 12 + 15 * number
        parts.append(f'<rect x="{WIDTH + 4}" y="{at - 8}" width="12" height="4" fill="{colour}"/>')
        parts.append(f'<text x="{WIDTH + 20}" y="{at}">{escape(name)}</text>')
    return _svg(parts, f"{y_label}: {', '.join(lines)}")


def _path(points: Sequence[Point], steps: bool) -> str:
    pieces = []
    for number, (x, y) in enumerate(points):
        if steps and number:
            pieces.append(f"L{x:.1f},{points[number - 1][1]:.1f}")
        pieces.append(f"{'L' if number else 'M'}{x:.1f},{y:.1f}")
    return "".join(pieces)


def histogram(values: Sequence[float], x_label: str, marks: dict[str, float], bins: int = 30) -> str:
    """Return how many values fall where, with named vertical marks."""
    top = max([*values, *marks.values(), 1.0])
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, int(bins * value / top))] += 1
    high = max(counts)
    ticks = [top * part / 4 for part in range(5)]
    parts = [_frame(x_label, "次数", ticks, [0, high / 2, high])]
    for number, count in enumerate(counts):
        x, y = _x(number * top / bins, (0, top)), _y(count, (0, high))
        width = (WIDTH - LEFT) / bins - 1
        parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{HEIGHT - BOTTOM - y:.1f}" fill="#1b5e9b"/>'
        )
    for number, (name, value) in enumerate(marks.items()):
        x = _x(value, (0, top))
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="#b3261e"/>')
        parts.append(f'<text x="{x + 3:.1f}" y="{TOP + 12 + 14 * number}">{escape(name)} {value:.0f}</text>')
    return _svg(parts, x_label)


def _x(value: float, span: Point) -> float:
    return LEFT + (WIDTH - LEFT) * (value - span[0]) / (span[1] - span[0])


def _y(value: float, span: Point) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * (value - span[0]) / ((span[1] - span[0]) or 1)


def _frame(x_label: str, y_label: str, x_ticks: Sequence[float], y_ticks: Sequence[float]) -> str:
    x_span, y_span = (x_ticks[0], x_ticks[-1]), (y_ticks[0], y_ticks[-1])
    parts = []
    for tick in x_ticks:
        x = _x(tick, x_span)
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 14}" text-anchor="middle">{tick:.3g}</text>')
    for tick in y_ticks:
        y = _y(tick, y_span)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 5}" y="{y + 4:.1f}" text-anchor="end">{tick:.3g}</text>')
    parts.append(
        f'<text x="{(LEFT + WIDTH) / 2}" y="{HEIGHT - 6}" text-anchor="middle">{escape(x_label)}</text>'
    )
    parts.append(f'<text x="4" y="{TOP - 14}">{escape(y_label)}</text>')
    return "".join(parts)


def _svg(parts: Sequence[str], label: str) -> str:
    body = "".join(parts)
    size = f'viewBox="0 0 {WIDTH + 170} {HEIGHT}" width="{WIDTH + 170}" height="{HEIGHT}"'
    return f'<svg role="img" aria-label="{escape(label)}" {size}>{body}</svg>'
