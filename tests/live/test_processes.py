"""Live pipes across processes: servers, browsers and Redis, each a process of its own."""

import contextlib
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect
from websockets import ConnectionClosed, WebSocketException

from django_plotly_dash.consumers import PipeUnavailable, send_to_pipe_channel
from tests import chromium
from tests.live.asgi_process import COMMANDS, serve
from tests.live.channel import CHANNEL, LABEL
from tests.live.sockets import live_socket, poke
from tests.redis_process import redis_process
from tests.server_process import free_port
from tests.site_process import gunicorn

PATIENCE = 60  # seconds
CURVE = "#curve .scatterlayer .point"


def wait_until(condition: Callable[[], object], what: str) -> float:
    """Wait, however slow the machine is, and return the seconds that it took."""
    begin = time.monotonic()
    while not condition():
        assert time.monotonic() < begin + PATIENCE, f"waited in vain for {what}"
        time.sleep(0.05)
    return time.monotonic() - begin


def status(url: str, body: bytes | None = None) -> int:
    request = urllib.request.Request(url, body, {"Authorization": "Bearer secret"})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


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


# Redis --------------------------------------------------------------------------------------------------------------


class Publisher(threading.Thread):
    """Publishes numbers from this process, 20 a second, and notes what becomes of each."""

    def __init__(self, count: int = 20 * 4 * PATIENCE) -> None:
        super().__init__(daemon=True)
        self.count, self.ended = count, threading.Event()
        self.sent: list[int] = []
        self.unavailable: list[int] = []
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            for number in range(self.count):
                try:
                    send_to_pipe_channel("load", "number", number)
                except PipeUnavailable:
                    self.unavailable.append(number)
                else:
                    self.sent.append(number)
                if self.ended.wait(1 / 20):
                    return
        except BaseException as error:
            self.error = error


class Reader(threading.Thread):
    """Listens as a page does, which opens its socket again, and notes what it hears."""

    def __init__(self, site: str, ended: threading.Event) -> None:
        super().__init__(daemon=True)
        self.site, self.ended = site, ended
        self.heard: list[int] = []
        self.closed = 0

    def run(self) -> None:
        while not self.ended.is_set():
            with contextlib.suppress(OSError, WebSocketException), live_socket(self.site, "load") as listening:
                while True:
                    self.heard.append(listening.receive(10 * PATIENCE)["value"])
            self.closed += 1
            self.ended.wait(0.1)


@pytest.mark.redis
@pytest.mark.timeout(600)
def test_redis_may_be_restarted_under_load(settings):
    port = free_port()
    url = f"redis://127.0.0.1:{port}/0"
    settings.CHANNEL_LAYERS = {
        "default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [url]}}
    }
    publisher = Publisher()
    message = b'{"channel_name": "load", "label": "other", "value": -1}'
    with ExitStack() as stack:
        redis = stack.enter_context(ExitStack())
        redis.enter_context(redis_process(port=port))
        sites = [stack.enter_context(serve(REDIS_URL=url)) for _ in range(2)]
        stack.callback(publisher.ended.set)
        readers = [Reader(site, publisher.ended) for site in sites for _ in range(3)]
        for thread in (*readers, publisher):
            thread.start()
        wait_until(lambda: all(len(reader.heard) >= 20 for reader in readers), "the first messages")

        redis.close()
        wait_until(lambda: len(publisher.unavailable) >= 40, "errors while Redis is gone")
        for site in sites:
            assert status(f"{site}/page/?frames=Hearing%20One") == 200
            assert status(f"{site}/dpd/views/poke/", message) == 503
        assert publisher.is_alive()

        redis.enter_context(redis_process(port=port))
        first = wait_until(lambda: publisher.sent[-1] > publisher.unavailable[-1], "a message that Redis takes")
        before = [len(reader.heard) for reader in readers]
        seconds = wait_until(
            lambda: all(len(reader.heard) >= had + 20 for reader, had in zip(readers, before, strict=True)),
            "messages after the restart",
        )
        closed = sum(reader.closed for reader in readers)
        print(
            f"Redis takes messages {first:.1f} s after it is back; {seconds:.1f} s later every socket has got 20. "
            f"{len(publisher.unavailable)} messages were refused, {closed} sockets closed."
        )
        for site in sites:
            assert status(f"{site}/page/?frames=Hearing%20One") == 200
            assert status(f"{site}/dpd/views/poke/", message) == 200
        publisher.ended.set()
        publisher.join(PATIENCE)
        assert publisher.error is None
        for reader in readers:
            numbers = [value for value in reader.heard if value != -1]
            assert numbers == sorted(set(numbers))
            assert set(numbers) <= set(publisher.sent)


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
