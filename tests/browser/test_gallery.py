"""The gallery in a browser: one test for each topic, named like it, that uses its app as a visitor would."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cms_demo.gallery.topics import TOPICS
from tests.browser.demo_site import Visit, demo_site, frame, visits
from tests.site_process import run_django

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def data_folder(new_demo_data: Callable[[], Path]) -> Path:
    """Where the demonstration keeps its database."""
    return new_demo_data()


@pytest.fixture(scope="module")
def site(data_folder: Path) -> Iterator[str]:
    """The URL of the demonstration, which all topics share."""
    with demo_site(data_folder, failing="return pieces / among", DPD_DEMO_WORKER="1") as url:
        yield url


@pytest.fixture
def visit(site: str, new_page: Callable[..., Page]) -> Iterator[Visit]:
    """Open the page of a topic as a visitor of one's own: ``visit("pages")``; or ``visit.path("/gallery/")``."""
    with visits(site, new_page) as visit_path:

        def visit_topic(slug: str, **options: object) -> Page:
            return visit_path(f"/gallery/{slug}/", **options)

        visit_topic.path = visit_path
        yield visit_topic


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_each_topic_has_a_test(topic):
    assert f"test_{topic.slug.replace('-', '_')}" in globals()


# Pages and addresses -----------------------------------------------------------------------------------------------


def test_pages(visit, site):
    page = visit("pages")
    app = frame(page)
    nav = app.locator(".links")
    expect(nav.get_by_role("link")).to_have_text(["All", "About", "Nowhere"])
    expect(app.get_by_role("listitem").first).to_have_text("Eiger")
    app.get_by_role("link", name="Sort by height").click()
    expect(app.get_by_role("listitem").first).to_have_text("Jungfrau")
    app.get_by_role("link", name="Eiger").click()
    expect(app.get_by_text("3,967 metres high")).to_be_visible()
    app.get_by_text("feet", exact=True).click()
    expect(app.get_by_text("13,015 feet high")).to_be_visible()
    nav.get_by_role("link", name="Nowhere").click()
    expect(app.get_by_role("heading", name="Off the path")).to_be_visible()
    alone = visit.path("/dash/app/GalleryPages/mountain/eiger")
    expect(alone).to_have_title("Eiger")
    expect(alone.locator('meta[property="og:title"]')).to_have_attribute("content", "Eiger")
    alone = visit.path("/dash/app/GalleryPages/imprint")
    expect(alone.get_by_role("heading", name="About")).to_be_visible()
    expect(alone).to_have_url(f"{site}/dash/app/GalleryPages/about")
    expect(alone.locator('meta[name="description"]')).to_have_attribute("content", "Where the three stand.")


def test_deep_links(visit, site):
    page = visit("deep-links")
    expect(frame(page, 0).get_by_text("13,015 feet high")).to_be_visible()
    app = frame(page, 1)
    app.get_by_role("link", name="Jungfrau").click()
    expect(app.get_by_text("4,158 metres high")).to_be_visible()
    expect(page).to_have_url(f"{site}/gallery/deep-links/?mountains=%2Fmountain%2Fjungfrau")
    sent = visit.path("/gallery/deep-links/?mountains=%2Fmountain%2Fjungfrau")
    expect(frame(sent, 1).get_by_text("4,158 metres high")).to_be_visible()
    app.get_by_role("link", name="About").click()
    expect(app.get_by_role("heading", name="About")).to_be_visible()
    page.go_back()
    expect(app.get_by_text("4,158 metres high")).to_be_visible()
    expect(page).to_have_url(re.compile("jungfrau$"))


def test_own_page(visit):
    app = frame(visit("own-page"))
    expect(app.get_by_text("The letterhead stands in the page")).to_be_visible()
    app.locator("#name").fill("Grace")
    expect(app.get_by_role("heading", name="Dear Grace,")).to_be_visible()
    assert app.locator('meta[name="robots"]').get_attribute("content") == "noindex"


# Callbacks and components ------------------------------------------------------------------------------------------


def test_callbacks_without_an_app(visit):
    app = frame(visit("callbacks-without-an-app"))
    app.locator("#text").fill("abc")
    expect(app.locator("#browser")).to_have_text("cba")
    expect(app.locator("#named")).to_have_text("3 characters")
    app.get_by_role("button", name="Say it").click()
    expect(app.locator("#server")).to_have_text("abc, says Callbacks without an app for the 1. time.")


