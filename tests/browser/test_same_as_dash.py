"""The same file on Flask with ``Dash`` and on Django with ``DjangoDash``: the same steps give the same DOM."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import twins
from tests.server_process import free_port, listening
from tests.site_process import PROJECT, environment

pytestmark = pytest.mark.once

# What a visitor does; at each ``yield`` the DOM is compared, and what is yielded with it.
Steps = Iterator[Any]
START = 60  # seconds for a process to start
OTHER_WORDS = [
    (r"/dash/app/\w+/", "/"),  # where the app is
    (r"\b(clip|legend|topdefs-|defs-|modebar-|trace|b)[0-9a-f]{6}", r"\1"),  # plotly's, made anew for each chart
    (r"(radix|react-aria)[-:\w]*", r"\1"),
    (r"cell-\d+-\d+-\w+|dash-[0-9a-f-]{8,}", "id"),
]


def basic_callbacks(page: Page) -> Steps:
    expect(page.locator("#plan")).to_have_text("1 x Lyon")
    yield
    page.get_by_text("Japan").click()
    expect(page.locator("#plan")).to_have_text("1 x Kyoto")
    yield
    page.get_by_text("Tokyo").click()
    page.locator("#visits").fill("3")
    expect(page.locator("#plan")).to_have_text("3 x Tokyo")
    for clicks in (1, 2):
        page.get_by_role("button", name="Book").click()
        expect(page.locator("#booked")).to_have_text(f"Tokyo, booked {clicks} times")
        yield


def cross_filtering(page: Page) -> Steps:
    expect(page.locator("#told")).to_have_text("clicked [], selected []")
    expect(page.locator("#right .bars path")).to_have_count(4)
    yield
    page.locator("#left .points path").nth(2).hover(force=True)
    page.mouse.down()
    page.mouse.up()
    expect(page.locator("#told")).to_have_text("clicked [2], selected []")
    leave(page, "#left")
    yield
    middle = page.locator("#middle .nsewdrag")
    middle.scroll_into_view_if_needed()
    box = middle.bounding_box()
    assert box
    # From the corner at the upper left to the middle: the points that stand there, and those alone.
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5, steps=5)
    page.mouse.up()
    expect(page.locator("#told")).to_have_text("clicked [2], selected [3]")
    leave(page, "#middle")
    yield
    page.mouse.dblclick(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.9)
    expect(page.locator("#told")).to_have_text("clicked [2], selected []")
    leave(page, "#middle")
    expect(page.locator("#middle .select-outline")).to_have_count(0)
    yield


def leave(page: Page, chart: str) -> None:
    """Move the mouse away from a chart, so that it shows no label of a point."""
    page.mouse.move(0, 0)
    expect(page.locator(f"{chart} .hoverlayer > *")).to_have_count(0)


def data_table(page: Page) -> Steps:
    seen, total = page.locator("#seen"), page.locator("#sum")
    expect(total).to_have_text("32 in 7 rows")
    expect(seen).to_have_text("page 0 of apples, pears, plums, figs, dates, limes, kiwis; at None")
    yield
    page.locator("td[data-dash-column=count]").first.click()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(total).to_have_text("36 in 7 rows")
    yield
    page.locator("th[data-dash-column=count] .column-header--sort").click()
    expect(seen).to_contain_text("page 0 of plums, dates, kiwis, pears, apples, figs, limes;")
    yield
    page.locator(".next-page").click()
    expect(seen).to_contain_text("page 1 of plums")
    expect(page.locator("td[data-dash-column=item]")).to_have_text(["apples", "figs", "limes"])
    yield
    page.locator("th[data-dash-column=item] input[type=text]").fill("p")
    page.keyboard.press("Enter")
    expect(seen).to_contain_text("of plums, pears, apples;")
    yield
    page.locator("td.dash-delete-cell").nth(1).click()
    expect(total).to_have_text("31 in 6 rows")
    expect(seen).to_contain_text("of plums, apples;")
    yield


def pattern_matching(page: Page) -> Steps:
    for number, text in enumerate(("wash", "dry"), 1):
        page.locator("#new").fill(text)
        page.get_by_role("button", name="Add").click()
        expect(page.locator("#open")).to_have_text(f"{number} of {number} open")
        expect(page.locator("#new")).to_have_value("")
        yield
    page.locator("li input[type=checkbox]").first.check()
    expect(page.locator("#open")).to_have_text("1 of 2 open")
    expect(page.get_by_text("wash")).to_have_css("text-decoration-line", "line-through")
    yield


def pages(page: Page) -> Steps:
    heading = page.get_by_role("heading", level=1)

    def seen(text: str, title: str) -> None:
        expect(heading).to_have_text(text)
        expect(page).to_have_title(title)

    seen("Home", "Home")
    yield
    page.get_by_role("link", name="Item 7").click()
    seen("Item 7, red", "Item 7")
    yield
    page.reload()
    seen("Item 7, red", "Item 7")
    yield
    page.get_by_role("link", name="Nowhere").click()
    expect(heading).to_have_text("404 - Page not found")
    yield
    page.go_back()
    seen("Item 7, red", "Item 7")
    page.go_back()
    seen("Home", "Home")
    yield
    page.go_forward()
    seen("Item 7, red", "Item 7")
    yield


def clientside(page: Page) -> Steps:
    expect(page.locator("#told")).to_have_text("told abc")
    yield
    page.locator("#text").fill("defg")
    expect(page.locator("#upper")).to_have_text("DEFG")
    expect(page.locator("#length")).to_have_text("4")
    expect(page.locator("#told")).to_have_text("told defg")
    yield


def partial_updates(page: Page) -> Steps:
    expect(page.locator(".bars path")).to_have_count(2)
    yield
    page.get_by_role("button", name="Longer").click()
    expect(page.locator(".bars path")).to_have_count(3)
    expect(page.locator("#told")).to_have_text("unchanged")
    yield
    page.get_by_role("button", name="Redder").click()
    expect(page.locator("#told")).to_have_text("red")
    expect(page.locator(".bars path").first).to_have_css("fill", "rgb(192, 57, 43)")
    yield


def store(page: Page) -> Steps:
    for told in ("1 1 1", "2 2 2"):
        page.get_by_role("button", name="Count").click()
        expect(page.locator("#told")).to_have_text(told)
        yield
    page.locator("#name").fill("Ada")
    page.locator("#name").press("Tab")
    page.reload()
    expect(page.locator("#told")).to_have_text("None 2 2")
    expect(page.locator("#name")).to_have_value("Ada")
    yield


def uploads_and_downloads(page: Page) -> Steps:
    content = b"1\n2\n\x00\xff\n"
    page.locator("input[type=file]").set_input_files(
        {"name": "three.bin", "mimeType": "application/octet-stream", "buffer": content}
    )
    expect(page.locator("#told")).to_have_text("three.bin: 3 lines, 7 bytes")
    yield
    given = {}
    for button in ("Download", "Give it back"):
        with page.expect_download() as download:
            page.get_by_role("button", name=button).click()
        given[download.value.suggested_filename] = Path(download.value.path()).read_bytes()
    assert given == {"told.txt": b"<three.bin: 3 lines, 7 bytes>", "same.bin": content}
    yield given


def async_and_set_props(page: Page) -> Steps:
    expect(page.locator("#square")).to_have_text("4")
    expect(page.locator("#seen")).to_have_text("seen 2")
    yield
    page.locator("#number").fill("x")
    expect(page.locator("#error")).to_contain_text("failed: invalid literal")
    yield
    page.locator("#number").fill("12")
    expect(page.locator("#square")).to_have_text("144")
    expect(page.locator("#seen")).to_have_text("seen 12")
    yield


def background(page: Page) -> Steps:
    expect(page.locator("#greeting")).to_have_text("Hello Ada")
    yield
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
    yield


STEPS: list[Callable[[Page], Steps]] = [
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
    expect(page.locator("[data-dash-is-loading], .dash-graph--pending")).to_have_count(0)
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
        compared = 0
        for on_one, on_other in zip(steps(on_flask), steps(on_django), strict=True):
            assert on_other == on_one
            expected = dom(on_flask)
            assert len(expected) > 5
            assert dom(on_django) == expected
            compared += 1
        assert compared
