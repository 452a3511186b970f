"""``make bench``: server CPU beside its peers, growth curves, live pipes; written to docs/performance.md.

``BENCH=quick`` in the environment takes a short look and writes nothing. Nothing is asserted on time; the benchmark
fails where a server does not answer or our pipes lose a message.
"""

from __future__ import annotations

import os
import platform
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence

import dash
import django

from tests.benchmarks import live_pipes, peers, report, table
from tests.redis_process import redis_process
from tests.site_process import PROJECT

Curves = Mapping[str, Sequence[tuple[float, float]]]
WHAT_GROWS = {"apps": "apps (a callback)", "components": "components (a layout)", "values": "saved values (a layout)"}


def main() -> int:
    begin, quick = time.monotonic(), os.environ.get("BENCH") == "quick"
    if shutil.which("wrk") is None:
        print("There is no wrk: Python asks in its place, which takes more of the machine.")
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    seconds = 1 if quick else 2
    costs = table.measure(seconds, 1 if quick else 3, print)
    curves, megabytes = table.growth(seconds, (1, 10) if quick else (1, 10, 100))
    imported = table.import_milliseconds(3 if quick else 7)
    with tempfile.TemporaryDirectory() as folder:
        database = f"{folder}/ours.sqlite3"
        peers.migrate(sys.executable, {**peers.SITE, "BENCH_DATABASE": database}, PROJECT)
        with peers.site(database) as server:
            one, five = (table.frames_bytes(server.url, kind) for kind in ("one", "five"))
    live_pipes.show(live_pipes.COLUMNS)
    live, is_good = live_pipes.measure("", quick, 1)
    if not quick:
        with redis_process() as redis:
            more, is_good_too = live_pipes.measure(redis, quick, 1)
        live, is_good = [*live, *more], is_good and is_good_too
    besides = [
        *live_rows(live),
        [f"memory of {9 if quick else 99} more small apps, each shown once", "40 MB for 99", f"{megabytes:.1f} MB"],
        ["start of a site with our package beyond one with Dash alone", "50 ms", f"{imported:.0f} ms"],
        ["bytes for a page with 5 frames, cold, beside one with 1", "as one", f"{five / one:.2f} x {one / 1e6:.1f} MB"],
    ]
    text = "\n\n".join(page_parts(costs, curves, besides))
    print(text)
    if not quick:
        (report.IMAGES / "growth.svg").write_text(
            report.plot(
                "CPU of a request as things grow", "how many", "ms", {WHAT_GROWS[name]: curves[name] for name in curves}
            )
        )
        report.put("table", text)
        live_pipes.write(live)
    print(f"\n{time.monotonic() - begin:.0f} s")
    if not is_good:
        print("Our pipes lost messages or changed their order.")
    return 0 if is_good else 1


def live_rows(live: Sequence[Sequence[str]]) -> list[list[str]]:
    """CPU for each delivery of a live message to 500 sockets, beside a bare consumer."""
    heads = list(live_pipes.COLUMNS)
    found = []
    for cells in live:
        row = dict(zip(heads, cells, strict=True))
        if (row["load"], row["sockets"], row["consumer"]) == ("one at a time", "500", "ours"):
            title = f"live message to 500 sockets, {row['layer']}, beside plain `group_send`"
            found.append([title, "1.15 x", f"{row['CPU / bare']} x its CPU, {row['p50 / bare']} x its time"])
    return found


def page_parts(costs: table.Costs, curves: Curves, besides: list[list[str]]) -> list[str]:
    """The parts of the page, in Markdown."""
    return [
        f"Python {platform.python_version()}, Django {django.__version__}, Dash {dash.__version__}.",
        report.table(["milliseconds of CPU a request", *table.PEERS.values()], table.rows(costs)),
        report.table(["work", "must be", "is", "reached"], table.target_rows(costs)),
        report.table(["besides", "must be at most", "is"], besides),
        report.table(
            ["milliseconds of CPU a request, as this grows", "fewest", "more", "most"],
            [
                [WHAT_GROWS[name], *(f"{count:g}: {cost:.2f}" for count, cost in points), *[""] * (3 - len(points))]
                for name, points in curves.items()
            ],
        ),
        "![CPU of a request as apps, components and saved values grow](images/growth.svg)",
    ]


if __name__ == "__main__":
    sys.exit(main())
