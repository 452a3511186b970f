"""Delivers messages of the channel layer to websockets, with one subscription per process and channel.

Each process regularly sends a message, its beat, to itself to see whether the layer still delivers: a Redis that was
restarted has lost the subscriptions, and its client reconnects without an error.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Iterable
from typing import Any, Protocol

try:
    from channels.layers import InMemoryChannelLayer, get_channel_layer
except ImportError as error:
    raise ImportError("Live pipes need Channels: pip install 'dpd-wagtail[live]'") from error

from django_plotly_dash.pipes.messages import PipeUnavailable, group_of

logger = logging.getLogger("django_plotly_dash.pipes")

_BEAT = 1.0  # seconds between two beats, and how long to wait for one
_PATIENCE = 5.0  # seconds that the layer has to take a message or all subscriptions
_BEATS_PER_RENEWAL = 3600  # subscriptions expire after a day by default

# Set once this process serves websockets of live pipes.
sockets_are_served = threading.Event()


class Listener(Protocol):
    """A websocket that listens to channels."""

    def deliver(self, text: str) -> None:
        """Send a message to the page; must neither block nor raise."""

    def tell(self, live: bool) -> None:
        """Tell the page whether messages arrive from the channel layer."""


class Fanout:
    """The websockets of one event loop, by the channels to which they listen."""

    def __init__(self, layer: Any) -> None:
        self.loop = asyncio.get_running_loop()
        self.live = True
        self._layer = layer
        self._in_memory = isinstance(layer, InMemoryChannelLayer)
        self._listeners: dict[str, set[Listener]] = {}
        self._joined: set[str] = set()
        self._lock = asyncio.Lock()
        self._name = ""
        self._heard = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def subscribe(self, channel_name: str, listener: Listener) -> None:
        """Subscribe a websocket to a channel; if the layer does not answer, messages arrive once it does."""
        self._listeners.setdefault(channel_name, set()).add(listener)
        await self._settle(channel_name)

    async def unsubscribe(self, channel_names: Iterable[str], listener: Listener) -> None:
        """Unsubscribe a websocket from channels, also if the call is cancelled."""
        left = []
        for name in channel_names:
            listeners = self._listeners.get(name, set())
            listeners.discard(listener)
            if not listeners and self._listeners.pop(name, None) is not None:
                left.append(name)
        if not self._listeners:
            self._end()
        for name in left:
            await self._settle(name)

    def deliver(self, channel_name: str, text: str) -> None:
        """Send a message to the websockets that listen to its channel."""
        for listener in tuple(self._listeners.get(channel_name, ())):
            listener.deliver(text)

    # The channel layer ----------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        if not self._tasks:
            self._tasks = [self.loop.create_task(self._receive()), self.loop.create_task(self._watch())]

    def _end(self) -> None:
        with _fanouts_lock:
            if _fanouts.get(self.loop) is self:
                del _fanouts[self.loop]
        for task in self._tasks:
            task.cancel()
        self._tasks = []

    async def _settle(self, channel_name: str) -> None:
        """Subscribe the process to a channel, or unsubscribe it, as its websockets need; later if the layer is down."""
        if self._in_memory:  # publish() calls deliver() itself
            return
        async with self._lock:
            wanted = channel_name in self._listeners
            if wanted and not self._name:
                self._name = await self._layer.new_channel()
            if wanted:
                self._begin()
            if not self.live or wanted == (channel_name in self._joined):
                return
            try:
                async with asyncio.timeout(_PATIENCE):
                    if wanted:
                        await self._layer.group_add(group_of(channel_name), self._name)
                        self._joined.add(channel_name)
                    else:
                        self._joined.discard(channel_name)
                        await self._layer.group_discard(group_of(channel_name), self._name)
            except Exception as error:
                self._set_live(False, error)

    async def _join_all(self) -> None:
        async with self._lock, asyncio.timeout(_PATIENCE):
            wanted = set(self._listeners)
            for group in (self._own_group, *map(group_of, wanted)):
                await self._layer.group_add(group, self._name)
            self._joined = wanted

    @property
    def _own_group(self) -> str:
        return group_of(f"beat of {self._name}")

    async def _receive(self) -> None:
        while True:
            try:
                message = await self._layer.receive(self._name)
            except Exception as error:
                self._set_live(False, error)
                await asyncio.sleep(_BEAT / 2)
                continue
            # Under load the beat is queued behind other messages, which show as well that the layer delivers.
            self._heard.set()
            if message["type"] != "pipe.beat":
                self.deliver(message["channel_name"], message["text"])

    async def _watch(self) -> None:
        beats = 0
        while True:
            try:
                if not self.live or beats % _BEATS_PER_RENEWAL == 0:
                    await self._join_all()
                self._heard.clear()
                async with asyncio.timeout(_BEAT):
                    await self._layer.group_send(self._own_group, {"type": "pipe.beat"})
                    await self._heard.wait()
            except Exception as error:
                self._set_live(False, error)
            else:
                self._set_live(True)
            beats += 1
            await asyncio.sleep(_BEAT)

    def _set_live(self, live: bool, error: Exception | None = None) -> None:
        if live is self.live:
            return
        self.live = live
        if live:
            logger.warning("The channel layer delivers messages again")
        else:
            logger.error("The channel layer delivers no messages; websockets stay open and wait for it: %r", error)
        for listener in set().union(*self._listeners.values()):
            listener.tell(live)


_fanouts: dict[asyncio.AbstractEventLoop, Fanout] = {}
_fanouts_lock = threading.Lock()


def fanout() -> Fanout:
    """Return the fan-out of the running event loop.

    Raises:
        PipeUnavailable: the site has no channel layer.
    """
    loop = asyncio.get_running_loop()
    with _fanouts_lock:
        for other in [other for other in _fanouts if other.is_closed()]:
            del _fanouts[other]
        if loop not in _fanouts:
            _fanouts[loop] = Fanout(_layer())
        return _fanouts[loop]


def _layer() -> Any:
    layer = get_channel_layer()
    if layer is None:
        raise PipeUnavailable("Live pipes need a channel layer: set CHANNEL_LAYERS['default'] in the settings.")
    return layer


def stays_in_process() -> bool:
    """Return whether the channel layer cannot reach other processes.

    Raises:
        PipeUnavailable: the site has no channel layer.
    """
    return isinstance(_layer(), InMemoryChannelLayer)


async def publish(channel_name: str, text: str) -> None:
    """Send a message to all processes in which a websocket listens to a channel.

    Args:
        channel_name: the channel.
        text: the message in the form in which browsers get it.

    Raises:
        PipeUnavailable: there is no channel layer, or it does not take the message.
    """
    layer = _layer()
    if isinstance(layer, InMemoryChannelLayer):
        # Its queues belong to one event loop and lose messages beyond 100; this process is all that it could reach.
        with _fanouts_lock:
            others = list(_fanouts.values())
        for other in others:
            if other.loop is asyncio.get_running_loop():
                other.deliver(channel_name, text)
            else:
                with contextlib.suppress(RuntimeError):  # the loop has ended
                    other.loop.call_soon_threadsafe(other.deliver, channel_name, text)
        return
    try:
        async with asyncio.timeout(_PATIENCE):
            await layer.group_send(
                group_of(channel_name), {"type": "pipe.message", "channel_name": channel_name, "text": text}
            )
    except Exception as error:
        raise PipeUnavailable(
            f"The channel layer does not take a message for the channel {channel_name!r}: {error!r}. Is its server "
            "(CHANNEL_LAYERS in the settings) running?"
        ) from error
