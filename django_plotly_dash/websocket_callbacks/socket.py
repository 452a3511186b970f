"""Websocket callbacks, as the app sees them: what a message of a socket asks, and what the callback has of the socket.

Each message is a request of its own to Django (``django_request.py``), which brings a :class:`SocketCall` in its ASGI
scope, where no client can put one.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson
from dash.exceptions import WebSocketCallbackError
from django.core.handlers.asgi import ASGIRequest

from django_plotly_dash.callbacks.request import BadCallbackRequest
from django_plotly_dash.state.patches import is_patch
from django_plotly_dash.state.values import Change, component_key
from django_plotly_dash.utils.dash_private import DashWebsocketCallback, _validate, to_json

if TYPE_CHECKING:
    from dash import Dash
    from django.http import HttpRequest

    from django_plotly_dash.models import DashApp
    from django_plotly_dash.mount.mount import Mount
    from django_plotly_dash.utils.base_app import BaseApp

CALL = "django_plotly_dash.websocket_call"

# Messages that may wait for a browser which does not read them.
_WAITING = 1_000
_MOST_WAITING = 20_000

# Whether this process is one that has websockets for callbacks.
callback_sockets_are_served = threading.Event()


class SocketIsFull(Exception):
    """The browser does not read what a callback sends to it."""


class CallbackSocket(DashWebsocketCallback):
    """The socket as a callback has it: ``dash.ctx.websocket``, and what ``set_props`` sends through.

    What is set is recorded for the saved state too: it is not part of the callback's answer.
    """

    instance: DashApp | None = None

    def set_prop_sync(self, component_id: str, prop_name: str, value: Any) -> None:
        """Send a property to the page.

        A callback in a thread waits while the browser has much to read.

        Raises:
            SocketIsFull: an async one, which cannot wait here, has sent far too much.
        """
        self._make_room()
        super().set_prop_sync(component_id, prop_name, value)
        if self.instance is not None:
            stored = orjson.loads(to_json(value))
            self.instance.record([Change(component_key(component_id), prop_name, stored, is_patch(stored))])

    def _queue_message(self, msg: dict[str, Any]) -> None:
        try:
            super()._queue_message(msg)
        except Exception:  # of janus, whose versions differ
            if not self.is_shutdown:  # else the socket has closed meanwhile
                raise

    def _make_room(self) -> None:
        waiting = self._outbound_queue.sync_q
        while self._loop is None and waiting.qsize() > _WAITING and not self._shutdown_event.wait(0.01):
            continue
        if waiting.qsize() > _MOST_WAITING and not self.is_shutdown:
            raise SocketIsFull("The page does not read what this callback sends; let it await something in between.")


@dataclass(slots=True)
class SocketCall:
    """What a message of a socket asks of Django.

    Attributes:
        body: what the browser sent to run a callback; None where the question is only whether the socket may be there.
        websocket: the socket, for the callback.
        app: the app, once whoever has the socket was let in.
        prefix: the prefix of its mount, likewise.
    """

    body: dict[str, Any] | None = None
    websocket: CallbackSocket | None = None
    app: BaseApp | None = None
    prefix: str = field(default="")


def call_of(request: HttpRequest) -> SocketCall | None:
    """Return what a socket asks with a request; None where the request came over HTTP."""
    call = getattr(request, "scope", {}).get(CALL)
    return call if isinstance(call, SocketCall) else None


def check_websocket_callback(app: Dash, output: str) -> None:
    """Refuse a callback over a websocket that is not meant for one.

    Raises:
        BadCallbackRequest: it is not.
    """
    try:
        _validate.validate_websocket_callback_request(output, app.callback_map, app._websocket_callbacks)
    except WebSocketCallbackError as error:
        raise BadCallbackRequest(str(error)) from None


def takes_websockets(mount: Mount) -> bool:
    """Say whether the page of a mount is to open a websocket.

    It is where any callback of the app may run over one, and this server has websockets: pages that come over WSGI, or
    from an ASGI application without the route, have their callbacks go over HTTP.
    """
    if not isinstance(mount.request, ASGIRequest) or not callback_sockets_are_served.is_set():
        return False
    app = mount.app
    return bool(app._websocket_callbacks) or any(entry.get("websocket") for entry in app.callback_map.values())
