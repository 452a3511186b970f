"""What the benchmark of live pipes finds, as a table: on the screen, and in docs/performance.md."""

from __future__ import annotations

import platform
import statistics
from collections.abc import Iterable
from dataclasses import dataclass, field

import channels
import daphne
import django

from tests.benchmarks import report


@dataclass
class Scenario:
    """`count` messages to each of some channels, on which `sockets` listen in equal parts."""

    title: str
    sockets: int
    count: int
    interval: float
    channels: list[str]


@dataclass
class Round:
    """What came of one scenario."""

    sent: int
    delivered: int = 0
    out_of_order: int = 0
    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0
    cpu: float = 0.0

    @property
    def rate(self) -> float:
        return self.delivered / self.seconds

    def percentile(self, percent: int) -> float:
        """Milliseconds."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


# Headings, and the width of each column on the screen.
COLUMNS = {
    "layer": 9,
    "load": 19,
    "sockets": 7,
    "consumer": 8,
    "delivered": 15,
    "out of order": 12,
    "per second": 10,
    "p50 ms": 8,
    "p95 ms": 8,
    "p99 ms": 8,
    "CPU us": 6,
    "rate / bare": 11,
    "p50 / bare": 10,
    "p99 / bare": 10,
    "CPU / bare": 10,
}


def show(cells: Iterable[str]) -> None:
    """Print a line of the table."""
    print("  ".join(f"{cell:>{width}}" for cell, width in zip(cells, COLUMNS.values(), strict=True)), flush=True)


def row(scenario: Scenario, kind: str, found: dict[str, list[Round]], is_redis: bool) -> list[str]:
    """One line of the table: the medians of the rounds; the ratios are those of rounds beside each other."""
    mine = found[kind]

    def middle(name: str) -> float:
        return statistics.median(getattr(one, name) for one in mine)

    pairs = list(zip(mine, found["bare"], strict=True))
    cpu = [one.cpu / max(one.delivered, 1) for one in mine]
    bare_cpu = [bare.cpu / max(bare.delivered, 1) for bare in found["bare"]]
    return [
        "Redis" if is_redis else "in memory",
        scenario.title,
        str(scenario.sockets),
        kind,
        f"{sum(one.delivered for one in mine)}/{sum(one.sent for one in mine)}",
        str(sum(one.out_of_order for one in mine)),
        f"{middle('rate'):.0f}",
        *(f"{_middle_latency(mine, percent):.1f}" for percent in (50, 95, 99)),
        f"{1e6 * statistics.median(cpu):.0f}",
        f"{statistics.median(one.rate / bare.rate for one, bare in pairs):.2f}",
        *(f"{_middle_ratio(pairs, percent):.2f}" for percent in (50, 99)),
        f"{statistics.median(one / bare for one, bare in zip(cpu, bare_cpu, strict=True)):.2f}",
    ]


def _middle_latency(rounds: list[Round], percent: int) -> float:
    """The median of the rounds' percentiles, in milliseconds."""
    return statistics.median(one.percentile(percent) for one in rounds if one.latencies)


def _middle_ratio(pairs: list[tuple[Round, Round]], percent: int) -> float:
    """The median of what our rounds' percentiles are beside those of the bare ones."""
    both = [(one, bare) for one, bare in pairs if one.latencies and bare.latencies]
    return statistics.median(one.percentile(percent) / bare.percentile(percent) for one, bare in both)


def text(rows: list[list[str]]) -> str:
    """What stands in docs/performance.md."""
    versions = f"Python {platform.python_version()}, Django {django.__version__}, Channels {channels.__version__}"
    return f"{versions}, Daphne {daphne.__version__}.\n\n{report.table(COLUMNS, rows)}"
