"""Live pipes across processes: servers, browsers and Redis, each a process of its own."""

import contextlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect
from websockets import ConnectionClosed

from tests import chromium
from tests.live.asgi_process import COMMANDS, serve
from tests.live.channel import CHANNEL, LABEL
from tests.live.sockets import live_socket, poke
from tests.site_process import PATIENCE, gunicorn, status, wait_until

CURVE = "#curve .scatterlayer .point"


# Browsers -----------------------------------------------------------------------------------------------------------


def process_of(browser: Browser) -> int:
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    return next(process["id"] for process in processes if process["type"] == "browser")


@contextmanager
def page_of(browser: Browser) -> Iterator[Page]:
    """A page in which no script fails."""
    errors: list[str] = []
    page = browser.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.context.on("weberror", lambda weberror: errors.append(str(weberror.error)))
    yield page
    page.close()
    assert errors == []


@pytest.mark.redis
def test_a_click_in_one_browser_moves_the_curve_in_another_on_another_process(browser, redis_server):
    with ExitStack() as stack:
        here, there = (stack.enter_context(serve(REDIS_URL=redis_server)) for _ in range(2))
        other = chromium.launch(browser.browser_type)
        stack.callback(other.close)
        assert process_of(browser) != process_of(other)
        clicking, watching = (stack.enter_context(page_of(each)) for each in (browser, other))
        watching.goto(f"{there}/page/?frames=Hearing One&direct=Hearing One&direct=Hearing Two&tag")
        places = [watching.frame_locator("iframe"), *(watching.locator("dash-app").nth(number) for number in range(2))]
        patience = {"timeout": PATIENCE * 1000}
        for place in places:
            expect(place.locator("#heard")).to_have_text("heard None", **patience)
        expect(watching.locator("html")).to_have_attribute("data-dash-pipes", "live", **patience)
        clicking.goto(f"{here}/dash/app/publishing/")
        for clicks in (1, 2, 3):
            clicking.get_by_role("button", name="Send").click()
            expect(clicking.locator("#sent")).to_have_text(f"sent {clicks}", **patience)
            for place in places:
                expect(place.locator("#heard")).to_have_text(f"heard {clicks}", **patience)
                expect(place.locator("#clientside")).to_have_text(f"clientside {clicks}", **patience)
                expect(place.locator(CURVE)).to_have_count(clicks, **patience)


def test_a_page_goes_live_on_uvicorn(browser):
    with serve("uvicorn") as site, page_of(browser) as page:
        page.goto(f"{site}/page/?frames=Hearing One&direct=Hearing Two&tag")
        places = [page.frame_locator("iframe"), page.locator("dash-app")]
        for place in places:
            expect(place.locator("#heard")).to_have_text("heard None", timeout=PATIENCE * 1000)
        expect(page.locator("html")).to_have_attribute("data-dash-pipes", "live", timeout=PATIENCE * 1000)
        for value in (1, 2):
            poke(site, value)
            for place in places:
                expect(place.locator("#heard")).to_have_text(f"heard {value}", timeout=PATIENCE * 1000)
                expect(place.locator(CURVE)).to_have_count(value, timeout=PATIENCE * 1000)


# Limits -------------------------------------------------------------------------------------------------------------


class Site(NamedTuple):
    url: str
    log: Path


@pytest.fixture(scope="module", params=list(COMMANDS))
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    log = tmp_path_factory.mktemp("site") / "log"
    with serve(request.param, log=log) as url:
        yield Site(url, log)


def test_a_browser_that_does_not_read_is_dropped_and_the_others_get_all(site):
    with live_socket(site.url, CHANNEL) as one, live_socket(site.url, CHANNEL) as two:
        # A queue of its own would read for it.
        with live_socket(site.url, CHANNEL, max_queue=1, compression=None) as slow:
            for number in range(300):
                poke(site.url, [number, "x" * 20_000])
                assert one.receive()["value"][0] == two.receive()["value"][0] == number
            wait_until(lambda: "closed with 4408: over" in site.log.read_text(), "the end of the socket")
            # Daphne gives a browser a second to read up to the code.
            assert slow.close_code() in {4408, 1006}
        poke(site.url, "after")
        assert one.receive()["value"] == two.receive()["value"] == "after"


@pytest.mark.parametrize(
    ("message", "codes"),
    [
        ("x" * 300_000, {4413}),
        ("x" * 10_000_000, {4413, 1006}),  # Daphne cuts off what is longer than 1 MB before we see it.
        (b"\x00" * 300_000, {4415}),
    ],
    ids=["text", "long text", "bytes"],
)
def test_a_message_larger_than_the_limits_ends_its_socket_and_no_other(site, message, codes):
    with live_socket(site.url, CHANNEL) as other:
        with live_socket(site.url, CHANNEL, compression=None) as listening:
            with contextlib.suppress(ConnectionClosed):  # before all of it was sent
                listening.send_raw(message)
            assert listening.close_code() in codes
        poke(site.url, "after")
        assert other.receive() == {"channel_name": CHANNEL, "label": LABEL, "value": "after"}


@pytest.mark.parametrize("length", [300_000, 10_000_000])
def test_a_request_larger_than_the_limit_is_told_so(site, length):
    assert status(f"{site.url}/dpd/views/poke/", b"x" * length) == 413


def test_so_it_is_by_gunicorn():
    with gunicorn(DJANGO_SETTINGS_MODULE="tests.live.live_settings") as url:
        for length in (300_000, 10_000_000):
            assert status(f"{url}/dpd/views/poke/", b"x" * length) == 413
