"""What the websockets of live pipes and of callbacks have in common.

Needs Channels, which the extra ``live`` installs: only their consumers may import this module.
"""

from __future__ import annotations

import logging
import threading
from typing import Any, ClassVar

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer

from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.http.origins import header
from django_plotly_dash.utils.json import BadJSON, read_json
from django_plotly_dash.websockets.close_codes import CloseCode


class JSONObjectConsumer(AsyncWebsocketConsumer):
    """A websocket over which a page sends JSON objects; anything else closes it with a code and a line in the log.

    Attributes:
        is_served: set once this process serves websockets of the class.
        limit_setting: the key of ``PLOTLY_DASH`` that limits the length of a message, in characters.
        logger: gets a warning that says why a websocket was closed.
        is_closed: True once the server or the browser has closed the websocket.
    """

    # With a channel layer, Channels would subscribe each websocket to its own channel.
    channel_layer_alias = ""
    is_served: ClassVar[threading.Event]
    limit_setting: ClassVar[str]
    logger: ClassVar[logging.Logger]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_closed = False

    @classmethod
    def as_asgi(cls, **initkwargs: Any) -> Any:
        """Return the ASGI application, and note that this process serves such websockets."""
        cls.is_served.set()
        return super().as_asgi(**initkwargs)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve the websocket, and clean up however it ends."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.is_closed = True
            await self.clean_up()

    async def dispatch(self, message: Any) -> None:
        """Handle an event; unlike Channels, do not check the database connections in a thread before each one."""
        await getattr(self, get_handler_name(message))(message)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Pass on a message of the browser if it is a JSON object; else close the websocket."""
        if self.is_closed:
            return
        if text_data is None:
            await self.refuse(CloseCode.BINARY, "a binary message")
            return
        limit: int = getattr(plotly_dash_settings(), self.limit_setting)
        if len(text_data) > limit:
            why = f"a message of {len(text_data)} characters ({self.limit_setting} is {limit})"
            await self.refuse(CloseCode.TOO_LARGE, why)
            return
        try:
            message = read_json(text_data)
        except BadJSON:
            message = None
        if isinstance(message, dict):
            await self.receive_object(message)
        else:
            await self.refuse(CloseCode.MALFORMED, "a message that is not a JSON object")

    async def refuse(self, code: int, why: str) -> None:
        """Close the websocket, and log why.

        Args:
            code: the close code, one of :class:`CloseCode` or of a hook.
            why: the reason, which is only logged.
        """
        if self.is_closed:
            return
        self.is_closed = True
        await self.prepare_close()
        peer = (self.scope.get("client") or ["unknown"])[0]
        if "user" in self.scope:
            peer = f"{peer} (user {str(self.scope['user'])!r})"
        self.logger.warning("Websocket of %s at %r closed with %d: %s", peer, self.scope["path"], code, why)
        # A plain int: Daphne takes no subclass.
        await self.close(int(code))

    async def refuse_origin(self, code: int) -> None:
        """Close the websocket of a page that comes from another site."""
        origin = header(self.scope["headers"], b"origin")
        await self.refuse(code, f"the origin {origin!r} is not in ALLOWED_HOSTS")

    # For subclasses -------------------------------------------------------------------------------------------------

    async def receive_object(self, message: dict[str, Any]) -> None:
        """Handle a message of the browser."""
        raise NotImplementedError

    async def prepare_close(self) -> None:
        """Send or drop what still waits, before the server closes the websocket."""
        raise NotImplementedError

    async def clean_up(self) -> None:
        """Release what belongs to the websocket; called once it has ended, whoever closed it."""
        raise NotImplementedError
