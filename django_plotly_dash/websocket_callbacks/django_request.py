"""Requests to the site's own Django that come from a socket: all middleware, ``view_decorator`` and access rule apply.

So a message of a socket is judged and served as a callback over HTTP is: with the user, the session and the saved state
of that moment.
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

# Of the handshake alone, or what would change the answer's form.
_LEFT_OUT = (b"sec-websocket-", b"upgrade", b"connection", b"content-", b"accept-encoding", b"if-", b"range")


@cache
def django_application() -> Any:
    """Return the site's Django as an ASGI application; one for the process, since middleware may be large."""
    return get_asgi_application()


async def ask_django(
    scope: Mapping[str, Any], call: SocketCall, left: asyncio.Event | None = None
) -> tuple[int, bytes]:
    """Ask for the URL of a socket, and return status and body of the answer.

    It is a POST, as a callback is: caches keep no answer of one. Of the view, ``csrf_exempt`` is taken for granted; the
    Origin of the socket has been checked.

    Args:
        scope: the ASGI scope of the socket.
        call: what is asked.
        left: once it is set, Django ends the request, as where a visitor leaves: an async callback is cancelled.
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
            # Where a request is ended like that, Django may leave connections open.
            await give_back()
    return status, bytes(body)
