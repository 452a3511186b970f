"""axe finds nothing: on every page of the demonstration with the apps in it, and on what is ours in Wagtail's admin."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cms_demo.content import PAGES
from cms_demo.gallery.topics import TOPICS
from cms_demo.manual.pages import PAGES as MANUAL_PAGES
from tests.browser.axe import findings
from tests.browser.demo_site import demo_site

pytestmark = [pytest.mark.once, pytest.mark.parts(4)]

PATHS = [
    "/",
    *(f"/{page.slug}/" for page in PAGES),
    "/demo/",
    *(f"/demo/{page.slug}/" for page in MANUAL_PAGES),
    "/gallery/",
    *(f"/gallery/{topic.slug}/" for topic in TOPICS),
]

# What is told of a page in one order is told of the next one in the other: what all pages share is seen in each.
LOOKS = [{1280: "light", 390: "dark"}, {1280: "dark", 390: "light"}]


@pytest.fixture(scope="session")
def site(new_demo_data: Callable[[], Path]) -> Iterator[str]:
    """The demonstration, which no test changes."""
    with demo_site(new_demo_data()) as url:
        yield url


def load_apps(page: Page) -> None:
    """Have all apps loaded, as for printing, and wait until each shows something."""
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("dash-frame:not(:has(iframe))")).to_have_count(0)
    # Not wait_for_function(), whose second look a Content-Security-Policy forbids.
    expect(page.locator("dash-app ._dash-loading")).to_have_count(0)  # apps without a frame
    for frame in page.frames[1:]:
        expect(frame.locator("._dash-loading")).to_have_count(0)
        expect(frame.locator("#react-entry-point")).to_have_text(re.compile(r"\S"))


def test_it_would_find_something(site: str, new_page: Callable[..., Page]) -> None:
    """In the page, and in a frame of it."""
    page = new_page()
    page.goto(f"{site}/tips/")
    load_apps(page)
    for frame in page.frames:
        frame.evaluate("document.body.insertAdjacentHTML('beforeend', '<main><img src=\"data:,\"></main>')")
    found = [text for text in findings(page) if text.startswith("image-alt")]
    assert sorted(">> img" in text for text in found) == [False, True]


@pytest.mark.parametrize(
    ("path", "looks"), [pytest.param(path, LOOKS[number % 2], id=path) for number, path in enumerate(PATHS)]
)
def test_nothing_is_found_on_the_pages_of_the_demonstration(
    site: str, new_page: Callable[..., Page], path: str, looks: dict[int, str]
) -> None:
    found: dict[str, list[str]] = {}
    for width, scheme in looks.items():
        # Opened as wide as it is: a figure that is drawn anew for another width takes its time.
        page = new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page.goto(site + path)
        load_apps(page)
        if listed := findings(page):
            found[f"{scheme}, {width}"] = listed
    assert found == {}
