"""What an editor does with both choosers of a Dash block, by hand (of the fifteen: 1, 2, 3; and by keyboard alone)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from cms_demo.models import DashboardPage, HomePage
from django_plotly_dash.models import DashApp, StatelessApp
from tests.browser.chooser_modal import pick

pytestmark = pytest.mark.django_db(transaction=True)

LONG = 20_000


@pytest.fixture
def states(transactional_db: None, few_apps: None) -> dict[str, DashApp]:
    """Two states of one app, one of another, and no other app."""
    named = {"Asia": "GapminderExplorer", "Europe": "GapminderExplorer", "Apple": "StockComparison"}
    return {
        name: DashApp.objects.create(stateless_app=StatelessApp.objects.get(app_name=app), instance_name=name)
        for name, app in named.items()
    }


def open_form(admin: Page, live_server: Any, home: HomePage, block: str) -> None:
    """The form of a new page with one block."""
    admin.goto(f"{live_server.url}/admin/pages/add/cms_demo/dashboardpage/{home.pk}/")
    admin.fill("#id_title", "World health")
    admin.get_by_role("button", name="Insert a block").first.click()
    admin.get_by_role("option", name=block, exact=True).click()


def modal(admin: Page) -> Locator:
    return admin.locator(".modal-body")


def field(admin: Page, prefix: str, name: str) -> Locator:
    """The chooser of a field."""
    return admin.locator(f"#{prefix}-{name}-chooser")


def choose(admin: Page, prefix: str, name: str, what: str) -> None:
    """Pick something in a chooser that is empty, or has something already."""
    chooser = field(admin, prefix, name)
    if "blank" in (chooser.get_attribute("class") or ""):
        chooser.get_by_role("button", name="Choose a").click()
    else:
        chooser.get_by_role("button", name="Actions").click()
        chooser.get_by_role("button", name="Choose another").click()
    pick(admin, what)
    expect(modal(admin)).to_have_count(0, timeout=LONG)
    expect(chooser.locator("[data-chooser-title]")).to_have_text(what)


def offered(admin: Page, prefix: str) -> list[str]:
    """The states that the chooser offers."""
    field(admin, prefix, "state").get_by_role("button", name="Choose a").click()
    expect(modal(admin).locator("#search-results")).to_be_visible(timeout=LONG)
    names = modal(admin).locator("[data-chooser-modal-choice]").all_inner_texts()
    admin.get_by_role("button", name="Close").first.click()
    expect(modal(admin)).to_have_count(0, timeout=LONG)
    return names


def publish(admin: Page) -> None:
    admin.get_by_role("button", name="More actions").click()
    admin.get_by_role("button", name="Publish", exact=True).click()


def test_states_are_those_of_the_app_and_change_with_it(live_server, admin, home, states) -> None:
    """One of the fifteen."""
    open_form(admin, live_server, home, "Dash app")
    choose(admin, "body-0-value", "app", "GapminderExplorer")
    assert offered(admin, "body-0-value") == ["Asia", "Europe"]
    choose(admin, "body-0-value", "state", "Asia")
    # Choosing the same app again takes nothing away.
    choose(admin, "body-0-value", "app", "GapminderExplorer")
    expect(admin.locator("#body-0-value-state")).to_have_value(str(states["Asia"].pk))
    choose(admin, "body-0-value", "app", "StockComparison")
    expect(admin.locator("#body-0-value-state")).to_have_value("")
    assert offered(admin, "body-0-value") == ["Apple"]
    choose(admin, "body-0-value", "state", "Apple")
    publish(admin)
    expect(admin.locator(".messages")).to_contain_text("published", timeout=LONG)
    [value] = [block["value"] for block in DashboardPage.objects.get(title="World health").body.get_prep_value()]
    assert value["state"] == states["Apple"].pk


def test_nested_duplicated_and_moved_choosers_keep_to_their_own_app(live_server, admin, home, states) -> None:
    """Two of the fifteen: a list within a struct."""
    open_form(admin, live_server, home, "Dash apps side by side")
    first, second = (f"body-0-value-apps-{number}-value" for number in range(2))
    choose(admin, first, "app", "GapminderExplorer")
    choose(admin, first, "state", "Asia")

    item = admin.locator("[data-contentpath='apps'] [data-streamfield-child]").first
    item.get_by_role("button", name="Duplicate").first.click()
    expect(admin.locator(f"#{second}-state")).to_have_value(str(states["Asia"].pk))
    choose(admin, second, "app", "StockComparison")
    expect(admin.locator(f"#{second}-state")).to_have_value("")
    assert offered(admin, second) == ["Apple"]
    choose(admin, second, "state", "Apple")
    # The one that it was copied from is not touched.
    expect(admin.locator(f"#{first}-state")).to_have_value(str(states["Asia"].pk))

    item.get_by_role("button", name="Move down").first.click()
    choose(admin, first, "state", "Europe")
    publish(admin)
    expect(admin.locator(".messages")).to_contain_text("published", timeout=LONG)
    [grid] = DashboardPage.objects.get(title="World health").body.get_prep_value()
    chosen = [item["value"]["state"] for item in grid["value"]["apps"]]
    assert chosen == [states["Apple"].pk, states["Europe"].pk]


def test_an_unfinished_block_is_a_draft_and_publishing_says_what_is_missing(live_server, admin, home, states) -> None:
    """Three of the fifteen."""
    open_form(admin, live_server, home, "Dash app")
    admin.get_by_role("button", name="Save draft").click()
    expect(admin.get_by_role("button", name="More actions")).to_be_visible(timeout=LONG)
    publish(admin)
    expect(admin.get_by_role("region", name="Dash app", exact=True)).to_be_visible(timeout=LONG)
    app = admin.locator("[data-contentpath='app']")
    expect(app.locator(".w-field__errors")).to_contain_text("This field is required", timeout=LONG)
    assert not DashboardPage.objects.get(title="World health").live


def test_sizes_show_where_they_matter(live_server, admin, home) -> None:
    open_form(admin, live_server, home, "Dash app")
    admin.locator("[data-streamfield-child]").get_by_role("button", name="Settings").click()
    ratio, height = (admin.locator(f"[data-contentpath='{name}']") for name in ("aspect_ratio", "height"))
    expect(ratio).to_be_visible()
    expect(height).to_be_hidden()
    admin.select_option("#body-0-value-aspect_ratio", "fixed")
    expect(height).to_be_visible()
    admin.select_option("#body-0-value-display", "direct")
    expect(ratio).to_be_hidden()
    expect(height).to_be_hidden()
    admin.select_option("#body-0-value-display", "bootstrap")
    expect(ratio).to_be_visible()
    expect(height).to_be_hidden()


def test_by_keyboard_alone(live_server, admin, home, states) -> None:
    """Fourteen of the fifteen: from the button that inserts a block to a chosen state."""

    # Wagtail's modal gives the focus to the top of the page when it closes, and the way down from there has some
    # forty stops: a bound that ends a walk in circles, not one that counts them.
    def press_until(key: str, target: Locator, times: int = 150) -> None:
        for _time in range(times):
            admin.keyboard.press(key)
            if target.evaluate("element => element === document.activeElement"):
                return
        pytest.fail(f"{key} does not lead there")

    admin.goto(f"{live_server.url}/admin/pages/add/cms_demo/dashboardpage/{home.pk}/")
    admin.focus("#id_title")
    admin.keyboard.type("World health")
    press_until("Tab", admin.get_by_role("button", name="Insert a block").first)
    admin.keyboard.press("Enter")
    option = admin.get_by_role("option", name="Dash app", exact=True)
    expect(option).to_be_visible(timeout=LONG)
    search = admin.locator(".w-combobox input")
    press_until("Tab", search)
    admin.keyboard.type("Dash app")
    expect(admin.get_by_role("option", name="Heading")).to_have_count(0, timeout=LONG)
    expect(search).to_have_attribute("aria-activedescendant", re.compile("item-0"), timeout=LONG)
    admin.keyboard.press("Enter")
    for name, button, choice in (("app", "Choose a Dash app", "GapminderExplorer"), ("state", "Choose a", "Asia")):
        chooser = field(admin, "body-0-value", name)
        expect(chooser).to_be_visible()
        press_until("Tab", chooser.get_by_role("button", name=button))
        admin.keyboard.press("Enter")
        link = modal(admin).get_by_role("link", name=choice, exact=True)
        expect(link).to_be_visible(timeout=LONG)
        press_until("Tab", link)
        admin.keyboard.press("Enter")
        expect(modal(admin)).to_have_count(0, timeout=LONG)
        expect(chooser.locator("[data-chooser-title]")).to_have_text(choice)
