"""Tables and plots of the benchmarks, and the page of the documentation that shows them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tests.site_process import PROJECT

PAGE = PROJECT / "docs" / "performance.md"
IMAGES = PROJECT / "docs" / "images"


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    heads = list(heads)
    lines = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    return "\n".join([*lines, *(f"| {' | '.join(cells)} |" for cells in rows)])


def put(part: str, text: str, page: Path = PAGE) -> None:
    """Put a text between the two comments that name a part of the page.

    Raises:
        ValueError: the page has no such part.
    """
    begin, end = f"<!-- {part} -->\n", f"<!-- end of {part} -->\n"
    before, found, rest = page.read_text().partition(begin)
    _old, found_end, after = rest.partition(end)
    if not (found and found_end):
        raise ValueError(f"{page} has no part {part!r}")
    page.write_text(f"{before}{begin}\n{text}\n\n{end}{after}")


_WIDTH, _HEIGHT, _LEFT, _BELOW = 520, 300, 70, 60
_COLOURS = ("#1a56a8", "#b3400a", "#3a7d2c", "#6b3fa0")


def plot(title: str, across: str, up: str, curves: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """An SVG of curves on two logarithmic axes.

    Args:
        title: what it shows.
        across: what is counted from left to right.
        up: what is measured, with its unit.
        curves: name to points, all above 0.
    """
    xs = [x for points in curves.values() for x, _y in points]
    ys = [y for points in curves.values() for _x, y in points]
    lowest, highest = math.floor(math.log10(min(ys))), math.ceil(math.log10(max(ys)))
    highest = max(highest, lowest + 1)
    first, last = math.log10(min(xs)), math.log10(max(xs))

    def place(x: float, y: float) -> tuple[float, float]:
        right = (math.log10(x) - first) / ((last - first) or 1)
        height = (math.log10(y) - lowest) / (highest - lowest)
        return _LEFT + right * (_WIDTH - _LEFT - 30), (_HEIGHT - _BELOW) - height * (_HEIGHT - _BELOW - 40)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>{title}</title>',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="20" font-size="14">{title}</text>',
    ]
    for power in range(lowest, highest + 1):
        _x, y = place(min(xs), 10.0**power)
        parts.append(f'<line x1="{_LEFT}" x2="{_WIDTH - 30}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>')
    for x_value in sorted(set(xs)):
        x, _y = place(x_value, 10.0**lowest)
        parts.append(f'<text x="{x:.1f}" y="{_HEIGHT - _BELOW + 16}" text-anchor="middle">{x_value:g}</text>')
    middle = (_HEIGHT - _BELOW + 40) / 2
    parts.append(f'<text x="{_WIDTH / 2}" y="{_HEIGHT - _BELOW + 32}" text-anchor="middle">{across}</text>')
    parts.append(f'<text transform="translate(16 {middle}) rotate(-90)" text-anchor="middle">{up}</text>')
    for number, (name, points) in enumerate(curves.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        places = [place(*point) for point in points]
        joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
        left = _LEFT + number * 150
        parts.append(f'<rect x="{left}" y="{_HEIGHT - 18}" width="12" height="4" fill="{colour}"/>')
        parts.append(f'<text x="{left + 18}" y="{_HEIGHT - 12}">{name}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"
