"""The gallery in a browser: one test for each topic, named like it, that uses its app as a visitor would."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from cms_demo.gallery.topics import TOPICS
from tests.browser.demo_site import Visit, demo_site, frame, visits


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of the demonstration, which all topics share."""
    with demo_site(tmp_path_factory.mktemp("demo")) as url:
        yield url


@pytest.fixture
def visit(site: str, new_page: Callable[..., Page]) -> Iterator[Visit]:
    """Open the page of a topic as a visitor of one's own: ``visit("pages")``."""
    with visits(site, new_page) as visit_path:
        yield lambda slug, **options: visit_path(f"/gallery/{slug}/" if slug else "/gallery/", **options)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_each_topic_has_a_test(topic):
    assert f"test_{topic.slug.replace('-', '_')}" in globals()


# Pages and addresses -----------------------------------------------------------------------------------------------


def test_pages(visit):
    app = frame(visit("pages"))
    app.get_by_role("link", name="The highest first").click()
    expect(app.get_by_role("listitem").first).to_have_text("Jungfrau")
    app.get_by_role("link", name="Eiger").click()
    expect(app.get_by_text("3,967 metres high.")).to_be_visible()
    app.get_by_role("link", name="Nowhere").click()
    expect(app.get_by_role("heading", name="No such page")).to_be_visible()


# Callbacks and components ------------------------------------------------------------------------------------------


def test_all_in_one(visit):
    app = frame(visit("all-in-one"))
    expect(app.locator("#total")).to_have_text("Together 0 pieces.")
    for title, total in (("More apples", 1), ("More pears", 2), ("More pears", 3), ("Fewer apples", 2)):
        app.get_by_title(title).click()
        expect(app.locator("#total")).to_have_text(f"Together {total} pieces.")


# Jobs and sockets --------------------------------------------------------------------------------------------------


# In the browser ----------------------------------------------------------------------------------------------------


# Tools for developers and models -----------------------------------------------------------------------------------


# The gallery itself ------------------------------------------------------------------------------------------------


def test_from_the_list_to_a_topic_and_its_code(visit):
    page = visit("")
    page.get_by_role("link", name="All-in-one components").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("All-in-one components")
    code = page.get_by_role("region", name=re.compile("^Source of the app"))
    expect(code).to_be_hidden()
    page.locator("summary").last.click()
    expect(code).to_contain_text('app = DjangoDash("GalleryAllInOne"')
