"""Redis is restarted under load: sockets stay or come back, messages flow again, nobody else is harmed."""

import contextlib
import threading
from contextlib import ExitStack

import pytest
from websockets import WebSocketException

from django_plotly_dash.consumers import PipeUnavailable, send_to_pipe_channel
from tests.live.asgi_process import serve
from tests.live.sockets import live_socket
from tests.redis_process import redis_process
from tests.server_process import free_port
from tests.site_process import PATIENCE, status, wait_until


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
def test_redis_may_be_restarted_under_load(settings, figure):
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
        figure(
            f"Redis restarted under load: it takes messages {first:.1f} s after it is back, "
            f"{seconds:.1f} s later every socket has got 20; "
            f"{len(publisher.unavailable)} messages were refused with an error, {closed} sockets closed"
        )
        for site in sites:
            assert status(f"{site}/page/?frames=Hearing%20One") == 200
            # A process that finds out only now that its old connection has ended says 503 once more.
            wait_until(lambda site=site: status(f"{site}/dpd/views/poke/", message) == 200, "a message to be taken")
        publisher.ended.set()
        publisher.join(PATIENCE)
        assert publisher.error is None
        for reader in readers:
            numbers = [value for value in reader.heard if value != -1]
            assert numbers == sorted(set(numbers))
            assert set(numbers) <= set(publisher.sent)
