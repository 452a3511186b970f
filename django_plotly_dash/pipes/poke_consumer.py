"""The HTTP endpoint for messages as an ASGI application of its own, in front of Django's (``routing.py``)."""

from __future__ import annotations

import json
from typing import Any

from channels.generic.http import AsyncHttpConsumer

from django_plotly_dash.http.origins import header, is_foreign
from django_plotly_dash.pipes import poke


class PokePipeConsumer(AsyncHttpConsumer):
    """The HTTP endpoint for messages; ``poke.py`` decides who may use it, and has the view for Django's URLs."""

    channel_layer_alias = ""

    async def http_request(self, message: Any) -> None:
        """Collect the body, up to the length that is allowed."""
        self._size = getattr(self, "_size", 0) + len(message.get("body", b""))
        if self._size > poke.body_limit():
            # Read the rest and throw it away: a client that is still sending would not see the answer.
            self.body = [b" " * (poke.body_limit() + 1)]
            message = {**message, "body": b""}
        await super().http_request(message)

    async def handle(self, body: bytes) -> None:
        """Send the response."""
        headers = self.scope["headers"]
        status, answer = await poke.answer(
            self.scope["method"],
            header(headers, b"authorization"),
            is_foreign(headers),
            body,
        )
        await self.send_response(status, json.dumps(answer).encode(), headers=[(b"Content-Type", b"application/json")])
