"""The websocket of an app's callbacks (``websocket=True``, ``websocket_callbacks=True``).

Needs Channels, which the extra ``live`` installs. This module speaks the protocol of the browser's
``dash-ws-worker.js``; each callback is run by a request to Django (``django_request.py``).
"""

from __future__ import annotations

import asyncio
import inspect
import logging
import threading
from typing import Any
from weakref import WeakKeyDictionary

import janus

from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.http.origins import header, is_own_origin
from django_plotly_dash.mount.mount import resolve_prefix
from django_plotly_dash.registry.registry import registry
from django_plotly_dash.utils.base_app import BaseApp
from django_plotly_dash.utils.dash_private import FLUSH_SIGNAL, SHUTDOWN_SIGNAL, run_ws_sender, shutdown_ws_connection
from django_plotly_dash.websocket_callbacks.django_request import ask_django
from django_plotly_dash.websocket_callbacks.messages import failed, payload_of, response_message
from django_plotly_dash.websocket_callbacks.socket import CallbackSocket, SocketCall, callback_sockets_are_served
from django_plotly_dash.websockets.close_codes import CloseCode
from django_plotly_dash.websockets.consumer import JSONObjectConsumer

logger = logging.getLogger("django_plotly_dash.callback")

_PATIENCE = 5.0  # seconds that a browser has to read what still waits when its websocket is closed

# Callbacks in threads that still run after their websocket was closed.
_left_running: set[asyncio.Task[None]] = set()
_slots: WeakKeyDictionary[asyncio.AbstractEventLoop, WeakKeyDictionary[BaseApp, asyncio.Semaphore]] = (
    WeakKeyDictionary()
)