def test_all_in_one(visit):
    page = visit("all-in-one")
    shopping, party = frame(page, 0), frame(page, 1)
    for title, total in (("More apples", 1), ("More pears", 2), ("More pears", 3), ("Fewer apples", 2)):
        shopping.get_by_title(title).click()
        expect(shopping.locator("#total")).to_have_text(f"Together {total} pieces.")
    expect(party.locator("#told")).to_have_text("Everybody can sit down.")
    for guests in (1, 2):
        party.get_by_title("More guests").click()
        expect(party.locator("#told")).to_have_text(f"{guests} chairs are missing.")
    party.get_by_title("More chairs").click()
    expect(party.locator("#told")).to_have_text("1 chairs are missing.")


def test_errors(visit):
    app = frame(visit("errors"))
    expect(app.locator("#result")).to_have_text("25")
    app.locator("#number").fill("0")
    expect(app.get_by_role("alert")).to_have_text("That did not work: float division by zero.")
    expect(app.locator("#result")).to_have_text("25")
    expect(app.locator("#forgiving")).to_have_text("0")
    app.locator("#number").fill("8")
    expect(app.locator("#result")).to_have_text("12.5")
    expect(app.locator("#forgiving")).to_have_text("12.5")
    expect(app.locator("#problem")).to_be_hidden()


def test_hooks(visit, site):
    page = visit("hooks")
    app = frame(page)
    app.locator("#word").fill("chart")
    expect(app.locator("#shouted")).to_have_text("CHART!")
    expect(app.locator("#counted")).to_have_text("5 letters")
    app.locator("#word").fill("error")
    expect(app.locator("#problem")).to_have_text("that word raises one")
    assert app.locator("html").get_attribute("data-hooked") == "yes"
    route = page.request.get(f"{site}/dash/app/GalleryHooks/gallery-about")
    assert route.json() == {"app": "An app with hooks", "mount": "/dash/app/GalleryHooks/"}
    other = visit.path("/dash/app/GalleryErrors/")
    expect(other.locator("#result")).to_be_visible()
    expect(other.get_by_text("from a setup hook")).to_have_count(0)
    assert other.locator("html").get_attribute("data-hooked") is None


# Jobs and sockets --------------------------------------------------------------------------------------------------


def test_background_callbacks(visit):
    app = frame(visit("background-callbacks"))
    begin, state = app.get_by_role("button", name="Begin"), app.locator("#state")
    begin.click()
    expect(state).to_have_text("A worker throws darts.")
    expect(app.locator("#estimate")).to_contain_text("After")
    app.get_by_role("button", name="Cancel").click()
    expect(state).to_have_text("Nothing is running.")
    expect(app.locator("#bar")).to_have_attribute("value", "0")
    begin.click()
    expect(app.locator("#estimate")).to_contain_text("40,000 darts say that π is 3.")
    expect(app.locator("#chart .scatterlayer path.js-line")).to_have_count(1)
    expect(begin).to_be_enabled()


def test_async_callbacks(visit):
    app = frame(visit("async-callbacks"))
    app.get_by_role("button", name="Ask the stations").click()
    expect(app.get_by_role("listitem")).to_have_text(["Harbour: calm", "Airport: calm", "Summit: calm"])
    expect(app.get_by_text("Round 1 for a visitor: heard Summit, Airport, Harbour.")).to_be_visible()


def test_websocket_callbacks(visit):
    app = frame(visit("websocket-callbacks"))
    app.get_by_role("button", name="Draw").click()
    expect(app.get_by_text(re.compile("^[1-9][0-9]? of 40 points$"))).to_be_visible()
    app.get_by_label("Waves").fill("5")
    expect(app.get_by_text("Curve 1: 40 points over a websocket.")).to_be_visible()
    points = app.locator("#curve").evaluate("curve => curve.querySelector('.js-plotly-plot').data[0].y.length")
    assert points == 40


# In the browser ----------------------------------------------------------------------------------------------------


def test_kept_apart(visit):
    page = visit("kept-apart")
    mine, yours = frame(page, 0), frame(page, 1)
    for count in (1, 2):
        mine.get_by_role("button", name="Count").click()
        expect(mine.locator("#told")).to_have_text(f"counted to {count}")
    for app, words in ((mine, "a word of mine"), (yours, "one of yours")):
        app.locator("#line").fill(words)
        app.locator("#line").press("Tab")
    yours.get_by_role("button", name="Count").click()
    expect(yours.locator("#told")).to_have_text("counted to 1")
    page.reload()
    expect(mine.locator("#told")).to_have_text("counted to 2")
    expect(yours.locator("#told")).to_have_text("counted to 1")
    expect(mine.locator("#line")).to_have_value("a word of mine")
    expect(yours.locator("#line")).to_have_value("one of yours")


