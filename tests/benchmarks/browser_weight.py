"""What a page with apps weighs in Chromium: bytes and requests, cold and warm, and the time until its apps answer.

python -m tests.benchmarks.browser_weight            the whole table, some minutes
python -m tests.benchmarks.browser_weight --quick    a short look
python -m tests.benchmarks.browser_weight --write    and write docs/performance.md
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from tests import chromium
from tests.benchmarks import report
from tests.site_process import gunicorn, run_django

SETTINGS = "tests.benchmarks.browser_settings"
STATICFILES, OWN_ROUTES = "`staticfiles`, gzip", "own routes"
WAYS = ("frames", "direct")
COUNTS = (1, 5, 20)
PATIENCE = 60_000  # milliseconds
QUIET = 300  # milliseconds in which what comes after the first answers begins
COLUMNS = (
    "apps",
    "embedding",
    "bundles served by",
    *(f"{what}, {when}" for what in ("KB", "requests", "ms") for when in ("cold", "warm")),
)

# The answers of all apps of a page, whichever document they stand in; then the milliseconds since its navigation began.
_ANSWERS = """
    const pages = [document, ...[...document.querySelectorAll('iframe')].map(frame => frame.contentDocument)];
    const answers = pages.flatMap(page => (page ? [...page.querySelectorAll('#answer')] : []));
"""
_ALL_SHOW = f"count => {{{_ANSWERS} return answers.filter(one => one.textContent === '1 km').length === count}}"
_LAST_ANSWERS = f"() => {{{_ANSWERS} return answers.at(-1).textContent === '7 km' && performance.now()}}"


@dataclass(frozen=True)
class Visit:
    """One visit of a page.

    Attributes:
        size: bytes that came over the wire, headers and all.
        asked: the requests that reached the server, as its log has them.
        milliseconds: from the navigation's start until every app has shown its first result, and the last one has
            answered an input.
    """

    size: int
    asked: list[str]
    milliseconds: float


@dataclass
class Site:
    """The site, and the log of what reaches it."""

    url: str
    log: Path

    def requests(self) -> list[str]:
        """What has been asked so far, each with the status of its answer."""
        parts = (line.split('"') for line in self.log.read_text().splitlines())
        return [f"{part[1].removesuffix(' HTTP/1.1')} {part[2].split()[0]}" for part in parts]


def prepare(folder: Path, finders: str) -> dict[str, str]:
    """Make the tables of a site and collect its files in a folder; the variables that its processes need.

    Args:
        folder: an empty one.
        finders: "1" to collect the files of apps too.
    """
    variables = {
        "BENCH_DATABASE": str(folder / "site.sqlite3"),
        "BENCH_STATIC": str(folder / "static"),
        "BENCH_APPS": str(max(COUNTS)),
        "BENCH_FINDERS": finders,
    }
    run_django("migrate", "--verbosity=0", settings_module=SETTINGS, **variables)
    run_django("collectstatic", "--no-input", "--verbosity=0", settings_module=SETTINGS, **variables)
    return variables


@contextlib.contextmanager
def site(folder: Path, variables: dict[str, str]) -> Iterator[Site]:
    """The site on two processes with threads, as production has them."""
    log = folder / "access.log"
    log.write_text("")
    options = {**variables, "GUNICORN_CMD_ARGS": f"--access-logfile {log}"}
    application = "tests.benchmarks.site_wsgi:application"
    with gunicorn(application, workers=2, threads=4, settings_module=SETTINGS, **options) as url:
        yield Site(url, log)


def visit(context: BrowserContext, on: Site, way: str, count: int) -> Visit:
    """Open a page in a tab of its own, wait until all its apps show a result, and have the last one answer an input."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    sizes: dict[str, float] = {}
    under_way: set[str] = set()

    def has_ended(event: dict[str, Any]) -> None:
        under_way.discard(event["requestId"])
        sizes[event["requestId"]] = event.get("encodedDataLength", 0)  # 0 for what was in the cache

    network = context.new_cdp_session(page)  # frames of the same origin are in it
    network.on("Network.requestWillBeSent", lambda event: under_way.add(event["requestId"]))
    network.on("Network.loadingFinished", has_ended)
    network.on("Network.loadingFailed", has_ended)
    network.send("Network.enable")
    before = len(on.requests())
    page.goto(f"{on.url}/page/{way}-{count}/", wait_until="commit")
    page.wait_for_function(_ALL_SHOW, arg=count)
    number_of_last(page, way).fill("7")
    milliseconds: float = page.wait_for_function(_LAST_ANSWERS).json_value()
    page.wait_for_timeout(QUIET)
    while under_way:
        page.wait_for_timeout(QUIET)
    found = Visit(int(sum(sizes.values())), on.requests()[before:], milliseconds)
    page.close()
    return found


