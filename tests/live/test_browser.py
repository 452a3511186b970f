"""Live pipes as visitors see them: real daphne processes, real browsers."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.live import asgi_process
from tests.live.asgi_process import serve
from tests.live.sockets import poke
from tests.server_process import free_port

PATIENCE = 60_000  # milliseconds for what waits for a process
CURVE = "#curve .scatterlayer .point"


@pytest.fixture(scope="module")
def site():
    with serve() as url:
        yield url


@pytest.fixture
def sockets(page: Page) -> list[str]:
    """The websockets that the page and its frames open."""
    opened: list[str] = []
    page.on("websocket", lambda socket: opened.append(socket.url))
    return opened


@pytest.fixture
def console(page: Page) -> list[str]:
    lines: list[str] = []
    page.on("console", lambda line: lines.append(line.text) if line.type in {"error", "warning"} else None)
    return lines


def expect_live(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("data-dash-pipes", "live", timeout=PATIENCE)


def expect_heard(place, value) -> None:
    expect(place.locator("#heard")).to_have_text(f"heard {value}")
    expect(place.locator("#clientside")).to_have_text(f"clientside {json.dumps(value)}")


FRAMES = "frames=Hearing One&frames=Hearing Two&frames=Hearing Old"
DIRECT = "direct=Hearing One&direct=Hearing Two"


@pytest.mark.parametrize("tag", ["", "&tag"])
def test_all_apps_of_a_page_share_one_websocket(page, site, sockets, console, tag):
    page.goto(f"{site}/page/?{FRAMES}&{DIRECT}{tag}")
    frames = [page.frame_locator("iframe").nth(number) for number in range(3)]
    places = [*frames, page.locator("dash-app").nth(0), page.locator("dash-app").nth(1)]
    for place in places:
        expect(place.locator("#heard")).to_have_text("heard None")
    expect_live(page)
    poke(site, "other", label="unheard")
    for value in (1, 2):
        poke(site, value)
        for place in places:
            expect_heard(place, value)
            expect(place.locator(CURVE)).to_have_count(value)
    assert sockets == [f"ws{site[4:]}/dpd/ws/channel"]
    assert console == []


def test_an_app_opened_alone_is_live_too(page, site, sockets, console):
    page.goto(f"{site}/dash/app/hearing-one/")
    expect(page.locator("#heard")).to_have_text("heard None")
    expect_live(page)
    poke(site, 7)
    expect_heard(page, 7)
    assert len(sockets) == 1
    assert console == []


def test_a_pipe_that_comes_late_gets_the_last_value(page, site):
    page.goto(f"{site}/page/?frames=Hearing One&tag")
    frame = page.frame_locator("iframe")
    expect(frame.locator("#heard")).to_have_text("heard None")
    expect_live(page)
    poke(site, "early")
    expect_heard(frame, "early")
    frame.get_by_role("button", name="Late").click()
    expect(frame.locator("#heard-late")).to_have_text('late "early"')


def test_the_predecessors_pipe_is_live_with_the_tag(page, site, sockets):
    page.goto(f"{site}/page/?frames=Hearing Old&tag")
    frame = page.frame_locator("iframe")
    expect(frame.locator("#heard")).to_have_text("heard None")
    expect_live(page)
    poke(site, 3)
    expect_heard(frame, 3)
    assert len(sockets) == 1


def test_a_refused_channel_does_not_keep_the_others_from_being_live(page, site):
    with page.expect_console_message(lambda message: "dpd-user-5" in str(message.args)):
        page.goto(f"{site}/page/?frames=Hearing Secret&frames=Hearing One&tag")
    frame = page.frame_locator("iframe").nth(1)
    expect(frame.locator("#heard")).to_have_text("heard None")
    expect_live(page)
    poke(site, "secret", channel="dpd-user-5")
    poke(site, 4)
    expect_heard(frame, 4)
    expect(page.frame_locator("iframe").nth(0).locator("#heard")).to_have_text("heard None")


def test_frames_that_are_removed_and_come_anew_leave_nothing_behind(page, site, sockets):
    page.goto(f"{site}/page/?frames=Hearing One&frames=Hearing Two&tag")
    for number in range(2):
        expect(page.frame_locator("iframe").nth(number).locator("#heard")).to_have_text("heard None")
    page.locator("dash-frame").nth(0).evaluate("frame => frame.remove()")
    frame = page.frame(url=lambda url: "hearing-two" in url)
    with page.expect_event("framenavigated", lambda navigated: navigated == frame):
        frame.evaluate("location.reload()")
    poke(site, 5)  # while the frame loads: it is kept for it
    expect_heard(frame, 5)
    poke(site, 6)
    expect_heard(frame, 6)
    assert len(sockets) == 1


def test_a_server_that_restarts_is_found_again_and_the_page_says_when_it_is_gone(page):
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    process = asgi_process.start(port)
    try:
        page.goto(f"{site}/page/?frames=Hearing One&tag")
        frame = page.frame_locator("iframe")
        expect(frame.locator("#heard")).to_have_text("heard None")
        expect_live(page)
        asgi_process.end(process)
        expect(page.get_by_role("status")).to_have_text("No live updates at the moment.")
        expect(page.locator("html")).to_have_attribute("data-dash-pipes", "offline")
        process = asgi_process.start(port)
        expect_live(page)
        expect(page.get_by_role("status")).to_have_count(0)
        poke(site, "again")
        expect_heard(frame, "again")
    finally:
        asgi_process.end(process)