def test_content_security_policy(visit):
    # The visit fails where the console says that something was refused.
    page = visit("content-security-policy")
    for app in (frame(page), page.locator("dash-app")):
        expect(app.locator(".bars path").first).to_have_css("fill", "rgb(37, 99, 235)")
        app.locator("#colour").click()
        app.get_by_role("option", name="red").or_(page.get_by_role("option", name="red")).first.click()
        expect(app.locator("#shouted")).to_have_text("RED")
        expect(app.locator(".bars path").first).to_have_css("fill", "rgb(220, 38, 38)")
    policies = [page.request.get(url).headers["content-security-policy"] for url in (page.url, page.frames[1].url)]
    assert all("'strict-dynamic'" in policy and "unsafe" not in policy for policy in policies)


# Tools for developers and models -----------------------------------------------------------------------------------


def test_tools_for_models(visit, site, data_folder):
    app = frame(visit("tools-for-models"))
    expect(app.locator("#monthly")).to_have_text("A visitor pays 265.61 a month.")
    for label, told in (
        ("Say hello", '"protocolVersion": "2025-06-18"'),
        ("What can you do?", '"name": "years_to_repay"'),
        ("Call the tool with these numbers", "A visitor pays 265.61 a month."),
    ):
        app.get_by_role("button", name=label).click()
        expect(app.locator("#answered")).to_contain_text(told)

    # A client with the token that the page tells of.
    token = run_django(
        *("dash_mcp_token", "editor", "--app", "GalleryTools"),
        DJANGO_SETTINGS_MODULE="cms_demo.settings",
        DPD_DEMO_DATA=str(data_folder),
    ).strip()

    def ask(method: str, **params: object) -> Any:
        message = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        url = f"{site}/dash/app/GalleryTools/_mcp"
        with urllib.request.urlopen(urllib.request.Request(url, message, headers)) as answer:
            return json.load(answer)["result"]

    assert ask("initialize", protocolVersion="2025-06-18")["serverInfo"]["name"] == "GalleryTools"
    tools = {tool["name"]: tool for tool in ask("tools/list")["tools"]}
    assert set(tools["monthly_payment"]["inputSchema"]["properties"]) == {"amount", "years"}
    called = ask("tools/call", name="monthly_payment", arguments={"amount": 24_000, "years": 4})
    told = called["structuredContent"]["response"]["monthly"]["children"]
    assert told == "editor pays 531.22 a month."
    called = ask("tools/call", name="years_to_repay", arguments={"amount": 12_000, "monthly": 266})
    assert called["structuredContent"] == {"result": 4}


def test_developer_tools(new_page, site):
    page = new_page(viewport={"width": 1280, "height": 1200})
    page.goto(f"{site}/gallery/developer-tools/")
    app = frame(page)
    expect(app.locator("#timing")).to_have_text(re.compile(r"^adding up squares: \d+ ms$"))
    with page.expect_response("**/_dash-update-component*") as answer:
        app.get_by_text("black").click()
    assert answer.value.headers["x-gallery-tea"] == "black"
    expect(app.locator("#cookie")).to_contain_text("gallery-tea=black")
    assert {"gallery-tea": "black"}.items() <= {one["name"]: one["value"] for one in page.context.cookies()}.items()
    page.reload()
    expect(app.get_by_role("radio", name="black")).to_be_checked()
    # The error leads to the line, in a frame that is high enough for it as long; the apps of other pages have no menu.
    low = page.locator("dash-frame").bounding_box()["height"]
    app.get_by_role("button", name="Divide by zero").click()
    app.get_by_text("Callback error updating quotient.children").click()
    overlay = app.frame_locator(".dash-backend-error iframe, iframe").first
    expect(overlay.get_by_text("return pieces / among").first).to_be_visible()
    page.wait_for_function("document.querySelector('dash-frame').offsetHeight >= 520")
    app.get_by_role("button", name="Errors").click()
    page.wait_for_function("low => document.querySelector('dash-frame').offsetHeight === low", arg=low)
    page.goto(f"{site}/gallery/errors/")
    expect(frame(page).locator("#result")).to_have_text("25")
    expect(frame(page).locator(".dash-debug-menu, .dash-debug-menu__outer")).to_have_count(0)


# The gallery itself ------------------------------------------------------------------------------------------------


def test_from_the_list_to_a_topic_and_its_code(visit):
    page = visit.path("/gallery/")
    page.get_by_role("link", name="All-in-one components").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("All-in-one components")
    code = page.get_by_role("region", name=re.compile("^Source of the app"))
    expect(code).to_be_hidden()
    page.locator("summary").last.click()
    expect(code).to_contain_text('shopping = DjangoDash("GalleryShopping"')
