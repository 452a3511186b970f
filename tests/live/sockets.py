"""Open the websocket of live pipes: inside the test's own event loop, and that of a site in another process."""

import contextlib
import json
import urllib.request
from collections.abc import Iterator
from contextlib import asynccontextmanager
from typing import Any

from channels.testing import WebsocketCommunicator
from websockets import ConnectionClosed, Origin
from websockets.sync.client import connect

from django_plotly_dash.routing import application
from tests.live.channel import CHANNEL, LABEL

PATH = "/dpd/ws/channel"
HEADERS = [(b"host", b"testserver"), (b"origin", b"http://testserver")]


class Socket(WebsocketCommunicator):
    def __init__(self, path=PATH, headers=HEADERS, app=application, **scope):
        super().__init__(app, path, headers)
        self.scope.update(scope)

    async def subscribe(self, *channels):
        await self.send_json_to({"type": "subscribe", "channels": list(channels)})
        answer = await self.receive_json_from()
        assert answer["type"] == "subscribed"

    async def close_code(self):
        """The code with which the server closes, after whatever it still sends."""
        while True:
            output = await self.receive_output()
            if output["type"] == "websocket.close":
                return output["code"]
            self.last_text = json.loads(output["text"])


@asynccontextmanager
async def socket(*channels, **arguments):
    """A socket that listens to channels; ended with the block."""
    opened = Socket(**arguments)
    is_open, code = await opened.connect()
    assert is_open, code
    if channels:
        await opened.subscribe(*channels)
    try:
        yield opened
    finally:
        await opened.disconnect()


class LiveSocket:
    """The websocket of a page of a site that runs in a process of its own."""

    def __init__(self, connection: Any, *channels: str) -> None:
        self._socket = connection
        if channels:
            self.send(type="subscribe", channels=list(channels))
            while self._next().get("type") != "subscribed":
                continue

    def _next(self, seconds: float = 60) -> Any:
        return json.loads(self._socket.recv(timeout=seconds))

    def send(self, **message: Any) -> None:
        self.send_raw(json.dumps(message))

    def send_raw(self, message: str | bytes) -> None:
        self._socket.send(message)

    def receive(self, seconds: float = 60) -> Any:
        """The next message of a channel; what else the server says is answered as pages answer it."""
        while True:
            message = self._next(seconds)
            if message.get("type") == "ack":
                self.send(**message)
            elif "channel_name" in message:
                return message

    def close_code(self, seconds: float = 60) -> int:
        """The code with which the server closes, after whatever it still sends; 1006 where it says none."""
        while True:
            try:
                self._socket.recv(timeout=seconds)
            except ConnectionClosed as closed:
                return int(closed.rcvd.code) if closed.rcvd else 1006


@contextlib.contextmanager
def live_socket(site: str, *channels: str, **options: Any) -> Iterator[LiveSocket]:
    """A socket of a running site that listens to channels; closed with the block."""
    with connect(f"ws{site.removeprefix('http')}{PATH}", origin=Origin(site), **options) as connection:
        yield LiveSocket(connection, *channels)


def poke(site: str, value: Any, label: str = LABEL, channel: str = CHANNEL) -> None:
    """Send a message through the endpoint of a running site."""
    body = json.dumps({"channel_name": channel, "label": label, "value": value}).encode()
    request = urllib.request.Request(f"{site}/dpd/views/poke/", body, {"Authorization": "Bearer secret"})
    urllib.request.urlopen(request, timeout=30).close()
