"""The tutorials django-site.md and wagtail-site.md, pasted block by block into fresh environments with the built wheel.

Each makes an environment of its own and installs into it what a new user gets, the newest versions of all. That is
done once, with the newest Python: with the lowest versions of our dependencies it would be the same installation.
"""

import sys
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.packaging.tutorial import followed

pytestmark = [
    pytest.mark.skipif(sys.version_info < (3, 12), reason="newest Django needs Python 3.12; run once, with the newest"),
    pytest.mark.timeout(600),
]


def the_chart_follows_the_choice(page: Page, title: str) -> None:
    app: FrameLocator = page.locator("dash-frame iframe").content_frame
    heading = app.locator("#chart .gtitle")
    expect(heading).to_have_text(title.replace("South", "North"))
    expect(app.locator("#chart .bars path").first).to_be_visible()
    app.locator("#region").click()
    app.get_by_role("option", name="South").click()
    expect(heading).to_have_text(title)


def test_the_chart_of_the_django_tutorial_is_there(tmp_path: Path, built_wheel: Path, page: Page) -> None:
    with followed("django-site.md", tmp_path, built_wheel) as reader:
        assert "Ran 1 test" in reader.printed
        page.goto(reader.url)
        the_chart_follows_the_choice(page, "Sales in the South, for a visitor")


def test_the_chart_of_the_wagtail_tutorial_is_there(tmp_path: Path, built_wheel: Path, page: Page) -> None:
    with followed("wagtail-site.md", tmp_path, built_wheel) as reader:
        page.goto(f"{reader.url}/admin/")
        page.fill("input[name=username]", "editor")
        page.fill("input[name=password]", "dashboard")
        page.get_by_role("button", name="Sign in").click()
        page.goto(f"{reader.url}/admin/pages/3/edit/")
        page.get_by_role("button", name="Insert a block").first.click()
        page.get_by_role("option", name="Dash app", exact=True).click()
        page.get_by_role("button", name="Choose a Dash app").click()
        page.locator(".modal-body").get_by_role("link", name="Sales").click()
        page.get_by_role("button", name="More actions").click()
        page.get_by_role("button", name="Publish", exact=True).click()
        expect(page.locator(".messages")).to_contain_text("published")
        page.goto(reader.url)
        the_chart_follows_the_choice(page, "Sales in the South")
