"""The table of server CPU: each line beside its peers, all servers up at once, asked in turns."""

from __future__ import annotations

import contextlib
import os
import re
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

from tests.benchmarks import peers
from tests.benchmarks.load import FAILURES, Server, Work, cost
from tests.benchmarks.scenes import CALLBACK_BODY
from tests.site_process import PROJECT

Costs = dict[tuple[str, str], float]

UPDATE, LAYOUT = "_dash-update-component", "_dash-layout"
SMALL, LARGE = "/dash/app/Small/", "/dash/app/Large1500/"
CALLBACK, SMALL_LAYOUT, LARGE_LAYOUT, STATE, ARGUMENTS, INDEX, TAGS, NO_TAGS = (
    "one callback, two components",
    "layout of 4 components",
    "layout of 1,500 components",
    "the same layout with a saved state of 20 values",
    "the same layout with initial arguments for 20 values",
    "app page (index)",
    "a template with 10 `plotly_app` tags, minus the empty template",
    "the empty template",
)
PEERS = {
    "bare": "bare Django view",
    "fastapi": "Dash on FastAPI",
    "flask": "Dash on Flask",
    "flask, asgiref": "Dash on Flask with asgiref",
    "predecessor": "django-plotly-dash 2.5.1",
    "ours": "dpd-wagtail",
}


@dataclass(frozen=True)
class Line:
    """One line of the table.

    Attributes:
        title: what is asked for.
        asked: peer to what is asked of it; a peer has a server of its own, or one for each size of layout.
    """

    title: str
    asked: Mapping[str, tuple[str, Work]]


def lines(arguments: str) -> list[Line]:
    """The lines; ``arguments`` is the path of the large app with initial arguments."""
    callback = Work(f"/{UPDATE}", CALLBACK_BODY)
    return [
        Line(
            CALLBACK,
            {
                "bare": ("ours", Work("/bare/", CALLBACK_BODY)),
                "fastapi": ("fastapi", callback),
                "flask": ("flask", callback),
                "flask, asgiref": ("flask, asgiref", callback),
                "predecessor": ("predecessor", Work(SMALL + UPDATE, CALLBACK_BODY)),
                "ours": ("ours", Work(SMALL + UPDATE, CALLBACK_BODY)),
            },
        ),
        Line(
            SMALL_LAYOUT,
            {
                "bare": ("ours", Work("/bare/", CALLBACK_BODY)),
                "fastapi": ("fastapi", Work(f"/{LAYOUT}")),
                "flask": ("flask", Work(f"/{LAYOUT}")),
                "predecessor": ("predecessor", Work(SMALL + LAYOUT)),
                "ours": ("ours", Work(SMALL + LAYOUT)),
            },
        ),
        Line(
            LARGE_LAYOUT,
            {
                "flask": ("flask, large", Work(f"/{LAYOUT}")),
                "predecessor": ("predecessor", Work(LARGE + LAYOUT)),
                "ours": ("ours", Work(LARGE + LAYOUT)),
            },
        ),
        Line(STATE, {"ours": ("ours", Work(f"/dash/instance/saved-20/{LAYOUT}"))}),
        Line(ARGUMENTS, {"ours": ("ours", Work(arguments + LAYOUT))}),
        Line(
            INDEX,
            {
                "fastapi": ("fastapi", Work("/")),
                "flask": ("flask", Work("/")),
                "predecessor": ("predecessor", Work(SMALL)),
                "ours": ("ours", Work(SMALL)),
            },
        ),
        Line(NO_TAGS, {kind: (kind, Work("/page/none/")) for kind in ("predecessor", "ours")}),
        Line(TAGS, {kind: (kind, Work("/page/ten/")) for kind in ("predecessor", "ours")}),
    ]


def path_with_arguments(base: str) -> str:
    """The path of the large app with initial arguments, as a page has it that was just shown."""
    page = Work("/page/arguments/").once(base).decode()
    found = re.search(r'src="([^"]*/initial/[^"]*)"', page)
    if found is None:
        raise RuntimeError("the page shows no app with initial arguments")
    return found[1]


def measure(database: str, seconds: int, rounds: int, say: Callable[[str], None]) -> Costs:
    """Milliseconds by line and peer, each the median of the rounds; a peer that fails is left out, and said."""
    found: dict[tuple[str, str], list[float]] = {}
    started: dict[str, Server] = {}
    with contextlib.ExitStack() as servers:
        for name, start in starts(database).items():
            try:
                started[name] = servers.enter_context(start())
            except FAILURES as error:
                say(f"{name}: cannot be started: {error}")
        for number in range(rounds):
            for line in lines(path_with_arguments(started["ours"].url)):
                for peer, (name, work) in line.asked.items():
                    if name not in started:
                        continue
                    try:
                        work.once(started[name].url)
                        spent = cost(started[name], work, seconds)
                    except FAILURES as error:
                        if number == 0:
                            say(f"{line.title}: {PEERS[peer]}: {str(error).partition(chr(10))[0]}")
                    else:
                        found.setdefault((line.title, peer), []).append(spent)
    return less_empty_template({key: statistics.median(values) for key, values in found.items()})


