"""``python -m cms_demo`` as a process of its own, and what a visitor does on its demonstration pages."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import FrameLocator, Page

from tests.browser.watched_page import Watched, watch
from tests.server_process import free_port
from tests.site_process import PROJECT, environment, tracebacks, wait_until_it_answers

Visit = Callable[..., Page]


@contextmanager
def demo_site(data_folder: Path, *, failing: str | None = None, **variables: str) -> Iterator[str]:
    """Serve the demonstration, yield its URL, end it; nothing in it may have failed.

    Args:
        data_folder: where it keeps its database, which the next site with this folder takes over.
        failing: a line of code that is meant to fail, whose tracebacks may be in the log.
        **variables: of its environment, e.g. ``DEBUG="0"``.
    """
    port = free_port()
    own = {"PORT": str(port), "DPD_DEMO_DATA": str(data_folder), "DPD_DEMO_STREAM": "0", "DPD_DEMO_WORKER": "0"}
    process = subprocess.Popen(
        [sys.executable, "-m", "cms_demo"],
        cwd=PROJECT,
        env=environment("cms_demo.settings", **{**own, **variables}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_until_it_answers(process, f"http://127.0.0.1:{port}/", seconds=120)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        _output, errors = process.communicate(timeout=20)
    assert not [text for text in tracebacks(errors) if failing is None or failing not in text], errors


@contextmanager
def visits(site: str, new_page: Callable[..., Page]) -> Iterator[Visit]:
    """Yield a function that opens a path of the site as a visitor of one's own.

    Nothing may fail in the pages, and no other host be asked.
    """
    watched: list[Watched] = []

    def visit(path: str, **options: object) -> Page:
        page = new_page(**options)
        watched.append(watch(page))
        page.goto(f"{site}{path}")
        return page

    yield visit
    for seen in watched:
        assert not seen.failed, seen.failed
        assert not seen.said, seen.said
        assert seen.hosts() == {urlsplit(site).netloc}, seen.hosts()


def frame(page: Page, number: int = 0) -> FrameLocator:
    """The app in a frame, which is loaded when it comes near the view."""
    element = page.locator("dash-frame").nth(number)
    element.scroll_into_view_if_needed()
    return element.locator("iframe").content_frame
