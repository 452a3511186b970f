"""Our consumer and a bare one side by side, and a URL at which this process publishes itself."""

import os
from urllib.parse import parse_qs

import django
from channels.generic.websocket import AsyncWebsocketConsumer

from tests.benchmarks.live_publisher import GROUP, publish

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.live_settings")
django.setup()

from django_plotly_dash.consumers import MessageConsumer  # noqa: E402  it reads the settings


class BareConsumer(AsyncWebsocketConsumer):
    """What a site would write without us: each socket is in the group, and sends what the group gets."""

    async def connect(self):
        await self.channel_layer.group_add(GROUP.format(self._channel), self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard(GROUP.format(self._channel), self.channel_name)

    async def message(self, event):
        await self.send(text_data=event["text"])

    @property
    def _channel(self):
        return parse_qs(self.scope["query_string"].decode())["channel"][0]


_sockets = {"/ours": MessageConsumer.as_asgi(), "/bare": BareConsumer.as_asgi()}


async def application(scope, receive, send):
    if scope["type"] == "websocket":
        await _sockets[scope["path"]](scope, receive, send)
        return
    query = {key: values[0] for key, values in parse_qs(scope["query_string"].decode()).items()}
    if query:
        await publish(query["kind"], query["channels"].split(","), int(query["count"]), float(query["interval"]))
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"done"})
