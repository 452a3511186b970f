"""The site's own blocks as a visitor's browser shows them, on a phone, by keyboard and without JavaScript."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cms_demo.content import dash_app, dash_grid, figure_text, full_width, paragraph, tabs
from cms_demo.models import DashboardPage, HomePage
from django_plotly_dash.models import StatelessApp
from tests.browser.content_checker import RUN

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def address(live_server: Any, home: HomePage) -> Callable[..., str]:
    """Publish a page of blocks and return its address."""

    def publish(*blocks: dict[str, Any]) -> str:
        page = DashboardPage(title="Blocks", slug="blocks", body=json.dumps(blocks), search_description="All blocks.")
        home.add_child(instance=page)
        return f"{live_server.url}/blocks/"

    return publish


@pytest.fixture
def app(transactional_db: None) -> int:
    return StatelessApp.objects.get_or_create(app_name="GapminderExplorer")[0].pk


def views(app: int) -> dict[str, Any]:
    return tabs(
        "Views",
        ("First", [paragraph("First text"), dash_app(app, title="App one")]),
        ("Second", [paragraph("Second text"), dash_app(app, title="App two")]),
        ("Third", [paragraph("Third text")]),
    )


def boxes(page: Page, selector: str) -> list[dict[str, float]]:
    """Where elements stand, all at one moment: apps grow while they load."""
    return page.locator(selector).evaluate_all("all => all.map(one => one.getBoundingClientRect().toJSON())")


def expect_open(page: Page, name: str) -> None:
    expect(page.get_by_role("tab", selected=True)).to_have_text(name)
    expect(page.get_by_role("tabpanel")).to_have_count(1)
    expect(page.get_by_role("tabpanel", name=name)).to_contain_text(f"{name} text")


def test_columns_are_as_wide_as_the_editor_said_and_stack_on_phones(new_page, address, app):
    at = address(
        dash_grid(dash_app(app, width="two-thirds"), dash_app(app, width="third")),
        figure_text("<p>Beside it</p>", dash_app(app)),
        full_width(dash_app(app)),
    )
    wide = new_page(viewport={"width": 1280, "height": 900})
    wide.goto(at)
    first, second = boxes(wide, ".dash-grid__cell")
    assert first["y"] == second["y"]
    assert 1.9 < first["width"] / second["width"] < 2.2
    text, figure = boxes(wide, ".figure-text > *")
    assert text["right"] <= figure["left"]
    [edge_to_edge] = boxes(wide, ".full-width")
    assert (edge_to_edge["left"], edge_to_edge["width"]) == (0, 1280)

    phone = new_page(viewport=PHONE)
    phone.goto(at)
    first, second = boxes(phone, ".dash-grid__cell")
    assert first["x"] == second["x"]
    assert first["bottom"] <= second["top"]
    text, figure = boxes(phone, ".figure-text > *")
    assert text["bottom"] <= figure["top"]
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_a_frame_is_loaded_when_its_tab_is_opened(page, address, app):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.is_navigation_request() else None)
    at = address(views(app))
    page.goto(at)
    expect_open(page, "First")
    expect(page.frame_locator("iframe[title='App one']").locator("#figure .main-svg").first).to_be_visible()
    assert sum("/app/GapminderExplorer/" in url for url in asked) == 1
    page.get_by_role("tab", name="Second").click()
    expect_open(page, "Second")
    expect(page.frame_locator("iframe[title='App two']").locator("#figure .main-svg").first).to_be_visible()
    assert sum("/app/GapminderExplorer/" in url for url in asked) == 2
    expect(page).to_have_url(re.compile("#second-"))

    again = page.url
    page.goto("about:blank")
    page.goto(again)
    expect_open(page, "Second")
    page.get_by_role("tab", name="First").click()
    page.get_by_role("tab", name="Second").click()
    frame = page.frame_locator("iframe[title='App two']")
    expect(frame.locator("#figure .main-svg").first).to_be_visible()
    page.wait_for_function("document.querySelector(\"iframe[title='App two']\").clientHeight > 300")


def test_tabs_by_keyboard(page, address, app):
    page.goto(address(views(app)))
    page.get_by_role("tab", name="First").focus()
    for key, name in [
        ("ArrowRight", "Second"),
        ("End", "Third"),
        ("ArrowRight", "First"),
        ("ArrowLeft", "Third"),
        ("Home", "First"),
    ]:
        page.keyboard.press(key)
        expect_open(page, name)
        expect(page.get_by_role("tab", name=name)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("tab", name="Third")).to_be_focused()


def test_without_javascript_everything_is_there(new_page, address, app):
    page = new_page(java_script_enabled=False)
    page.goto(address(views(app)))
    for name in ("First", "Second", "Third"):
        expect(page.get_by_role("heading", name=name, level=3)).to_be_visible()
        expect(page.get_by_text(f"{name} text")).to_be_visible()
    expect(page.get_by_role("link", name="App two")).to_be_visible()


def test_a_printed_page_has_all_tabs(page, address, app):
    page.goto(address(views(app)))
    expect_open(page, "First")
    page.emulate_media(media="print")
    for name in ("First", "Second", "Third"):
        expect(page.get_by_text(f"{name} text")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_content_checker_finds_nothing(admin, address, app, scheme):
    """Fourteen of the fifteen."""
    at = address(
        views(app), dash_grid(dash_app(app), dash_app(app)), figure_text("<p>Text</p>", dash_app(app, caption="Below"))
    )
    admin.emulate_media(color_scheme=scheme)
    admin.goto(at)
    expect(admin.frame_locator("dash-frame iframe").first.locator("#figure .main-svg").first).to_be_visible()
    admin.wait_for_function("typeof axe === 'object'")
    assert admin.evaluate(RUN) == []