class CallbackConsumer(JSONObjectConsumer):
    """The websocket at ``<prefix>_dash-ws-callback``.

    It takes JSON objects with a ``type``: ``callback_request`` with ``requestId``, ``rendererId`` and ``payload``,
    ``get_props_response`` with ``requestId`` and ``payload``, and ``heartbeat``.
    """

    is_served = callback_sockets_are_served
    limit_setting = "callback_body_limit"
    logger = logger
    app: BaseApp

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._gone, self._left = threading.Event(), asyncio.Event()
        self._prefix = ""
        self._asked: dict[str, Any] = {}  # calls of get_prop() that wait for the page, by the id of the request
        self._running: dict[str, asyncio.Future[None]] = {}
        self._in_threads: set[str] = set()
        self._beat: asyncio.Task[None] | None = None
        self._watch: asyncio.Task[None] | None = None
        self._queue: janus.Queue[str] | None = None
        self._sender: asyncio.Task[None] | None = None

    # The socket -----------------------------------------------------------------------------------------------------

    async def connect(self) -> None:
        """Accept users who may use the app, on pages of this site or of origins that the app allows."""
        origin = header(self.scope["headers"], b"origin")
        is_own = is_own_origin(self.scope["headers"])
        if not is_own and not any(origin in app._websocket_allowed_origins for app in registry.apps()):
            await self.refuse_origin(CloseCode.FOREIGN_ORIGIN)
            return
        call = SocketCall()
        status, _body = await ask_django(self.scope, call)
        if call.app is None:
            if status < 500:
                # A browser gets the code only of a websocket that was accepted.
                await self.accept()
            code = CloseCode.NOT_ALLOWED if status in (401, 403) else CloseCode.NOT_FOUND
            await self.refuse(code, f"Django answered {status}")
            return
        self.app, self._prefix = call.app, call.prefix
        if not is_own and origin not in self.app._websocket_allowed_origins:
            await self.refuse_origin(CloseCode.FOREIGN_ORIGIN)
            return
        if await self._hooks_refuse("websocket_connect"):
            return
        await self.accept()
        self._queue = janus.Queue()
        self._sender = asyncio.create_task(run_ws_sender(self._send, self._queue, self.app._websocket_batch_delay or 0))

    async def _hooks_refuse(self, name: str, *arguments: Any) -> bool:
        """Call Dash's hooks of a name, and close the websocket if one returns False or ``(code, reason)``."""
        for hook in self.app._hooks.get_hooks(name):
            answer = hook(self, *arguments)
            if inspect.isawaitable(answer):
                answer = await answer
            if answer is False or isinstance(answer, tuple):
                code, reason = answer or (CloseCode.NOT_ALLOWED, "a hook refused it")
                await self.refuse(code, str(reason))
                return True
        return False

    async def _send(self, text: str) -> None:
        await self.send(text_data=resolve_prefix(text.encode(), self._prefix).decode())

    async def prepare_close(self) -> None:
        """Send the answers that still wait, if the browser reads them in time."""
        self._gone.set()
        self._left.set()
        if self._queue is not None and self._sender is not None:
            self._queue.sync_q.put_nowait(SHUTDOWN_SIGNAL)
            await asyncio.wait({self._sender}, timeout=_PATIENCE)

    async def clean_up(self) -> None:
        """Cancel what still runs for the websocket."""
        self._gone.set()
        self._left.set()
        access_checks = [task for task in (self._beat, self._watch) if task is not None]
        await asyncio.gather(*access_checks, return_exceptions=True)
        if self._queue is None or self._sender is None:
            return
        for request_id in self._in_threads:
            # A thread cannot be cancelled: its callback can look at ``ctx.websocket.is_shutdown``.
            task = self._running.pop(request_id, None)
            if isinstance(task, asyncio.Task):
                _left_running.add(task)
                task.add_done_callback(_left_running.discard)
        if self._running:
            # Django cancels the others; wait no longer for one that ignores this.
            await asyncio.wait(self._running.values(), timeout=_PATIENCE)
        queue, self._queue = self._queue, None
        await shutdown_ws_connection(self._gone, self._asked, {}, queue, self._sender)

    # From the browser -----------------------------------------------------------------------------------------------

    async def receive_object(self, message: dict[str, Any]) -> None:
        """Handle a message, unless one of Dash's hooks refuses it."""
        if await self._hooks_refuse("websocket_message", message):
            return
        kind, request_id, renderer = message.get("type"), message.get("requestId"), message.get("rendererId", "")
        if kind == "heartbeat":
            if self._beat is None or self._beat.done():
                self._beat = asyncio.create_task(self._answer_heartbeat())
        elif kind == "callback_request":
            if not isinstance(request_id, str) or not isinstance(renderer, str):
                why = "a callback_request whose requestId or rendererId is not a string"
                await self.refuse(CloseCode.MALFORMED, why)
            else:
                self._begin(request_id, renderer, message.get("payload"))
        elif kind == "get_props_response" and isinstance(request_id, str):
            answer = message.get("payload")
            _give(self._asked.get(request_id), answer if isinstance(answer, dict) else None)
        # Dash's worker may send other types, which mean nothing here.

    async def _answer_heartbeat(self) -> None:
        """Answer, unless the user may no longer use the app."""
        if await self._is_still_allowed():
            self._put('{"type": "heartbeat_ack"}')

    async def _check_access_while_callbacks_run(self) -> None:
        """Check at the interval of heartbeats: some browsers send none, and a callback may run for hours."""
        seconds = (self.app._websocket_heartbeat_interval or 30_000) / 1000
        while self._running and not self._left.is_set():
            try:
                await asyncio.wait_for(self._left.wait(), seconds)
            except TimeoutError:
                if not self._running or not await self._is_still_allowed():
                    return

    async def _is_still_allowed(self) -> bool:
        """Ask Django whether the user may still use the app, and close the websocket if not."""
        call = SocketCall()
        status, _body = await ask_django(self.scope, call)
        if call.app is None and status < 500:
            await self.refuse(CloseCode.ACCESS_LOST, f"Django answered {status}")
            return False
        return True

    # Callbacks ------------------------------------------------------------------------------------------------------

    def _begin(self, request_id: str, renderer: str, body: Any) -> None:
        limit = plotly_dash_settings().websocket_callback_limit
        if not isinstance(body, dict):
            self._answer(request_id, renderer, failed("'payload' must be a JSON object."))
        elif request_id in self._running:
            self._answer(request_id, renderer, failed("A callback with this requestId is already running."))
        elif len(self._running) >= limit:
            text = f"More than {limit} callbacks at once over this websocket (PLOTLY_DASH['websocket_callback_limit'])."
            self._answer(request_id, renderer, failed(text))
        else:
            self._running[request_id] = asyncio.create_task(self._run(request_id, renderer, body))
            if self._watch is None or self._watch.done():
                self._watch = asyncio.create_task(self._check_access_while_callbacks_run())

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
                    if self.is_closed:
                        return
                    status, content = await ask_django(self.scope, call)
            self._answer(request_id, renderer, payload_of(status, content))
            if call.app is None and status < 500:
                await self.refuse(CloseCode.ACCESS_LOST, f"Django answered {status}")
        except Exception:
            logger.exception("The websocket of Dash app %r failed", self.app.app_name)
            self._answer(request_id, renderer, failed("The callback failed; the log of the server says why."))
        finally:
            self._running.pop(request_id, None)
            self._in_threads.discard(request_id)

    def _slot(self) -> asyncio.Semaphore:
        """Return the semaphore that limits the app's callbacks in threads (``DjangoDash(websocket_max_workers=)``)."""
        slots = _slots.setdefault(asyncio.get_running_loop(), WeakKeyDictionary())
        return slots.setdefault(self.app, asyncio.Semaphore(self.app._websocket_max_workers or 4))

    def _answer(self, request_id: str, renderer: str, payload: bytes) -> None:
        self._put(response_message(request_id, renderer, payload))
        self._put(FLUSH_SIGNAL)

    def _put(self, text: str) -> None:
        if self._queue is not None and not self.is_closed:
            self._queue.sync_q.put_nowait(text)


def _give(waiting: Any, answer: dict[str, Any] | None) -> None:
    """Pass the page's answer to the callback that waits for it, in the event loop or in a thread."""
    if isinstance(waiting, asyncio.Future):
        if not waiting.done():
            waiting.set_result(answer)
    elif waiting is not None:
        waiting.put_nowait(answer)
