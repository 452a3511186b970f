"""The websocket of live pipes: delivers messages to the Pipes of one page, and drops a browser that does not read."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import deque
from typing import Any

from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.http.origins import is_own_origin
from django_plotly_dash.pipes.access import may_listen
from django_plotly_dash.pipes.fanout import Fanout, fanout, sockets_are_served
from django_plotly_dash.pipes.messages import PipeUnavailable, is_name
from django_plotly_dash.pipes.sending import async_send_to_pipe_channel
from django_plotly_dash.websockets.close_codes import CloseCode
from django_plotly_dash.websockets.consumer import JSONObjectConsumer

logger = logging.getLogger("django_plotly_dash.pipes")

# What a lone half of a surrogate pair was read as: such a name would stand for other channels too.
_REPLACEMENT = "\ufffd"


class MessageConsumer(JSONObjectConsumer):
    """The websocket of one page, for all Pipes on it (``static/django_plotly_dash/pipe-hub.js``).

    It takes JSON objects with a ``type``: ``subscribe`` and ``unsubscribe`` with ``channels``, the predecessor's
    ``connection_triplet`` with ``channel_name``, ``ack`` in answer to an ``ack``, and ``publish`` with
    ``channel_name``, ``label`` and ``value`` where ``PLOTLY_DASH["ws_client_publish"]`` is on.
    """

    is_served = sockets_are_served
    limit_setting = "pipe_message_limit"
    logger = logger

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._limits = plotly_dash_settings()
        self._fanout: Fanout | None = None
        self._channels: set[str] = set()
        self._waiting: deque[str] = deque()
        self._writer: asyncio.Task[None] | None = None
        self._dropping: asyncio.Task[None] | None = None
        self._sent = self._acknowledged = self._asked = 0  # characters since the websocket was opened
        self._tokens, self._refilled = float(self._limits.pipe_rate_limit), time.monotonic()

    async def connect(self) -> None:
        """Accept pages of this site."""
        if not is_own_origin(self.scope["headers"]):
            await self.refuse_origin(CloseCode.FORBIDDEN)
            return
        try:
            self._fanout = fanout()
        except PipeUnavailable as error:
            await self.refuse(CloseCode.UNAVAILABLE, str(error))
            return
        await self.accept()

    async def prepare_close(self) -> None:
        """Drop the messages that still wait."""
        self._waiting.clear()
        if self._writer is not None:
            self._writer.cancel()

    async def clean_up(self) -> None:
        """Leave all channels."""
        await self.prepare_close()
        if self._fanout is not None:
            await self._fanout.unsubscribe(self._channels, self)

    # From the browser -----------------------------------------------------------------------------------------------

    async def receive_object(self, message: dict[str, Any]) -> None:
        """Handle a message; a wrong one, or one too many, closes the websocket."""
        if message.get("type") == "ack" and self._acknowledge(message.get("n")):
            return
        if self._has_token():
            await self._take(message)
        else:
            why = f"over {self._limits.pipe_rate_limit} messages a second (pipe_rate_limit)"
            await self.refuse(CloseCode.TOO_MANY_MESSAGES, why)

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
            await self.refuse(CloseCode.MALFORMED, f"a message of the unknown type {str(kind)[:40]!r}")
        elif not isinstance(names, list) or not all(is_name(name) and _REPLACEMENT not in name for name in names):
            await self.refuse(CloseCode.MALFORMED, f"a message of type {kind!r} without the names of channels")
        elif kind == "unsubscribe":
            left = self._channels.intersection(names)
            self._channels -= left
            if left and self._fanout is not None:
                await self._fanout.unsubscribe(left, self)
        else:
            await self._subscribe(dict.fromkeys(names))

    def _open_fanout(self) -> Fanout:
        # The fan-out of the process ends with its last subscription, which may have been the last one here.
        if self._fanout is None or not self._channels:
            self._fanout = fanout()
        return self._fanout

    async def _subscribe(self, names: dict[str, None]) -> None:
        new = [name for name in names if name not in self._channels]
        limit = self._limits.pipe_subscription_limit
        if len(self._channels) + len(new) > limit:
            await self.refuse(CloseCode.TOO_MANY_SUBSCRIPTIONS, f"over {limit} channels (pipe_subscription_limit)")
            return
        refused = [name for name in new if not await may_listen(name, self.scope)]
        if refused:
            # Tell the page which, so that it can listen to the others.
            await self.send(text_data=json.dumps({"type": "refused", "channels": refused}))
            await self.refuse(CloseCode.FORBIDDEN, f"the user may not listen to {', '.join(map(repr, refused))[:200]}")
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
            await self.refuse(CloseCode.FORBIDDEN, "browsers may not publish (PLOTLY_DASH['ws_client_publish'])")
        elif not (isinstance(name, str) and isinstance(label, str)) or "value" not in message:
            await self.refuse(CloseCode.MALFORMED, "a message of type 'publish' without channel_name, label and value")
        elif not await may_listen(name, self.scope):
            await self.refuse(CloseCode.FORBIDDEN, f"the user may not publish on {name[:200]!r}")
        else:
            try:
                await async_send_to_pipe_channel(name, label, message["value"])
            except (PipeUnavailable, TypeError, ValueError) as error:
                logger.error("A message from a browser was not published: %s", error)

    # To the browser -------------------------------------------------------------------------------------------------

    def deliver(self, text: str) -> None:
        """Send a message, in the order of the calls; drop a browser that does not read."""
        if self.is_closed or self._dropping is not None:
            return
        self._put(text)
        limit = self._limits.pipe_queue_limit
        if self._sent - self._acknowledged > limit:
            refuse = self.refuse(CloseCode.NOT_READING, f"over {limit} characters not read (pipe_queue_limit)")
            self._dropping = asyncio.get_running_loop().create_task(refuse)
        elif self._sent - self._asked > limit // 8:
            # The server may buffer all that it is given: only the browser knows what has arrived.
            self._asked = self._sent
            self._put(json.dumps({"type": "ack", "n": self._asked}))

    def tell(self, live: bool) -> None:
        """Tell the page whether messages arrive from the channel layer."""
        self._put(json.dumps({"type": "status", "live": live}))

    def _put(self, text: str) -> None:
        self._waiting.append(text)
        self._sent += len(text)
        if self._writer is None and not self.is_closed:
            self._writer = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        try:
            while self._waiting:
                await self.send(text_data=self._waiting.popleft())
        except Exception as error:  # the browser has gone, which Channels reports as an event
            logger.debug("A message could not be sent over a websocket: %r", error)
            self._waiting.clear()
        finally:
            self._writer = None

    def _acknowledge(self, read: Any) -> bool:
        """Note how far the browser has read; return False if it was not asked."""
        if type(read) is not int or not self._acknowledged < read <= self._asked:
            return False
        self._acknowledged = read
        return True
