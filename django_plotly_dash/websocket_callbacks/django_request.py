"""Requests to the site's own Django for the messages of a websocket: middleware, decorators and access rules apply.

So a callback over a websocket is checked and run as one over HTTP: with the current user, session and saved state.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import cache
from typing import Any

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core.asgi import get_asgi_application

from django_plotly_dash.http.request_thread import give_back
from django_plotly_dash.websocket_callbacks.socket import CALL, SocketCall

# Headers that belong to the handshake, or would change the form of the response.
_LEFT_OUT = (b"sec-websocket-", b"upgrade", b"connection", b"content-", b"accept-encoding", b"if-", b"range")


@cache
def django_application() -> Any:
    """Return the site's Django as an ASGI application, one for the process: middleware may take much memory."""
    return get_asgi_application()


async def ask_django(
    scope: Mapping[str, Any], call: SocketCall, left: asyncio.Event | None = None
) -> tuple[int, bytes]:
    """Request the URL of a websocket from Django, and return the status and the body of the response.

    The request is a POST, like a callback, so that no cache keeps the response. Its view is ``csrf_exempt``: the
    Origin of the websocket has been checked instead.

    Args:
        scope: the ASGI scope of the websocket.
        call: what to run, or that only access is to be checked.
        left: when set, Django ends the request as if the client had disconnected: an async callback is cancelled.
    """
    status, body = 500, bytearray()
    read = False

    async def receive() -> dict[str, Any]:
        nonlocal read
        if not read:
            read = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await (left or asyncio.Event()).wait()
        return {"type": "http.disconnect"}

    async def send(message: Mapping[str, Any]) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        else:
            body.extend(message.get("body", b""))

    request_scope = {
        "type": "http",
        "asgi": scope.get("asgi", {"version": "3.0"}),
        "http_version": "1.1",
        "method": "POST",
        "scheme": "https" if scope.get("scheme") == "wss" else "http",
        "path": scope["path"],
        "raw_path": scope.get("raw_path"),
        "query_string": scope.get("query_string", b""),
        "root_path": scope.get("root_path", ""),
        "headers": [pair for pair in scope["headers"] if not pair[0].lower().startswith(_LEFT_OUT)],
        "client": scope.get("client"),
        "server": scope.get("server"),
        CALL: call,
    }
    application = await sync_to_async(django_application, thread_sensitive=False)()
    async with ThreadSensitiveContext():
        try:
            await application(request_scope, receive, send)
        finally:
            # After a disconnect Django may leave database connections open.
            await give_back()
    return status, bytes(body)
