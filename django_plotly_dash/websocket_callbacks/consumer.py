"""The websocket of an app's callbacks (``websocket=True``, ``websocket_callbacks=True``), one for a page's mount.

Needs Channels, which the extra ``live`` installs. What runs a callback is Django itself, asked with each message
(``backend/django_request.py``); here is what the browser's ``dash-ws-worker.js`` speaks.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
import threading
from typing import Any
from weakref import WeakKeyDictionary

import janus
from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer

from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.http.json_body import BadBody, decode_json
from django_plotly_dash.http.origins import header, is_own_origin
from django_plotly_dash.mount.mount import resolve_prefix
from django_plotly_dash.registry.registry import registry
from django_plotly_dash.utils.base_app import BaseApp
from django_plotly_dash.utils.dash_private import FLUSH_SIGNAL, SHUTDOWN_SIGNAL, run_ws_sender, shutdown_ws_connection
from django_plotly_dash.websocket_callbacks.django_request import ask_django
from django_plotly_dash.websocket_callbacks.messages import failed, payload_of, response_message
from django_plotly_dash.websocket_callbacks.socket import CallbackSocket, SocketCall, callback_sockets_are_served

logger = logging.getLogger("django_plotly_dash.callback")

# Close codes. After 4001 the browser's worker opens no socket until the page has something to send; after any other
# but 1000 it opens one at once, with the cookies of then.
ENDED = 4001
FOREIGN = 4003
MALFORMED = 4400
REFUSED = 4401
GONE = 4404
TOO_LARGE = 4413
BINARY = 4415

_PATIENCE = 5.0  # seconds for a browser to read what is left

# Callbacks in threads that go on although their socket is closed.
_left_running: set[asyncio.Task[None]] = set()
_slots: WeakKeyDictionary[asyncio.AbstractEventLoop, WeakKeyDictionary[BaseApp, asyncio.Semaphore]] = (
    WeakKeyDictionary()
)


class CallbackConsumer(AsyncWebsocketConsumer):
    """The websocket at ``<prefix>_dash-ws-callback``.

    It takes JSON objects with a ``type``: ``callback_request`` with ``requestId``, ``rendererId`` and ``payload``,
    ``get_props_response`` with ``requestId`` and ``payload``, and ``heartbeat``.
    """

    channel_layer_alias = ""
    app: BaseApp

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._gone, self._left = threading.Event(), asyncio.Event()
        self._prefix = ""
        self._asked: dict[str, Any] = {}  # get_prop() of callbacks, by the id under which the page answers
        self._running: dict[str, asyncio.Future[None]] = {}
        self._in_threads: set[str] = set()
        self._beat: asyncio.Task[None] | None = None
        self._watch: asyncio.Task[None] | None = None
        self._queue: janus.Queue[str] | None = None
        self._sender: asyncio.Task[None] | None = None

    @classmethod
    def as_asgi(cls, **initkwargs: Any) -> Any:
        """Return the ASGI application; from then on pages of this process are told of it."""
        callback_sockets_are_served.set()
        return super().as_asgi(**initkwargs)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve the socket to its end, however it ends."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._end()

    async def dispatch(self, message: Any) -> None:
        """Handle an event without the detour through a thread that looks after database connections each time."""
        await getattr(self, get_handler_name(message))(message)

    # The socket -----------------------------------------------------------------------------------------------------

    async def connect(self) -> None:
        """Let in who may reach the app, from pages of this site, or of origins that the app allows."""
        origin = header(self.scope["headers"], b"origin")
        is_own = is_own_origin(self.scope["headers"])
        if not is_own and not any(origin in app._websocket_allowed_origins for app in registry.apps()):
            await self._close(FOREIGN, f"the origin {origin!r} is not in ALLOWED_HOSTS")
            return
        call = SocketCall()
        status, _body = await ask_django(self.scope, call)
        if call.app is None:
            if status < 500:
                # Told after the handshake alone, a browser learns the code.
                await self.accept()
            await self._close(ENDED if status in (401, 403) else GONE, f"Django answered {status}")
            return
        self.app, self._prefix = call.app, call.prefix
        if not is_own and origin not in self.app._websocket_allowed_origins:
            await self._close(FOREIGN, f"the origin {origin!r} is not in ALLOWED_HOSTS")
            return
        if await self._hooks_refuse("websocket_connect"):
            return
        await self.accept()
        self._queue = janus.Queue()
        self._sender = asyncio.create_task(run_ws_sender(self._send, self._queue, self.app._websocket_batch_delay or 0))

    async def _hooks_refuse(self, name: str, *arguments: Any) -> bool:
        """Ask Dash's hooks, which answer False or (code, reason) to refuse; close the socket if one does."""
        for hook in self.app._hooks.get_hooks(name):
            answer = hook(self, *arguments)
            if inspect.isawaitable(answer):
                answer = await answer
            if answer is False or isinstance(answer, tuple):
                code, reason = answer or (ENDED, "a hook refused it")
                await self._close(code, str(reason))
                return True
        return False

    async def _send(self, text: str) -> None:
        await self.send(text_data=resolve_prefix(text.encode(), self._prefix).decode())

    async def _close(self, code: int, why: str) -> None:
        if self._gone.is_set():
            return
        self._gone.set()
        self._left.set()
        if self._queue is not None and self._sender is not None:
            # What was answered before is sent first, if the browser reads.
            self._queue.sync_q.put_nowait(SHUTDOWN_SIGNAL)
            await asyncio.wait({self._sender}, timeout=_PATIENCE)
        peer = (self.scope.get("client") or ["unknown"])[0]
        logger.warning("Websocket of %s at %s closed with %d: %s", peer, self.scope["path"], code, why)
        await self.close(code)

    async def _end(self) -> None:
        self._gone.set()
        self._left.set()
        judging = [task for task in (self._beat, self._watch) if task is not None]
        await asyncio.gather(*judging, return_exceptions=True)
        if self._queue is None or self._sender is None:
            return
        for request_id in self._in_threads:
            # A thread cannot be ended: its callback learns of it by ``ctx.websocket.is_shutdown``.
            task = self._running.pop(request_id, None)
            if isinstance(task, asyncio.Task):
                _left_running.add(task)
                task.add_done_callback(_left_running.discard)
        if self._running:
            # Django cancels the others; one that will not end is left.
            await asyncio.wait(self._running.values(), timeout=_PATIENCE)
        queue, self._queue = self._queue, None
        await shutdown_ws_connection(self._gone, self._asked, {}, queue, self._sender)

    # From the browser -----------------------------------------------------------------------------------------------

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Take one message of the browser; what is no message ends the socket."""
        if self._gone.is_set():
            return
        if text_data is None:
            await self._close(BINARY, "a binary message")
            return
        limit = plotly_dash_settings().callback_body_limit
        if len(text_data) > limit:
            await self._close(TOO_LARGE, f"a message of {len(text_data)} characters (callback_body_limit is {limit})")
            return
        try:
            message = decode_json(text_data.encode("utf-8", "surrogatepass"))
        except BadBody:
            message = None
        if not isinstance(message, dict):
            await self._close(MALFORMED, "a message that is no JSON object")
        elif not await self._hooks_refuse("websocket_message", message):
            await self._take(message)

    async def _take(self, message: dict[str, Any]) -> None:
        kind, request_id, renderer = message.get("type"), message.get("requestId"), message.get("rendererId", "")
        if kind == "heartbeat":
            if self._beat is None or self._beat.done():
                self._beat = asyncio.create_task(self._answer_heartbeat())
        elif kind == "callback_request":
            if not isinstance(request_id, str) or not isinstance(renderer, str):
                await self._close(MALFORMED, "a callback_request whose requestId or rendererId is no text")
            else:
                self._begin(request_id, renderer, message.get("payload"))
        elif kind == "get_props_response" and isinstance(request_id, str):
            answer = message.get("payload")
            _give(self._asked.get(request_id), answer if isinstance(answer, dict) else None)
        # Other types are for servers that know them.

    async def _answer_heartbeat(self) -> None:
        """Answer, as long as whoever has the socket may have it."""
        if await self._is_still_let_in():
            self._put('{"type": "heartbeat_ack"}')

    async def _judge_while_callbacks_run(self) -> None:
        """Ask at the interval of heartbeats: browsers have been seen to send none, and a callback may run for hours."""
        seconds = (self.app._websocket_heartbeat_interval or 30_000) / 1000
        while self._running and not self._left.is_set():
            try:
                await asyncio.wait_for(self._left.wait(), seconds)
            except TimeoutError:
                if not self._running or not await self._is_still_let_in():
                    return

    async def _is_still_let_in(self) -> bool:
        call = SocketCall()
        status, _body = await ask_django(self.scope, call)
        if call.app is None and status < 500:
            await self._close(REFUSED, f"Django answered {status}")
            return False
        return True

    # Callbacks ------------------------------------------------------------------------------------------------------

    def _begin(self, request_id: str, renderer: str, body: Any) -> None:
        limit = plotly_dash_settings().websocket_callback_limit
        if not isinstance(body, dict):
            self._answer(request_id, renderer, failed("'payload' must be a JSON object."))
        elif request_id in self._running:
            self._answer(request_id, renderer, failed("There is a callback with this requestId already."))
        elif len(self._running) >= limit:
            text = f"More than {limit} callbacks run over this websocket (PLOTLY_DASH['websocket_callback_limit'])."
            self._answer(request_id, renderer, failed(text))
        else:
            self._running[request_id] = asyncio.create_task(self._run(request_id, renderer, body))
            if self._watch is None or self._watch.done():
                self._watch = asyncio.create_task(self._judge_while_callbacks_run())

    async def _run(self, request_id: str, renderer: str, body: dict[str, Any]) -> None:
        output = body.get("output")
        entry = self.app.callback_map.get(output, {}) if isinstance(output, str) else {}
        is_async = inspect.iscoroutinefunction(entry.get("callback"))
        assert self._queue is not None  # noqa: S101  the socket is open
        loop = asyncio.get_running_loop() if is_async else None
        socket = CallbackSocket(self._asked, renderer, self._queue, self._gone, loop)
        call = SocketCall(body, socket)
        try:
            if is_async:
                status, content = await ask_django(self.scope, call, self._left)
            else:
                self._in_threads.add(request_id)
                async with self._slot():
                    if self._gone.is_set():
                        return
                    status, content = await ask_django(self.scope, call)
            self._answer(request_id, renderer, payload_of(status, content))
            if call.app is None and status < 500:
                await self._close(REFUSED, f"Django answered {status}")
        except Exception:
            logger.exception("The websocket of Dash app %r failed", self.app.app_name)
            self._answer(request_id, renderer, failed("The callback failed; the log of the server says why."))
        finally:
            self._running.pop(request_id, None)
            self._in_threads.discard(request_id)

    def _slot(self) -> asyncio.Semaphore:
        """Those callbacks of an app that run in threads at once (``DjangoDash(websocket_max_workers=)``)."""
        slots = _slots.setdefault(asyncio.get_running_loop(), WeakKeyDictionary())
        return slots.setdefault(self.app, asyncio.Semaphore(self.app._websocket_max_workers or 4))

    def _answer(self, request_id: str, renderer: str, payload: bytes) -> None:
        self._put(response_message(request_id, renderer, payload))
        self._put(FLUSH_SIGNAL)

    def _put(self, text: str) -> None:
        if self._queue is not None and not self._gone.is_set():
            self._queue.sync_q.put_nowait(text)


def _give(waiting: Any, answer: dict[str, Any] | None) -> None:
    """Give what the page answered to the callback that waits for it, on the loop or in a thread."""
    if isinstance(waiting, asyncio.Future):
        if not waiting.done():
            waiting.set_result(answer)
    elif waiting is not None:
        waiting.put_nowait(answer)
