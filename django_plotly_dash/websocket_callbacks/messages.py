"""What a page is told over the websocket of its callbacks, as the browser's ``dash-ws-worker.js`` reads it."""

from __future__ import annotations

import orjson


def response_message(request_id: str, renderer: str, payload: bytes) -> str:
    """Return the answer to a ``callback_request``.

    Args:
        request_id: the id that the page gave to the request.
        renderer: the id of the page's renderer.
        payload: JSON, from :func:`payload_of` or :func:`failed`.
    """
    ids = orjson.dumps({"type": "callback_response", "rendererId": renderer, "requestId": request_id})
    return (ids[:-1] + b',"payload":' + payload + b"}").decode()


def payload_of(status: int, content: bytes) -> bytes:
    """Return what a page gets of Django's answer to a callback.

    Args:
        status: of the answer.
        content: its body.
    """
    if status == 200:
        return b'{"status":"ok","data":' + content + b"}"
    if status == 204:
        return b'{"status":"prevent_update"}'
    try:
        text = orjson.loads(content)["error"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        text = f"The server answered {status}."
    return failed(str(text))


def failed(text: str) -> bytes:
    """Return what a page gets of a callback that failed: a sentence, which may be shown."""
    return orjson.dumps({"status": "error", "message": text})