def number_of_last(page: Page, way: str) -> Locator:
    """The input of the last app of a page."""
    inside: Any = page.locator("iframe").last.content_frame if way == "frames" else page
    found: Locator = inside.locator("#number").last
    return found


def cold_and_warm(browser: Browser, on: Site, way: str, count: int) -> tuple[Visit, Visit]:
    """A visit of a browser whose cache is empty, and the next one."""
    with contextlib.closing(browser.new_context()) as context:
        return visit(context, on, way, count), visit(context, on, way, count)


Weights = dict[tuple[str, str, int], tuple[Visit, Visit]]


def median(visits: Iterable[Visit]) -> Visit:
    """The medians of some visits of one page; what was asked is that of a visit with so many requests."""
    visits = list(visits)
    size = statistics.median_low([one.size for one in visits])
    asked = sorted((one.asked for one in visits), key=len)[(len(visits) - 1) // 2]
    return Visit(size, asked, statistics.median([one.milliseconds for one in visits]))


def measure(quick: bool) -> tuple[Weights, str]:
    """The weights by way, by what serves the bundles and by number of apps, cold and warm; and Chromium's version.

    The recommended way of serving is measured in full, our own routes with one app.
    """
    rounds = 1 if quick else 3
    counts = COUNTS[:2] if quick else COUNTS
    found: Weights = {}
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = chromium.launch(playwright.chromium)
        folder = Path(name)
        variables = prepare(folder, finders="1")
        served = {STATICFILES: (variables, counts)}
        if not quick:
            served[OWN_ROUTES] = ({**variables, "BENCH_FINDERS": ""}, counts[:1])
        for files, (own, some) in served.items():
            with site(folder, own) as on:
                with contextlib.closing(browser.new_context()) as context:
                    visit(context, on, "frames", some[-1])  # each process answers its first requests slowly
                # In turns, so that what else the machine does meets all.
                pages = [(way, count) for way in WAYS for count in some]
                visits = [[cold_and_warm(browser, on, *page) for page in pages] for _round in range(rounds)]
            for (way, count), both in zip(pages, zip(*visits, strict=True), strict=True):
                cold, warm = zip(*both, strict=True)
                found[way, files, count] = median(cold), median(warm)
        version = browser.version
        browser.close()
    return found, version


def text(found: Weights, version: str) -> str:
    """What stands in docs/performance.md."""
    rows = []
    for (way, files, count), (cold, warm) in found.items():
        sizes = [f"{one.size / 1000:.0f}" for one in (cold, warm)]
        requests = [str(len(one.asked)) for one in (cold, warm)]
        times = [f"{one.milliseconds:.0f}" for one in (cold, warm)]
        rows.append([str(count), way, files, *sizes, *requests, *times])
    return f"Chromium {version}.\n\n{report.table(COLUMNS, rows)}"


def five_beside_one(found: Weights) -> list[str]:
    """The cells of a row: what a page with five frames takes from the server, beside one with one frame."""
    one, five = (found["frames", STATICFILES, count][0].size for count in (1, 5))
    title = "bytes of a page with 5 frames, compared with 1 frame, empty cache"
    return [title, "the same", f"{five / one:.2f} x {one / 1e6:.2f} MB"]


def main() -> int:
    parser = argparse.ArgumentParser(description="What a page with apps weighs in Chromium.")
    parser.add_argument("--quick", action="store_true", help="one round, up to five apps")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    options = parser.parse_args()
    table = text(*measure(options.quick))
    print(table)
    if options.write:
        report.put("browser weight", table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
