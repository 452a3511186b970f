"""Open the websocket of an app's callbacks inside the test's own event loop."""

from contextlib import asynccontextmanager
from typing import Any

from channels.testing import WebsocketCommunicator

from django_plotly_dash.routing import application

HEADERS = [(b"host", b"testserver"), (b"origin", b"http://testserver")]


def request(value: Any = "blue", output: str = "answer.children", request_id: str = "1", **changes: Any) -> Any:
    """The message that the renderer sends for the callback of the input "colour"."""
    component_id, _dot, name = str(output).partition(".")
    payload = {
        "output": output,
        "outputs": {"id": component_id, "property": name},
        "inputs": [{"id": "colour", "property": "value", "value": value}],
        "changedPropIds": ["colour.value"],
        "state": [],
        **changes,
    }
    return {"type": "callback_request", "requestId": request_id, "rendererId": "page", "payload": payload}


class CallbackSocket(WebsocketCommunicator):
    def __init__(self, path: str, client: Any = None, headers: Any = HEADERS) -> None:
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items()) if client else ""
        super().__init__(application, f"{path}_dash-ws-callback", [*headers, (b"cookie", cookies.encode())])

    async def messages(self) -> list[Any]:
        """The next messages: those that were sent together."""
        message = await self.receive_json_from(timeout=30)
        return message if isinstance(message, list) else [message]

    async def call(self, *arguments: Any, **changes: Any) -> Any:
        """Run a callback, and return what it answers; what comes before that is kept in `before`."""
        await self.send_json_to(request(*arguments, **changes))
        self.before: list[Any] = []
        while True:
            for message in await self.messages():
                if message["type"] == "callback_response":
                    return message["payload"]
                self.before.append(message)

    async def close_code(self) -> int:
        while True:
            output = await self.receive_output(timeout=30)
            if output["type"] == "websocket.close":
                return output["code"]


@asynccontextmanager
async def callback_socket(path: str, **arguments: Any):
    """A socket that was let in; ended with the block."""
    socket = CallbackSocket(path, **arguments)
    is_open, code = await socket.connect(timeout=30)
    assert is_open, code
    try:
        yield socket
    finally:
        await socket.disconnect(timeout=30)
