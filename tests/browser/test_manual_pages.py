"""The manual's pages in a browser, served by ``python -m cms_demo`` as it is and with DEBUG off."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from cms_demo.manual.pages import PAGES
from tests.browser.demo_site import Visit, demo_site, frame, visits

pytestmark = pytest.mark.once

HASHED = re.compile(r"\.[0-9a-f]{12}\.(png|css|js)$")
PHONE = {"width": 390, "height": 844}


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(debug, id=name, marks=pytest.mark.xdist_group(f"manual pages, {name}"))
        for debug, name in (("1", "DEBUG on"), ("0", "DEBUG off"))
    ],
)
def site(request: pytest.FixtureRequest, new_demo_data: Callable[[], Path]) -> Iterator[str]:
    """The URL of the site; with DEBUG off it has collected its static files."""
    with demo_site(new_demo_data(), DEBUG=request.param) as url:
        yield url


@pytest.fixture
def visit(site: str, new_page: Callable[..., Page]) -> Iterator[Visit]:
    """Open one of the pages as a visitor of one's own."""
    with visits(site, new_page) as visit_path:
        yield lambda slug, **options: visit_path(f"/demo/{slug}/", **options)


def choose(app: FrameLocator | Page, label: str) -> None:
    """Click on a radio button or a tick of Dash's."""
    app.get_by_text(label, exact=True).click()


def test_apps_in_a_page_run_each_for_itself(visit):
    page = visit("apps-in-a-page")
    for number, shirt in enumerate(["medium red", "medium red", "small blue", "medium red"]):
        expect(frame(page, number).get_by_text(f"The T-shirt is a {shirt} one.")).to_be_visible()
    choose(frame(page, 1), "Green")
    choose(frame(page, 1), "L")
    expect(frame(page, 1).get_by_text("The T-shirt is a large green one.")).to_be_visible()
    expect(frame(page, 0).get_by_text("The T-shirt is a medium red one.")).to_be_visible()
    box = page.locator("dash-frame").nth(3).bounding_box()
    assert box["height"] / box["width"] == pytest.approx(0.25, abs=0.01)


def test_initial_state_comes_from_template_view_url_and_database(visit):
    page = visit("initial-state")
    for number, shirt in enumerate(["small red", "large green", "small blue", "small green"]):
        expect(frame(page, number).get_by_text(f"The T-shirt is a {shirt} one.")).to_be_visible()
    page.get_by_role("link", name="red", exact=True).click()
    expect(frame(page, 1).get_by_text("The T-shirt is a large red one.")).to_be_visible()
    choose(frame(page, 1), "M")
    expect(frame(page, 1).get_by_text("The T-shirt is a medium red one.")).to_be_visible()


def test_enhanced_callbacks_save_what_was_chosen_for_everybody(visit):
    page = visit("enhanced-callbacks")
    stateful, stateless = frame(page, 0), frame(page, 1)
    expect(stateful.get_by_role("row", name="dash_app the saved state Ex2-1")).to_be_visible()
    expect(stateless.get_by_role("row", name="dash_app no saved state")).to_be_visible()
    choose(stateful, "N2")
    expect(stateful.get_by_text("The argument is Nitrogen.")).to_be_visible()
    for label, gas in (("CO2", "Carbon Dioxide"), ("O2", "Oxygen"), ("CO2", "Carbon Dioxide")):
        choose(stateful, label)
        expect(stateful.get_by_text(f"The argument is {gas}.")).to_be_visible()
        expect(stateful.get_by_role("row", name="callback_context triggered by dropdown-one")).to_be_visible()
    choose(stateless, "N2")
    expect(stateless.get_by_text("The argument is Nitrogen.")).to_be_visible()
    page.reload()
    another = visit("enhanced-callbacks")
    for reader in (page, another):
        expect(frame(reader, 0).get_by_text("The argument is Carbon Dioxide.")).to_be_visible()
        expect(frame(reader, 1).get_by_text("The argument is Oxygen.")).to_be_visible()


def test_a_click_in_one_browser_raises_the_curves_in_all(visit):
    clicking, watching = visit("live-updating"), visit("live-updating")
    for page in (clicking, watching):
        expect(page.locator("html")).to_have_attribute("data-dash-pipes", "live")
        for number in (1, 2):
            expect(frame(page, number).locator("#internal_state")).to_have_text("No click was counted yet.")
    buttons = frame(clicking, 0)
    for clicks, colour in enumerate(("Red", "Blue", "Red"), start=1):
        buttons.get_by_role("button", name=colour).click()
        for page in (clicking, watching):
            for number in (1, 2):
                told = frame(page, number).locator("#internal_state")
                expect(told).to_have_text(f"The last of {clicks} clicks: {colour.lower()}, by a visitor.")
                expect(frame(page, number).locator(".points path")).to_have_count(clicks)
    expect(buttons.locator("#button_local_counter")).to_have_text("Clicks on red in this browser: 2")
    late = visit("live-updating")
    expect(frame(late, 1).locator(".points path")).to_have_count(3)
    expect(frame(late, 2).locator("#internal_state")).to_have_text("No click was counted yet.")
    expect(frame(late, 1).locator(".legendtext")).to_have_count(2)


