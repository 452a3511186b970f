"""The same file on Flask with ``Dash`` and on Django with ``DjangoDash``: the same steps give the same DOM."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import twins
from tests.server_process import free_port, listening
from tests.site_process import PROJECT, environment

START = 60  # seconds for a process to start
OTHER_WORDS = [
    (r"/dash/app/\w+/", "/"),  # where the app is
    (r"\b(clip|legend|topdefs-|defs-|modebar-|trace|b)[0-9a-f]{6}", r"\1"),  # plotly's, made anew for each chart
    (r"(radix|react-aria)[-:\w]*", r"\1"),
    (r"cell-\d+-\d+-\w+|dash-[0-9a-f-]{8,}", "id"),
]


def basic_callbacks(page: Page) -> None:
    expect(page.locator("#plan")).to_have_text("1 x Lyon")
    page.get_by_text("Japan").click()
    expect(page.locator("#plan")).to_have_text("1 x Kyoto")
    page.get_by_text("Tokyo").click()
    page.locator("#visits").fill("3")
    expect(page.locator("#plan")).to_have_text("3 x Tokyo")
    for clicks in (1, 2):
        page.get_by_role("button", name="Book").click()
        expect(page.locator("#booked")).to_have_text(f"Tokyo, booked {clicks} times")


def cross_filtering(page: Page) -> None:
    expect(page.locator("#told")).to_have_text("chosen: None")
    expect(page.locator("#right .bars path")).to_have_count(4)
    page.locator("#left .points path").nth(2).hover(force=True)
    page.mouse.down()
    page.mouse.up()
    expect(page.locator("#told")).to_have_text("chosen: 2")
    page.mouse.move(0, 0)
    expect(page.locator("#left .hoverlayer > *")).to_have_count(0)


def data_table(page: Page) -> None:
    expect(page.locator("#sum")).to_have_text("9 in 3 rows")
    page.locator("td[data-dash-column=count]").first.click()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(page.locator("#sum")).to_have_text("13 in 3 rows")
    page.locator("td.dash-delete-cell").nth(2).click()
    expect(page.locator("#sum")).to_have_text("12 in 2 rows")


def pattern_matching(page: Page) -> None:
    for number, text in enumerate(("wash", "dry"), 1):
        page.locator("#new").fill(text)
        page.get_by_role("button", name="Add").click()
        expect(page.locator("#open")).to_have_text(f"{number} of {number} open")
        expect(page.locator("#new")).to_have_value("")
    page.locator("li input[type=checkbox]").first.check()
    expect(page.locator("#open")).to_have_text("1 of 2 open")
    expect(page.get_by_text("wash")).to_have_css("text-decoration-line", "line-through")


def pages(page: Page) -> None:
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Home")
    page.get_by_role("link", name="Item 7").click()
    expect(heading).to_have_text("Item 7, red")
    expect(page).to_have_title("Item 7")
    page.reload()
    expect(heading).to_have_text("Item 7, red")
    page.get_by_role("link", name="Nowhere").click()
    expect(heading).to_have_text("404 - Page not found")
    page.go_back()
    expect(heading).to_have_text("Item 7, red")


def clientside(page: Page) -> None:
    expect(page.locator("#told")).to_have_text("told abc")
    page.locator("#text").fill("defg")
    expect(page.locator("#upper")).to_have_text("DEFG")
    expect(page.locator("#length")).to_have_text("4")
    expect(page.locator("#told")).to_have_text("told defg")


def partial_updates(page: Page) -> None:
    expect(page.locator(".bars path")).to_have_count(2)
    page.get_by_role("button", name="Longer").click()
    expect(page.locator(".bars path")).to_have_count(3)
    expect(page.locator("#told")).to_have_text("unchanged")
    page.get_by_role("button", name="Redder").click()
    expect(page.locator("#told")).to_have_text("red")
    expect(page.locator(".bars path").first).to_have_css("fill", "rgb(192, 57, 43)")


def store(page: Page) -> None:
    for told in ("1 1 1", "2 2 2"):
        page.get_by_role("button", name="Count").click()
        expect(page.locator("#told")).to_have_text(told)
    page.locator("#name").fill("Ada")
    page.locator("#name").press("Tab")
    page.reload()
    expect(page.locator("#told")).to_have_text("None 2 2")
    expect(page.locator("#name")).to_have_value("Ada")


def uploads_and_downloads(page: Page) -> None:
    file = {"name": "three.txt", "mimeType": "text/plain", "buffer": b"1\n2\n3\n"}
    page.locator("input[type=file]").set_input_files(file)
    expect(page.locator("#told")).to_have_text("three.txt: 3 lines")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == "told.txt"
    assert Path(download.value.path()).read_text() == "<three.txt: 3 lines>"


def async_and_set_props(page: Page) -> None:
    expect(page.locator("#square")).to_have_text("4")
    expect(page.locator("#seen")).to_have_text("seen 2")
    page.locator("#number").fill("x")
    expect(page.locator("#error")).to_contain_text("failed: invalid literal")
    page.locator("#number").fill("12")
    expect(page.locator("#square")).to_have_text("144")
    expect(page.locator("#seen")).to_have_text("seen 12")


def background(page: Page) -> None:
    expect(page.locator("#greeting")).to_have_text("Hello Ada")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("#side")).to_have_text("1 times")
    page.locator("#name").fill("Grace")
    expect(page.locator("#letters")).to_have_text("5")
    page.get_by_role("button", name="Last for ever").click()
    expect(page.locator("#endless")).to_have_attribute("title", "running")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#endless")).to_have_attribute("title", "idle")
    expect(page.get_by_role("button", name="Last for ever")).to_be_enabled()
    page.locator("#name").fill("")
    expect(page.locator("#error")).to_contain_text("nobody is there")
    expect(page.get_by_role("button", name="Begin")).to_be_enabled()
    expect(page.locator("#bar")).to_have_attribute("value", "0")


STEPS: list[Callable[[Page], None]] = [
    basic_callbacks,
    cross_filtering,
    data_table,
    pattern_matching,
    pages,
    clientside,
    partial_updates,
    store,
    uploads_and_downloads,
    async_and_set_props,
    background,
]


def serving(kind: str, port: int, *topics: str) -> list[str]:
    return [sys.executable, "-m", f"{twins.__name__}.serve", kind, str(port), *topics]


@pytest.fixture(scope="module")
def django_site() -> Iterator[str]:
    """All apps in one site."""
    port = free_port()
    topics = [steps.__name__ for steps in STEPS]
    variables = environment(f"{twins.__name__}.settings")
    with listening(serving("django", port, *topics), port, START, cwd=PROJECT, env=variables):
        yield f"http://127.0.0.1:{port}/dash/app"


def dom(page: Page) -> list[str]:
    """What a visitor's browser has made of the app, tag by tag, without what differs from run to run."""
    expect(page.locator("[data-dash-is-loading]")).to_have_count(0)
    text = str(page.locator("#react-entry-point").inner_html())
    for pattern, word in OTHER_WORDS:
        text = re.sub(pattern, word, text)
    return re.split("(?=<)", text)


@pytest.mark.parametrize("steps", STEPS, ids=lambda steps: steps.__name__)
def test_the_same_steps_give_the_same_dom(new_page, django_site, steps):
    topic, port = steps.__name__, free_port()
    with listening(serving("flask", port, topic), port, START, cwd=PROJECT):
        on_flask, on_django = new_page(), new_page()
        on_flask.goto(f"http://127.0.0.1:{port}/")
        on_django.goto(f"{django_site}/{topic}/")
        for page in (on_flask, on_django):
            steps(page)
        expected = dom(on_flask)
        assert len(expected) > 5
        assert dom(on_django) == expected
