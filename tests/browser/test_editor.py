"""The main job, in a real browser: an editor puts a Dash app on a page, and a visitor uses it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Frame, Page, expect

from cms_demo.models import DashboardPage, HomePage
from django_plotly_dash.models import StatelessApp

pytestmark = pytest.mark.django_db(transaction=True)

NewPage = Callable[..., Page]
PHONE = {"width": 390, "height": 844}


def app_frame(page: Page) -> Frame:
    """The frame of the first Dash app, once its figure is drawn."""
    element = page.locator("dash-frame iframe").first.element_handle()
    assert element is not None
    frame = element.content_frame()
    assert frame is not None
    frame.wait_for_selector("#figure .js-plotly-plot .main-svg")
    frame.wait_for_function("document.querySelector('#figure .js-plotly-plot').data?.length > 0")
    return frame


def figure_of(frame: Frame) -> dict[str, Any]:
    """What plotly.js shows: the title, and the names of the traces with the number of their points."""
    return frame.evaluate(
        """() => {
            const plot = document.querySelector('#figure .js-plotly-plot');
            return {
                title: plot.layout.title.text,
                traces: plot.data.map((trace) => [trace.name, plot.calcdata[trace.index ?? 0].length]),
            };
        }"""
    )


def test_an_editor_publishes_an_app_and_a_visitor_uses_it(
    live_server: Any, new_page: NewPage, home: HomePage, admin: Page
) -> None:
    admin.goto(f"{live_server.url}/admin/pages/add/cms_demo/dashboardpage/{home.pk}/")
    admin.fill("#id_title", "World health")
    admin.get_by_role("button", name="Insert a block").first.click()
    admin.get_by_role("option", name="Dash app", exact=True).click()
    admin.get_by_role("button", name="Choose a Dash app").click()
    modal = admin.locator(".modal-body")
    modal.locator("input[name=q]").fill("gapmin")
    expect(modal.locator("#search-results")).not_to_contain_text("StockComparison")
    modal.get_by_role("link", name="GapminderExplorer").click()
    expect(admin.locator("[data-chooser-title]", has_text="GapminderExplorer")).to_be_visible()
    admin.get_by_role("button", name="More actions").click()
    admin.get_by_role("button", name="Publish", exact=True).click()
    expect(admin.locator(".messages")).to_contain_text("published")

    page = DashboardPage.objects.get(title="World health")
    assert page.live
    visitor = new_page()
    visitor.goto(live_server.url + page.get_url_parts()[2])
    frame = app_frame(visitor)
    before = figure_of(frame)
    assert before["title"] == "Health and income: World, 2007"
    assert len(before["traces"]) == 5

    frame.click("#continent")
    frame.get_by_role("option", name="Africa").click()
    frame.wait_for_function("document.querySelector('#figure .js-plotly-plot').layout.title.text.includes('Africa')")
    after = figure_of(frame)
    assert after["title"] == "Health and income: Africa, 2007"
    assert [name for name, _points in after["traces"]] == ["Africa"]


def test_a_phone_has_no_scroll_bar_inside_the_frame(live_server: Any, new_page: NewPage, home: HomePage) -> None:
    row = StatelessApp.objects.get(app_name="RestaurantTips")
    page = home.add_child(
        instance=DashboardPage(
            title="Tips",
            slug="phone",
            body=json.dumps([{"type": "dash_app", "value": {"app": row.pk}}]),
        )
    )
    visitor = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    visitor.goto(live_server.url + page.get_url_parts()[2])
    frame = app_frame(visitor)

    fits = """() => {
        const root = document.documentElement;
        return root.scrollHeight <= root.clientHeight && root.scrollWidth <= root.clientWidth;
    }"""
    frame.wait_for_function(fits)
    assert visitor.evaluate("document.documentElement.scrollWidth <= innerWidth")

    def height() -> float:
        box = visitor.locator("dash-frame iframe").bounding_box()
        assert box is not None
        return box["height"]

    before = height()
    assert before > 400
    # The app grows by itself, as with a callback that returns more; the frame follows, and shrinks again.
    frame.evaluate(
        """() => {
            const more = document.createElement('div');
            more.id = 'more';
            more.style.height = '300px';
            document.body.append(more);
        }"""
    )
    iframe = visitor.locator("dash-frame iframe")
    visitor.wait_for_function(
        "([element, height]) => element.getBoundingClientRect().height >= height",
        arg=[iframe.element_handle(), before + 290],
    )
    frame.wait_for_function(fits)
    frame.evaluate("document.getElementById('more').remove()")
    visitor.wait_for_function(
        "([element, height]) => element.getBoundingClientRect().height <= height",
        arg=[iframe.element_handle(), before + 2],
    )
    frame.wait_for_function(fits)
