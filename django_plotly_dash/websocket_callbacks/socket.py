"""Callbacks over a websocket, as the app sees them: the call that a message makes, and the websocket in the callback.

Each message becomes a request to Django (``django_request.py``) with a :class:`SocketCall` in its ASGI scope, where no
client can put one.
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
from django_plotly_dash.state.values import PropertyChange, component_key
from django_plotly_dash.utils.dash_private import DashWebsocketCallback, _validate, to_json

if TYPE_CHECKING:
    from dash import Dash
    from django.http import HttpRequest

    from django_plotly_dash.models import DashApp
    from django_plotly_dash.mount.mount import Mount
    from django_plotly_dash.utils.base_app import BaseApp

CALL = "django_plotly_dash.websocket_call"

# How many messages may wait for the browser before a callback in a thread waits too, and before a callback fails.
_WAITING = 1_000
_MOST_WAITING = 20_000

# Set once this process serves websockets for callbacks.
callback_sockets_are_served = threading.Event()


class SocketIsFull(Exception):
    """The browser does not read the messages of a callback fast enough."""


class CallbackSocket(DashWebsocketCallback):
    """The websocket in a callback: ``dash.ctx.websocket``, through which ``set_props`` sends too.

    Properties that are set are recorded for the saved state here, since they are not in the callback's answer.
    """

    instance: DashApp | None = None

    def set_prop_sync(self, component_id: str, prop_name: str, value: Any) -> None:
        """Send a property to the page.

        A callback in a thread waits while the browser has many messages to read.

        Raises:
            SocketIsFull: an async callback, which cannot wait here, has sent far too many messages.
        """
        self._make_room()
        super().set_prop_sync(component_id, prop_name, value)
        if self.instance is not None:
            stored = orjson.loads(to_json(value))
            self.instance.record([PropertyChange(component_key(component_id), prop_name, stored, is_patch(stored))])

    def _queue_message(self, msg: dict[str, Any]) -> None:
        try:
            super()._queue_message(msg)
        except Exception:  # which one depends on the version of janus
            if not self.is_shutdown:  # else the websocket was closed meanwhile
                raise

    def _make_room(self) -> None:
        waiting = self._outbound_queue.sync_q
        while self._loop is None and waiting.qsize() > _WAITING and not self._shutdown_event.wait(0.01):
            continue
        if waiting.qsize() > _MOST_WAITING and not self.is_shutdown:
            raise SocketIsFull("The page does not read messages fast enough; await something between them.")


@dataclass(slots=True)
class SocketCall:
    """What a message of a websocket requests from Django.

    Attributes:
        body: the body of the callback request; None if only access is to be checked.
        websocket: the websocket, for the callback.
        app: the app, set once access was granted.
        prefix: the prefix of the app's mount, set likewise.
    """

    body: dict[str, Any] | None = None
    websocket: CallbackSocket | None = None
    app: BaseApp | None = None
    prefix: str = field(default="")


def call_of(request: HttpRequest) -> SocketCall | None:
    """Return the call that a websocket makes with a request; None if the request came over HTTP."""
    call = getattr(request, "scope", {}).get(CALL)
    return call if isinstance(call, SocketCall) else None


def check_websocket_callback(app: Dash, output: str) -> None:
    """Check that a callback may run over a websocket.

    Args:
        app: the app.
        output: the id of the callback: its outputs, as the browser sends them.

    Raises:
        BadCallbackRequest: the callback may run over HTTP only.
    """
    try:
        _validate.validate_websocket_callback_request(output, app.callback_map, app._websocket_callbacks)
    except WebSocketCallbackError as error:
        raise BadCallbackRequest(str(error)) from None


def takes_websockets(mount: Mount) -> bool:
    """Return whether the page of a mount should open a websocket.

    It should if a callback of the app may run over one and this process serves websockets. Pages that come over WSGI,
    or from an ASGI application without the route, run their callbacks over HTTP.
    """
    if not isinstance(mount.request, ASGIRequest) or not callback_sockets_are_served.is_set():
        return False
    app = mount.app
    return bool(app._websocket_callbacks) or any(entry.get("websocket") for entry in app.callback_map.values())
