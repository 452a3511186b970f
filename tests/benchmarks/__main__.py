"""``make bench``: server CPU beside its peers, growth, browsers, live pipes; each written to docs/performance.md.

``BENCH=quick`` in the environment takes a short look and writes nothing. Each part is written as soon as it is
measured, and one that fails leaves the others alone. Nothing is asserted on time; the benchmark fails where a part
does, where our site does not answer, or where our pipes lose a message.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import dash
import django

from tests import chromium
from tests.benchmarks import browser_weight, live_pipes, live_table, peers, report, table

Curves = Mapping[str, Sequence[tuple[float, float]]]
WHAT_GROWS = {"apps": "apps (a callback)", "components": "components (a layout)", "values": "saved values (a layout)"}


@dataclass
class Bench:
    """One run.

    Attributes:
        database: path of the database of our site.
        quick: whether it is a short look, which is not written down.
        besides: rows of what is measured by other parts than the table.
    """

    database: str
    quick: bool
    besides: list[list[str]] = field(default_factory=list)

    def put(self, part: str, text: str) -> None:
        """Show what was found, and write it down."""
        print(f"\n{text}\n", flush=True)
        if not self.quick:
            report.put(part, text)

    def put_beside(self, *rows: list[str]) -> None:
        """Add rows to the small table, in place of those of the same title."""
        self.besides = [*(row for row in self.besides if row[0] not in [new[0] for new in rows]), *rows]
        self.put("besides", report.table(["other figures", "limit", "measured"], self.besides))

    def table(self) -> bool:
        """Server CPU, and whether ours answered all."""
        costs = table.measure(self.database, 1 if self.quick else 2, 1 if self.quick else 3, print)
        self.put("table", costs_text(costs))
        return all((line, "ours") in costs for line, _peer in costs)

    def growth(self) -> bool:
        """How the cost grows, in a quick look with the number of apps alone."""
        counts = (1, 10) if self.quick else (1, 10, 100)
        points, megabytes = table.growth_of_apps(self.database, 1 if self.quick else 2, counts)
        curves = {"apps": points}
        if not self.quick:
            curves |= table.growth_of_layouts(self.database, 2)
            curves_by_title = {WHAT_GROWS[name]: points for name, points in curves.items()}
            drawing = report.plot("CPU time per request", "number", "ms", curves_by_title)
            (report.IMAGES / "growth.svg").write_text(drawing)
        self.put("growth", growth_text(curves))
        more = counts[-1] - 1
        self.put_beside(
            [f"memory of {more} additional small apps, each shown once", "40 MB for 99", f"{megabytes:.1f} MB"]
        )
        return True

    def start(self) -> bool:
        """How long a site takes to start."""
        milliseconds = table.import_milliseconds(2 if self.quick else 7)
        title = "additional start time of a site with this package, compared with Dash alone"
        self.put_beside([title, "50 ms", f"{milliseconds:.0f} ms"])
        return True

    def browser(self) -> bool:
        """What pages weigh in Chromium, where there is one."""
        if chromium.find_chromium() is None:
            print(f"There is no Chromium; {chromium.HINT}")
            return True
        found, version = browser_weight.measure(self.quick)
        self.put("browser weight", browser_weight.text(found, version))
        self.put_beside(browser_weight.five_beside_one(found))
        return True

    def live(self) -> bool:
        """Live pipes, and whether ours lost no message."""
        is_good = True
        for rows, have_all_arrived in live_pipes.measure_both(self.quick, 1):
            is_good &= have_all_arrived
            self.put("live pipes", live_table.text(rows))
            self.put_beside(*live_rows(rows))
        return is_good


def main() -> int:
    begin, quick = time.monotonic(), os.environ.get("BENCH") == "quick"
    if shutil.which("wrk") is None:
        print("There is no wrk: Python asks in its place, which takes more of the machine.")
    live_pipes.allow_many_sockets()
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(f"{folder}/ours.sqlite3", quick)
        peers.make_database(bench.database)
        parts: list[Callable[[], bool]] = [bench.table, bench.growth, bench.start, bench.browser, bench.live]
        for part in parts:
            began = time.monotonic()
            try:
                is_good = part()
            except Exception:  # what was found by other parts must not be lost
                traceback.print_exc()
                is_good = False
            if not is_good:
                failed.append(part.__name__)
            print(f"{part.__name__}: {time.monotonic() - began:.0f} s", flush=True)
    print(f"\n{time.monotonic() - begin:.0f} s")
    if failed:
        print(f"Failed, as said above: {', '.join(failed)}")
    return 1 if failed else 0


def live_rows(live: Sequence[Sequence[str]]) -> list[list[str]]:
    """CPU for each delivery of a live message to many sockets, beside a bare consumer."""
    heads = list(live_table.COLUMNS)
    found = []
    for cells in live:
        row = dict(zip(heads, cells, strict=True))
        if (row["load"], row["consumer"]) == ("one at a time", "ours"):
            title = f"live message to {row['sockets']} sockets, {row['layer']}, compared with plain `group_send`"
            found.append([title, "1.15 x", f"{row['CPU / bare']} x the CPU time, {row['p50 / bare']} x the latency"])
    return found


def costs_text(costs: table.Costs) -> str:
    """The tables of what requests cost, in Markdown."""
    return "\n\n".join(
        [
            f"Python {platform.python_version()}, Django {django.__version__}, Dash {dash.__version__}.",
            report.table(["CPU milliseconds per request", *table.PEERS.values()], table.rows(costs)),
            report.table(["request", "target", "measured", "reached"], table.target_rows(costs)),
        ]
    )


def growth_text(curves: Curves) -> str:
    """The table and the plot of how the cost grows, in Markdown."""
    rows = [
        [WHAT_GROWS[name], *(f"{count:g}: {cost:.2f}" for count, cost in points), *[""] * (3 - len(points))]
        for name, points in curves.items()
    ]
    heads = ["CPU milliseconds per request, by number of", "fewest", "more", "most"]
    plot = "![CPU time per request by the number of apps, components and saved values](images/growth.svg)"
    return f"{report.table(heads, rows)}\n\n{plot}"


if __name__ == "__main__":
    sys.exit(main())
