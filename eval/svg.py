"""Plots as inline SVG: no library, no outside request."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

COLOURS = (
    "#b3261e",
    "#1b5e9b",
    "#2e7d32",
    "#8e5a00",
    "#6a3fa0",
    "#00757a",
    "#7a7a7a",
    "#c2557a",
    "#0b0b0b",
    "#9bb300",
)
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
    for number, (name, points) in reversed(list(enumerate(lines.items()))):  # the first line lies on top
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
    """Return how many values fall where, with named vertical marks; the axis ends at a round number."""
    top = round_up(max([*values, *marks.values(), 1.0]))
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, int(bins * value / top))] += 1
    high = max(counts)
    ticks = [top * part / 4 for part in range(5)]
    parts = [_frame(x_label, "次数", ticks, [0, high])]
    for number, count in enumerate(counts):
        x, y = _x(number * top / bins, (0, top)), _y(count, (0, high))
        width = (WIDTH - LEFT) / bins - 1
        parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{HEIGHT - BOTTOM - y:.1f}" fill="#1b5e9b"/>'
        )
    for number, (name, value) in enumerate(marks.items()):
        x = _x(value, (0, top))
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="#b3261e"/>')
        parts.append(
            f'<text class="mark" x="{x + 3:.1f}" y="{TOP + 12 + 14 * number}">{escape(name)} {value:.0f}</text>'
        )
    return _svg(parts, x_label)


def round_up(value: float) -> float:
    """Return the next of 1, 2, 4, 5, 8, 10 times a power of ten.

    >>> round_up(132), round_up(0.3), round_up(41)
    (200.0, 0.4, 50.0)
    """
    power = 10.0 ** math.floor(math.log10(value))
    return next(float(f"{step * power:.6g}") for step in (1, 2, 4, 5, 8, 10) if step * power >= value)


def bars(values: Mapping[str, tuple[float, str]], x_label: str) -> str:
    """Return horizontal bars of shares from 0 to 1, each with its name and what is written at its end."""
    name_width, row, width = 130, 20, WIDTH - 130
    height = TOP + row * len(values) + 8
    parts = [f'<text x="{name_width}" y="{TOP - 14}">{escape(x_label)}</text>']
    for number, (name, (share, told)) in enumerate(values.items()):
        y = TOP + row * number
        parts.append(f'<text x="{name_width - 6}" y="{y + 12}" text-anchor="end">{escape(name)}</text>')
        parts.append(f'<rect x="{name_width}" y="{y}" width="{width}" height="14" fill="#eee"/>')
        parts.append(
            f'<rect x="{name_width}" y="{y}" width="{width * share:.1f}" height="14" fill="#1b5e9b"/>'
        )
        parts.append(f'<text x="{WIDTH + 6}" y="{y + 12}">{escape(told)}</text>')
    return _svg(parts, x_label, height)


def _x(value: float, span: Point) -> float:
    return LEFT + (WIDTH - LEFT) * (value - span[0]) / (span[1] - span[0])


def _y(value: float, span: Point) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * (value - span[0]) / ((span[1] - span[0]) or 1)


def _frame(x_label: str, y_label: str, x_ticks: Sequence[float], y_ticks: Sequence[float]) -> str:
    x_span, y_span = (x_ticks[0], x_ticks[-1]), (y_ticks[0], y_ticks[-1])
    parts = []
    for tick in x_ticks:
        x = _x(tick, x_span)
        parts.append(
            f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 14}" text-anchor="middle">{_told(tick)}</text>'
        )
    for tick in y_ticks:
        y = _y(tick, y_span)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 5}" y="{y + 4:.1f}" text-anchor="end">{_told(tick)}</text>')
    parts.append(
        f'<text x="{(LEFT + WIDTH) / 2}" y="{HEIGHT - 6}" text-anchor="middle">{escape(x_label)}</text>'
    )
    parts.append(f'<text x="4" y="{TOP - 14}">{escape(y_label)}</text>')
    return "".join(parts)


def _told(tick: float) -> str:
    """Return a number as people read it on an axis.

    >>> [_told(tick) for tick in (0.25, 75.0, 4_000.0, 50_000.0, 1_000_000.0)]
    ['0.25', '75', '4,000', '5万', '100万']
    """
    if tick >= 10_000:
        return f"{tick / 10_000:g}万"
    return f"{tick:,.0f}" if tick >= 1_000 else f"{tick:.3g}"


def _svg(parts: Sequence[str], label: str, height: int = HEIGHT) -> str:
    body = "".join(parts)
    size = f'viewBox="0 0 {WIDTH + 170} {height}" width="{WIDTH + 170}" height="{height}"'
    return f'<svg role="img" aria-label="{escape(label)}" {size}>{body}</svg>'