def starts(database: str) -> dict[str, Callable[[], AbstractContextManager[Server]]]:
    """What starts each server; ours has this database."""
    return {
        "ours": lambda: peers.site(database),
        "fastapi": lambda: peers.dash_on_fastapi(peers.dash_alone()),
        "flask": lambda: peers.dash_on_flask(peers.dash_alone(), 4),
        "flask, large": lambda: peers.dash_on_flask(peers.dash_alone(), 1500),
        "flask, asgiref": lambda: peers.dash_on_flask(sys.executable, 4),
        "predecessor": peers.predecessor,
    }


def less_empty_template(costs: Costs) -> Costs:
    """The costs with that of the empty template taken off the one with tags."""
    found = {key: value for key, value in costs.items() if key[0] not in (TAGS, NO_TAGS)}
    for peer in PEERS:
        if (TAGS, peer) in costs and (NO_TAGS, peer) in costs:
            found[TAGS, peer] = costs[TAGS, peer] - costs[NO_TAGS, peer]
    return found


@dataclass(frozen=True)
class Target:
    """What must be reached: a line's cost beside that of a peer, or in milliseconds where there is none."""

    line: str
    most: float
    peer: str | None = None
    peers_line: str | None = None

    def figure(self, costs: Costs) -> float | None:
        """What must not be larger than `most`; None where ours or the peer has not been measured."""
        ours = costs.get((self.line, "ours"))
        if ours is None or self.peer is None:
            return ours
        beside = costs.get((self.peers_line or self.line, self.peer))
        return None if beside is None else ours / beside

    def __str__(self) -> str:
        beside = f"{self.most:g} x {PEERS[self.peer]}" if self.peer else f"{self.most:g} ms"
        return f"at most {beside}"


TARGETS = [
    Target(CALLBACK, 1.25, "bare"),
    Target(CALLBACK, 0.55, "flask, asgiref"),
    Target(SMALL_LAYOUT, 1.0, "bare"),
    Target(LARGE_LAYOUT, 0.06, "flask"),
    Target(STATE, 0.1, "flask", LARGE_LAYOUT),
    Target(ARGUMENTS, 0.1, "flask", LARGE_LAYOUT),
    Target(INDEX, 0.8, "flask"),
    Target(TAGS, 1.0),
]


def rows(costs: Costs) -> Iterable[list[str]]:
    """The cells of the table of costs."""
    for title in dict.fromkeys(line for line, _peer in costs):
        yield [title, *(f"{costs[title, peer]:.2f}" if (title, peer) in costs else "" for peer in PEERS)]


def target_rows(costs: Costs) -> Iterable[list[str]]:
    """The cells of the table of targets."""
    for target in TARGETS:
        figure = target.figure(costs)
        told = ["", "not measured"] if figure is None else [f"{figure:.2f}", "yes" if figure <= target.most else "no"]
        yield [target.line, str(target), *told]


def import_milliseconds(rounds: int) -> float:
    """CPU that a site's start takes longer with our package: its app, its URLs and ``DjangoDash``, beyond Dash's."""
    parts = "django.contrib.auth.models, django.contrib.staticfiles.storage, django.urls, django.template.loader"
    script = f"import time, dash; t = time.process_time(); import django; django.setup(); import {parts}"
    ends = {
        "tests.benchmarks.site_settings": "; import django_plotly_dash.urls, django_plotly_dash.app.django_dash",
        "tests.benchmarks.bare_settings": "",
    }
    found: dict[str, list[float]] = {settings: [] for settings in ends}
    # An installed package is compiled; the first round sees to that.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for number in range(rounds + 1):
        for settings, end in ends.items():
            variables = {"DJANGO_SETTINGS_MODULE": settings, "PYTHONPATH": str(PROJECT)}
            command = [sys.executable, "-c", f"{script}{end}; print(time.process_time() - t)"]
            text = subprocess.check_output(command, env={**inherited, **variables}, cwd=PROJECT, text=True)
            if number:
                found[settings].append(float(text.split()[-1]))
    ours, bare = (1000 * statistics.median(values) for values in found.values())
    return ours - bare


Points = list[tuple[float, float]]


def growth_of_apps(database: str, seconds: int, counts: Iterable[int]) -> tuple[Points, float]:
    """The cost of a callback by the number of apps, and the megabytes that the most apps take beyond the fewest."""
    points, memory = [], {}
    for count in counts:
        with peers.site(database, count) as server:
            for number in range(count):
                Work(f"/dash/app/Tagged{number}/").once(server.url)
                Work(f"/dash/app/Tagged{number}/{LAYOUT}").once(server.url)
            memory[count] = server.memory()
            points.append((float(count), cost(server, Work(SMALL + UPDATE, CALLBACK_BODY), seconds)))
    return points, (memory[max(memory)] - memory[min(memory)]) / 1e6


def growth_of_layouts(database: str, seconds: int) -> dict[str, Points]:
    """The cost of a layout by the number of its components, and by that of the saved values laid over it."""
    curves: dict[str, Points] = {"components": [], "values": []}
    with peers.site(database, sizes="10,1000,1500,20000") as server:
        for count in (10, 1000, 20000):
            work = Work(f"/dash/app/Large{count}/{LAYOUT}")
            work.once(server.url)
            curves["components"].append((count, cost(server, work, seconds)))
        for count in (1, 10, 100):
            work = Work(f"/dash/instance/saved-{count}/{LAYOUT}")
            work.once(server.url)
            curves["values"].append((count, cost(server, work, seconds)))
    return curves