def test_apps_without_a_frame_stay_apart(visit):
    page = visit("without-a-frame")
    first, second = page.locator("dash-app").nth(0), page.locator("dash-app").nth(1)
    expect(first.get_by_text("A sine of frequency 1.")).to_be_visible()
    expect(second.get_by_text("A cosine of frequency 3.")).to_be_visible()
    for wave in (first, second):
        expect(wave.locator(".js-line").first).to_be_visible()
    first.get_by_text("Cosine", exact=True).click()
    expect(first.get_by_text("A cosine of frequency 1.")).to_be_visible()
    second.get_by_text("Sine", exact=True).click()
    expect(second.get_by_text("A sine of frequency 3.")).to_be_visible()
    expect(first.get_by_text("A cosine of frequency 1.")).to_be_visible()
    shirt, colours = page.locator("dash-app").nth(2), page.locator("dash-app").nth(3)
    expect(shirt.get_by_text("The T-shirt is a small blue one.")).to_be_visible()
    choose(shirt, "Red")
    expect(shirt.get_by_text("The T-shirt is a small red one.")).to_be_visible()
    expect(colours.get_by_text("You chose Ocean.")).to_be_visible()
    assert page.locator("iframe").count() == 0
    scripts = page.locator("script[src]").evaluate_all("all => all.map(script => script.src)")
    modules = [url for url in scripts if "/django_plotly_dash/" in url]
    bundles = [url for url in scripts if url not in modules]
    assert len(bundles) == len(set(bundles))


def test_plain_html_is_part_of_the_page(visit):
    page = visit("plain-html")
    table = page.get_by_role("table", name="The inner planets")
    expect(table.get_by_role("row", name="Mars")).to_contain_text("687")
    assert page.locator("iframe").count() == 0


def test_bootstrap_components_have_the_look_of_bootstrap_from_this_site(visit):
    page = visit("bootstrap")
    for number in (0, 1):
        app = frame(page, number)
        expect(app.get_by_text("1 of 3 steps are done.")).to_be_visible()
        button = app.get_by_role("button", name="Begin again")
        expect(button).to_have_css("border-top-left-radius", "4px")
    app.get_by_label("Put it on a page").check()
    app.get_by_label("Publish the page").check()
    expect(app.get_by_text("3 of 3 steps are done.")).to_be_visible()
    expect(app.locator(".progress-bar.bg-success")).to_be_visible()
    button.click()
    expect(app.get_by_text("0 of 3 steps are done.")).to_be_visible()
    expect(frame(page, 0).get_by_text("1 of 3 steps are done.")).to_be_visible()
    box = page.locator("dash-frame").first.bounding_box()
    assert box["width"] / box["height"] == pytest.approx(16 / 9, abs=0.02)


def test_session_state_counts_for_each_visitor(visit):
    page = visit("session-state")
    app = frame(page)
    expect(app.locator("#base-alert")).to_have_text("Renderings of the page in this session: 1")
    for clicks in (1, 2):
        app.get_by_role("button", name="Update session state").click()
        expect(app.locator("#danger-alert")).to_have_text(f"Clicks since the page was rendered: {clicks}")
    page.reload()
    expect(page.locator("#renderings")).to_have_text("2 times")
    expect(frame(page).locator("#base-alert")).to_have_text("Renderings of the page in this session: 2")
    expect(frame(page).locator("#danger-alert")).to_have_text("Clicks since the page was rendered: 0")
    another = visit("session-state")
    expect(another.locator("#renderings")).to_have_text("1 time")
    expect(frame(another).locator("#base-alert")).to_have_text("Renderings of the page in this session: 1")


def test_local_assets_come_from_the_app_and_from_staticfiles(visit, request):
    page = visit("local-assets")
    app = frame(page)
    paths = {}
    for name in ("image_one", "image_two", "image_three"):
        picture = app.locator(f'img[alt$="{name}.png"]')
        expect(picture).to_have_js_property("naturalWidth", 640)
        paths[name] = urlsplit(picture.evaluate("image => image.src")).path
    assert paths["image_one"] == "/dash/app/LocalState/assets/image_one.png"
    assert paths["image_three"] == "/dash/app/LocalState/assets/nested/image_three.png"
    assert paths["image_two"].startswith("/static/dpd/assets/cms_demo/dash_apps/manual/local_state/image_two.")
    assert bool(HASHED.search(paths["image_two"])) == ("DEBUG off" in request.node.name)
    expect(app.locator("figure").first).to_have_css("border-top-style", "dashed")


def test_multiple_callback_values_change_together(visit):
    page = visit("multiple-callback-values")
    plain, expanded = frame(page, 0), frame(page, 1)
    for app in (plain, expanded):
        expect(app.locator("#test-output-3")).to_have_css("color", "rgb(29, 78, 216)")
        app.locator("#test-dropdown").click()
        app.get_by_role("option", name="Crimson").click()
        expect(app.locator("#test-output-3")).to_have_css("color", "rgb(220, 38, 38)")
    expect(plain.locator("#test-output")).to_have_text("You chose Crimson.")
    expect(plain.locator("#test-output-2")).to_have_text("Its code is #dc2626.")
    expect(expanded.locator("#test-output")).to_have_text("Crimson was chosen by an anonymous visitor.")
    expect(expanded.locator("#test-output-2")).to_contain_text("test-output-2.children")


def test_source_opens_with_the_keyboard(visit):
    page = visit("plain-html")
    code = page.get_by_role("region", name="Source of the app cms_demo.dash_apps.manual.plain_html")
    expect(code).to_be_hidden()
    page.locator("summary").last.focus()
    page.keyboard.press("Enter")
    expect(code).to_contain_text('app = DjangoDash("SimpleHtml"')
    colour = "node => getComputedStyle(node).color"
    assert code.locator(".kn").first.evaluate(colour) != code.evaluate(colour)


def test_no_page_is_wider_than_a_phone(site, new_page):
    page = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    for other in PAGES:
        page.goto(f"{site}/demo/{other.slug}/", wait_until="domcontentloaded")
        expect(page.locator("dash-frame iframe, dash-app[ready]").first).to_be_visible()
        for summary in page.locator("summary").all():
            summary.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], other.slug
