"""The websocket of live pipes: it hands messages to the Pipes of one page, and drops a browser that does not read."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import deque
from typing import Any

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer

from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.http.origins import header, is_own_origin
from django_plotly_dash.pipes.access import may_listen
from django_plotly_dash.pipes.fanout import Fanout, fanout, sockets_are_served
from django_plotly_dash.pipes.messages import PipeUnavailable, is_name
from django_plotly_dash.pipes.sending import async_send_to_pipe_channel

logger = logging.getLogger("django_plotly_dash.pipes")

# Close codes of the websocket. Servers send no others than 1000 and those from 3000 on.
MALFORMED = 4400
REFUSED = 4403
TOO_SLOW = 4408
TOO_MANY_SUBSCRIPTIONS = 4409
TOO_LARGE = 4413
BINARY = 4415
TOO_MANY_MESSAGES = 4429
UNAVAILABLE = 4503


class MessageConsumer(AsyncWebsocketConsumer):
    """The websocket of one browser page, for all Pipes on it (``static/django_plotly_dash/pipe-hub.js``).

    It takes JSON objects with a ``type``: ``subscribe`` and ``unsubscribe`` with ``channels``, the predecessor's
    ``connection_triplet`` with ``channel_name``, ``ack`` in answer to an ``ack``, and ``publish`` with
    ``channel_name``, ``label`` and ``value`` where ``PLOTLY_DASH["ws_client_publish"]`` is on.
    """

    # A layer for each socket would be a subscription for each socket.
    channel_layer_alias = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._limits = plotly_dash_settings()
        self._fanout: Fanout | None = None
        self._channels: set[str] = set()
        self._waiting: deque[str] = deque()
        self._writer: asyncio.Task[None] | None = None
        self._dropping: asyncio.Task[None] | None = None
        self._is_closed = False
        self._sent = self._acknowledged = self._asked = 0  # characters since the socket was opened
        self._tokens, self._refilled = float(self._limits.pipe_rate_limit), time.monotonic()

    @classmethod
    def as_asgi(cls, **initkwargs: Any) -> Any:
        """Return the ASGI application; from then on this process is one that has websockets."""
        sockets_are_served.set()
        return super().as_asgi(**initkwargs)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve the socket to its end, however it ends."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._stop()
            if self._fanout is not None:
                await self._fanout.unsubscribe(self._channels, self)

    async def dispatch(self, message: Any) -> None:
        """Handle an event without the detour through a thread that looks after database connections each time."""
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        """Let pages of this site in."""
        headers = self.scope["headers"]
        if not is_own_origin(headers):
            await self._refuse(REFUSED, f"the origin {header(headers, b'origin')!r} is not in ALLOWED_HOSTS")
            return
        try:
            self._fanout = fanout()
        except PipeUnavailable as error:
            await self._refuse(UNAVAILABLE, str(error))
            return
        await self.accept()

    async def _refuse(self, code: int, why: str) -> None:
        if self._is_closed:
            return
        self._stop()
        peer = (self.scope.get("client") or ["unknown"])[0]
        logger.warning("Websocket of %s (user %s) closed with %d: %s", peer, self.scope.get("user"), code, why)
        await self.close(code)

    def _stop(self) -> None:
        self._is_closed = True
        self._waiting.clear()
        if self._writer is not None:
            self._writer.cancel()

    # From the browser -----------------------------------------------------------------------------------------------

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Take one message of the browser; a bad one ends the socket."""
        if self._is_closed:
            return
        if text_data is None:
            await self._refuse(BINARY, "a binary message")
            return
        if len(text_data) > self._limits.pipe_message_limit:
            await self._refuse(TOO_LARGE, f"a message of {len(text_data)} characters (pipe_message_limit)")
            return
        try:
            message = json.loads(text_data)
        except (ValueError, RecursionError):
            message = None
        if not isinstance(message, dict):
            await self._refuse(MALFORMED, "a message that is no JSON object")
        elif message.get("type") == "ack" and self._acknowledge(message.get("n")):
            return
        elif not self._has_token():
            await self._refuse(TOO_MANY_MESSAGES, f"over {self._limits.pipe_rate_limit} messages a second")
        else:
            await self._take(message)

    def _has_token(self) -> bool:
        now, rate = time.monotonic(), self._limits.pipe_rate_limit
        self._tokens = min(rate, self._tokens + (now - self._refilled) * rate) - 1
        self._refilled = now
        return self._tokens >= 0

    async def _take(self, message: dict[str, Any]) -> None:
        kind = message.get("type")
        names = [message.get("channel_name")] if kind == "connection_triplet" else message.get("channels")
        if kind == "publish":
            await self._publish(message)
        elif kind not in ("subscribe", "unsubscribe", "connection_triplet"):
            await self._refuse(MALFORMED, f"a message of the unknown type {str(kind)[:40]!r}")
        elif not isinstance(names, list) or not all(map(is_name, names)):
            await self._refuse(MALFORMED, f"a message of type {kind!r} without names of channels")
        elif kind == "unsubscribe":
            left = self._channels.intersection(names)
            self._channels -= left
            if left and self._fanout is not None:
                await self._fanout.unsubscribe(left, self)
        else:
            await self._subscribe(dict.fromkeys(names))

    def _open_fanout(self) -> Fanout:
        # The last subscription that went took the process's fan-out with it.
        if self._fanout is None or not self._channels:
            self._fanout = fanout()
        return self._fanout

    async def _subscribe(self, names: dict[str, None]) -> None:
        new = [name for name in names if name not in self._channels]
        limit = self._limits.pipe_subscription_limit
        if len(self._channels) + len(new) > limit:
            await self._refuse(TOO_MANY_SUBSCRIPTIONS, f"over {limit} channels (pipe_subscription_limit)")
            return
        refused = [name for name in new if not await may_listen(name, self.scope)]
        if refused:
            # The page is told which, so that it can listen to the others.
            await self.send(text_data=json.dumps({"type": "refused", "channels": refused}))
            await self._refuse(REFUSED, f"not allowed to listen to {', '.join(map(repr, refused))[:200]}")
            return
        for name in new:
            listening = self._open_fanout()
            self._channels.add(name)
            await listening.subscribe(name, self)
        if new:
            live = self._open_fanout().live
            self._put(json.dumps({"type": "subscribed", "channels": new, "live": live}))

    async def _publish(self, message: dict[str, Any]) -> None:
        name, label = message.get("channel_name"), message.get("label")
        if not self._limits.ws_client_publish:
            await self._refuse(REFUSED, "browsers may not publish (PLOTLY_DASH['ws_client_publish'])")
        elif not (isinstance(name, str) and isinstance(label, str)) or "value" not in message:
            await self._refuse(MALFORMED, "a message of type 'publish' without channel_name, label and value")
        elif not await may_listen(name, self.scope):
            await self._refuse(REFUSED, f"not allowed to publish on {name[:200]!r}")
        else:
            try:
                await async_send_to_pipe_channel(name, label, message["value"])
            except (PipeUnavailable, TypeError, ValueError) as error:
                logger.error("A message of a browser was not published: %s", error)

    # To the browser -------------------------------------------------------------------------------------------------

    def deliver(self, text: str) -> None:
        """Send a message, in the order of calls; a browser that does not read is dropped."""
        if self._is_closed or self._dropping is not None:
            return
        self._put(text)
        limit = self._limits.pipe_queue_limit
        if self._sent - self._acknowledged > limit:
            refuse = self._refuse(TOO_SLOW, f"over {limit} characters not read (pipe_queue_limit)")
            self._dropping = asyncio.get_running_loop().create_task(refuse)
        elif self._sent - self._asked > limit // 8:
            # The server may buffer whatever it is given: only the browser knows what has arrived.
            self._asked = self._sent
            self._put(json.dumps({"type": "ack", "n": self._asked}))

    def tell(self, live: bool) -> None:
        """Tell the page whether messages arrive from the channel layer."""
        self._put(json.dumps({"type": "status", "live": live}))

    def _put(self, text: str) -> None:
        self._waiting.append(text)
        self._sent += len(text)
        if self._writer is None and not self._is_closed:
            self._writer = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        try:
            while self._waiting:
                await self.send(text_data=self._waiting.popleft())
        except Exception as error:  # the browser went away; the server tells the consumer so
            logger.debug("A websocket took no message: %r", error)
            self._waiting.clear()
        finally:
            self._writer = None

    def _acknowledge(self, read: Any) -> bool:
        """Note what has been read; say whether that was asked for."""
        if type(read) is not int or not self._acknowledged < read <= self._asked:
            return False
        self._acknowledged = read
        return True
