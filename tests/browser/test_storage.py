"""What an app keeps in the browser is not another app's, however their components are called."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.browser.storing_pages")]


def apps(page: Page, tag: str) -> list[FrameLocator | Locator]:
    if tag == "plotly_direct":
        return [page.locator("dash-app").nth(number) for number in range(2)]
    return [page.locator("dash-frame iframe").nth(number).content_frame for number in range(2)]


def expect_kept(one: Any, counted: str, session: str, text: str, later: str) -> None:
    expect(one.locator("#counted")).to_have_text(counted)
    expect(one.locator("#session-counted")).to_have_text(session)
    expect(one.locator("#text")).to_have_value(text)
    expect(one.locator("#later")).to_have_value(later)


@pytest.mark.parametrize("tag", ["plotly_app", "plotly_direct"])
def test_two_apps_with_the_same_ids_keep_their_own_values(page, live_server, tag):
    page.goto(f"{live_server.url}/{tag}/")
    first, second = apps(page, tag)
    expect_kept(first, "Storing One: None", "Storing One: None", "", "")
    expect_kept(second, "Storing Two: None", "Storing Two: None", "", "")
    for click in range(2):
        first.get_by_role("button", name="Count").click()
        expect(first.locator("#counted")).to_have_text(f"Storing One: {click + 1}")
    second.get_by_role("button", name="Count").click()
    expect(second.locator("#counted")).to_have_text("Storing Two: 1")
    for app, word in ((first, "one"), (second, "two")):
        for name in ("text", "later"):
            app.locator(f"#{name}").fill(word)
            app.locator(f"#{name}").press("Tab")
    page.reload()
    first, second = apps(page, tag)
    expect_kept(first, "Storing One: 2", "Storing One: 2", "one", "one")
    expect_kept(second, "Storing Two: 1", "Storing Two: 1", "two", "two")


def test_another_tab_of_the_same_app_hears_of_a_change_and_another_app_does_not(new_page, live_server):
    page = new_page()
    page.goto(f"{live_server.url}/plotly_app/")
    other = page.context.new_page()
    other.goto(f"{live_server.url}/plotly_app/")
    for one in (page, other):
        for app, name in zip(apps(one, "plotly_app"), ("One", "Two"), strict=True):
            expect(app.locator("#counted")).to_have_text(f"Storing {name}: None")
    apps(page, "plotly_app")[0].get_by_role("button", name="Count").click()
    expect(apps(other, "plotly_app")[0].locator("#counted")).to_have_text("Storing One: 1")
    expect(apps(other, "plotly_app")[1].locator("#counted")).to_have_text("Storing Two: None")


def test_the_storage_of_an_apps_page_is_like_any_other(page, live_server):
    page.goto(f"{live_server.url}/plotly_app/")
    expect(apps(page, "plotly_app")[0].locator("#counted")).to_be_visible()
    page.evaluate("localStorage.setItem('of the site', 'x')")
    seen = page.frames[1].evaluate(
        """() => {
            const before = [localStorage.length, localStorage.getItem('of the site')];
            localStorage.setItem('a', 1);
            localStorage.b = 'two';
            const during = [localStorage.a, localStorage.getItem('b'), 'b' in localStorage, localStorage.missing];
            const keys = [Object.keys(localStorage).sort(), localStorage.length, localStorage.key(99)];
            delete localStorage.a;
            const after = localStorage.getItem('a');
            localStorage.clear();
            return [...before, ...during, ...keys, after, localStorage.length];
        }"""
    )
    assert seen[0] <= 2  # what Dash itself may have put there
    assert seen[1] is None
    assert seen[2:6] == ["1", "two", True, None]
    assert {"a", "b"} <= set(seen[6])
    assert seen[7] == len(seen[6])
    assert seen[8:] == [None, None, 0]
    assert page.evaluate("localStorage.getItem('of the site')") == "x"
