"""axe finds nothing: on every page of the demonstration with the apps in it, and on what is ours in Wagtail's admin."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from cms_demo.content import PAGES
from cms_demo.gallery.topics import TOPICS
from cms_demo.manual.pages import PAGES as MANUAL_PAGES
from tests.browser.axe import findings
from tests.browser.demo_site import demo_site

pytestmark = [pytest.mark.once, pytest.mark.parts(3)]

PATHS = [
    "/",
    *(f"/{page.slug}/" for page in PAGES),
    "/demo/",
    *(f"/demo/{page.slug}/" for page in MANUAL_PAGES),
    "/gallery/",
    *(f"/gallery/{topic.slug}/" for topic in TOPICS),
]

WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with demo_site(tmp_path_factory.mktemp("demo")) as url:
        yield url


def load_apps(page: Page) -> None:
    """Have all apps loaded, as for printing, and wait until each shows something."""
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("dash-frame:not(:has(iframe))")).to_have_count(0)
    page.wait_for_function("!document.querySelector('dash-app ._dash-loading')")  # apps without a frame
    for frame in page.frames[1:]:
        frame.wait_for_function(
            "document.querySelector('#react-entry-point')?.innerText && !document.querySelector('._dash-loading')"
        )


def test_it_would_find_something(site: str, new_page: Callable[..., Page]) -> None:
    """In the page, and in a frame of it."""
    page = new_page()
    page.goto(f"{site}/tips/")
    load_apps(page)
    for frame in page.frames:
        frame.evaluate("document.body.insertAdjacentHTML('beforeend', '<main><img src=\"data:,\"></main>')")
    found = [text for text in findings(page) if text.startswith("image-alt")]
    assert sorted(">> img" in text for text in found) == [False, True]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_found_on_the_pages_of_the_demonstration(
    site: str, new_page: Callable[..., Page], path: str
) -> None:
    found: dict[str, list[str]] = {}
    for width in WIDTHS:
        # Opened as wide as it is: a figure that is drawn anew for another width takes its time.
        page = new_page(viewport={"width": width, "height": 900})
        page.goto(site + path)
        load_apps(page)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            if listed := findings(page):
                found[f"{scheme}, {width}"] = listed
    assert found == {}
