"""Messages to a page over the websocket of its callbacks, in the form that Dash's ``dash-ws-worker.js`` reads."""

from __future__ import annotations

import orjson


def response_message(request_id: str, renderer: str, payload: bytes) -> str:
    """Return the answer to a ``callback_request``.

    Args:
        request_id: the id of the request, chosen by the page.
        renderer: the id of the page's renderer.
        payload: the JSON of the answer, from :func:`payload_of` or :func:`failed`.
    """
    ids = orjson.dumps({"type": "callback_response", "rendererId": renderer, "requestId": request_id})
    return (ids[:-1] + b',"payload":' + payload + b"}").decode()


def payload_of(status: int, content: bytes) -> bytes:
    """Return the payload for Django's response to a callback.

    Args:
        status: the status of the response.
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
    """Return the payload for a callback that failed.

    Args:
        text: a sentence that visitors may read.
    """
    return orjson.dumps({"status": "error", "message": text})
