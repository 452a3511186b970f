"""Where boxes and arrows of a picture with levels go: few crossings, short arrows, and the same result each time.

Sums are fsum(): what sum() makes of the same numbers depends on the version of Python.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import fsum
from typing import NamedTuple

_ATTEMPTS = 150
_PLACED = 10  # attempts with the fewest crossings, which are worth a look
_ROUNDS = 16
# How strongly a box or lane is drawn to the middle, and to its neighbours: lanes above all to be straight.
_TO_MIDDLE, _TO_BOX, _LANE_TO_LANE = 0.1, 1.0, 8.0


class Node(NamedTuple):
    """What has a place in a level: a box, or the lane on which arrows to a box pass the level.

    Attributes:
        level: number of the level, from the top.
        name: name of the box that it is, or that its arrows lead to.
        is_box: whether it is the box.
    """

    level: int
    name: str
    is_box: bool


@dataclass(slots=True)
class Arrangement:
    """A picture with levels.

    Attributes:
        x: horizontal centre of each box and lane.
        segments: pieces of arrows, each from one level to the next.
    """

    segments: set[tuple[Node, Node]]
    x: dict[Node, float] = field(default_factory=dict)


def arrange(
    levels: Sequence[Sequence[str]],
    arrows: Mapping[str, set[str]],
    *,
    left: float,
    right: float,
    box: float,
    gap: float,
    lane: float,
) -> Arrangement:
    """Arrange boxes by level, and the arrows between them.

    Arrows to the same box share a lane where they pass a level.

    Args:
        levels: names of the boxes of each level, from the top.
        arrows: names of boxes to those of boxes on lower levels.
        left: left end of the picture.
        right: right end of the picture.
        box: width of a box.
        gap: least space between two boxes.
        lane: least space between a lane and what is beside it.
    """
    segments = _segments(levels, arrows)
    nodes = {node for segment in segments for node in segment}
    nodes |= {Node(level, name, True) for level, names in enumerate(levels) for name in names}
    neighbours: dict[Node, list[Node]] = {node: [] for node in nodes}
    for above, below in sorted(segments):
        neighbours[above].append(below)
        neighbours[below].append(above)
    rows = [sorted(node for node in nodes if node.level == level) for level in range(len(levels))]

    def space(one: Node, other: Node) -> float:
        halves = [box / 2 if node.is_box else 0 for node in (one, other)]
        return fsum(halves) + (gap if one.is_box and other.is_box else lane)

    def placed(rows: list[list[Node]]) -> dict[Node, float]:
        middle = (left + right) / 2
        x = dict.fromkeys(nodes, middle)

        def wanted_place(node: Node) -> float:
            pulls = [(_TO_MIDDLE, middle)]
            pulls += [
                (_TO_BOX if node.is_box or other.is_box else _LANE_TO_LANE, x[other]) for other in neighbours[node]
            ]
            return fsum(weight * place for weight, place in pulls) / fsum(weight for weight, _place in pulls)

        for _round in range(_ROUNDS):
            for row in [*rows, *reversed(rows)]:
                wanted = [wanted_place(node) for node in row]
                edges = [box / 2 if node.is_box else lane for node in (row[0], row[-1])]
                spaces = [space(*pair) for pair in pairwise(row)]
                x.update(zip(row, _spread(wanted, spaces, left + edges[0], right - edges[1]), strict=True))
        return x

    chance = random.Random(0)  # noqa: S311  the same picture each time
    attempts = [_sorted([chance.sample(row, len(row)) for row in rows], neighbours) for _attempt in range(_ATTEMPTS)]
    attempts.sort(key=lambda rows: _crossings(segments, _numbers(rows)))
    arranged = [placed(rows) for rows in attempts[:_PLACED]]
    return Arrangement(segments, min(arranged, key=lambda x: _cost(segments, x)))


def _segments(levels: Sequence[Sequence[str]], arrows: Mapping[str, set[str]]) -> set[tuple[Node, Node]]:
    level_of = {name: level for level, names in enumerate(levels) for name in names}
    segments = set()
    for source, targets in arrows.items():
        for target in targets:
            passed = [Node(level, target, False) for level in range(level_of[source] + 1, level_of[target])]
            way = [Node(level_of[source], source, True), *passed, Node(level_of[target], target, True)]
            segments |= set(pairwise(way))
    return segments


def _sorted(rows: list[list[Node]], neighbours: Mapping[Node, list[Node]]) -> list[list[Node]]:
    """Return rows sorted by where the neighbours of each box and lane are in the rows above and below."""
    for _round in range(_ROUNDS):
        place = _numbers(rows)
        for row in rows:
            row.sort(key=lambda node: _mean([place[other] for other in neighbours[node]] or [place[node]]))
            place.update(_numbers([row]))
    return rows


def _numbers(rows: Sequence[Sequence[Node]]) -> dict[Node, float]:
    """Return where each box and lane is in its row, from 0 to 1."""
    return {node: (number + 0.5) / len(row) for row in rows for number, node in enumerate(row)}


def _cost(segments: set[tuple[Node, Node]], x: Mapping[Node, float]) -> float:
    """Return how hard arrows are to follow: a crossing counts as much as 150 pixels to the side."""
    return 150 * _crossings(segments, x) + fsum(abs(x[above] - x[below]) for above, below in sorted(segments))


def _mean(values: Sequence[float]) -> float:
    return fsum(values) / len(values)


def _spread(wanted: Sequence[float], spaces: Sequence[float], low: float, high: float) -> list[float]:
    """Return the places nearest to those wanted that keep their order and spaces, within bounds."""
    offsets = [0.0]
    for space in spaces:
        offsets.append(offsets[-1] + space)
    # What is left without the spaces has only to be in order: neighbours that are not are moved to their mean.
    groups: list[list[float]] = []
    for value, offset in zip(wanted, offsets, strict=True):
        groups.append([value - offset])
        while len(groups) > 1 and _mean(groups[-2]) > _mean(groups[-1]):
            groups[-2:] = [groups[-2] + groups[-1]]
    flat = [_mean(group) for group in groups for _value in group]
    return [min(max(value, low), high - offsets[-1]) + offset for value, offset in zip(flat, offsets, strict=True)]


def _crossings(segments: set[tuple[Node, Node]], x: Mapping[Node, float]) -> int:
    ordered = sorted(segments)
    return sum(
        (x[a] - x[c]) * (x[b] - x[d]) < 0
        for number, (a, b) in enumerate(ordered)
        for c, d in ordered[:number]
        if a.level == c.level
    )
