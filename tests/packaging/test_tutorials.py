"""The tutorials of docs/, pasted block by block into fresh environments with the built wheel.

Each makes an environment of its own and installs into it what a new user gets, the newest versions of all. That is
done once, with the newest Python: with the lowest versions of our dependencies it would be the same installation.
"""

import re
import sys
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.packaging.tutorial import Block, Reader, blocks_of, followed

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
        reader.stop()
        a_saved_state_is_shown_beside_the_app(reader, page)
        reader.stop()
        the_gauge_moves(reader, page)


def a_saved_state_is_shown_beside_the_app(reader: Reader, page: Page) -> None:
    """The tutorial saved-state.md, in the site of the first."""
    commands, template = blocks_of("saved-state.md")
    reader.follow(commands)
    page.goto(f"{reader.url}/admin/django_plotly_dash/dashapp/add/")
    page.fill("input[name=username]", "ada")
    page.fill("input[name=password]", "dashboard")
    page.get_by_role("button", name="Log in").click()
    page.locator("#id_stateless_app").select_option(label="Sales")
    page.get_by_label("Name").fill("Our south")
    page.get_by_label("Save on change").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("checkbox", name="Select this object for an action").check()
    page.locator("select[name=action]").select_option(label="Populate apps")
    page.get_by_role("button", name=re.compile("Go|Run")).click()
    expect(page.locator(".messagelist")).to_contain_text("1 state was populated.")
    page.goto(f"{reader.url}/dash/instance/our-south/")
    expect(page.locator("#chart .gtitle")).to_contain_text("North")
    with page.expect_response(lambda response: "_dash-update-component" in response.url):
        page.locator("#region").click()
        page.get_by_role("option", name="South").click()
    expect(page.locator("#chart .gtitle")).to_contain_text("South")
    reader.follow(template)
    reader.stop()  # the server that a reader has looks at files again by itself
    reader.follow(Block("console", "python manage.py runserver"))
    page.goto(reader.url)
    first, second = (page.locator("dash-frame iframe").nth(at).content_frame for at in (0, 1))
    expect(first.locator("#chart .gtitle")).to_contain_text("North")
    page.locator("dash-frame").nth(1).scroll_into_view_if_needed()
    expect(second.locator("#chart .gtitle")).to_contain_text("South")


def the_gauge_moves(reader: Reader, page: Page) -> None:
    """The tutorial live-metric.md, in the site of the first; the last commands are given while the page is open."""
    *before, message, _call = blocks_of("live-metric.md")
    for block in before:
        reader.follow(block)
    page.goto(f"{reader.url}/orders/")
    app = page.locator("dash-frame iframe").content_frame
    expect(page.locator("html")).to_have_attribute("data-dash-pipes", "live")
    expect(app.locator("#gauge .title, #gauge .gtitle, #gauge text").first).to_be_visible()
    reader.follow(message)
    expect(app.locator("#gauge .number")).to_have_text("42")


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
