"""The HTTP endpoint that sends a message to a channel: who may use it, and its view for Django's URLs."""

from __future__ import annotations

import hmac
import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import JsonResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.http.origins import is_foreign, origin_headers
from django_plotly_dash.pipes.messages import PipeUnavailable
from django_plotly_dash.utils.django_private import has_body

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

# Bytes for the name of the channel and the label, whose characters may be escaped.
_ROOM = 4096
# Bytes in a piece, and pieces, that are read and thrown away of a body that is too long.
_PIECE, _PIECES = 64 * 1024, 256


def body_limit() -> int:
    """Return how many bytes the body of a request may have."""
    return plotly_dash_settings().pipe_message_limit + _ROOM


async def answer(method: str, authorization: str, foreign: bool, body: bytes) -> tuple[int, dict[str, Any]]:
    """Send the message of a request, if the request is allowed to.

    Args:
        method: the HTTP method of the request.
        authorization: its ``Authorization`` header.
        foreign: whether a page of another site sends it.
        body: a JSON object with ``channel_name``, ``label`` and ``value``; its content type does not matter.

    Returns:
        the status and the JSON object of the response.
    """
    refused = _refusal(method, authorization, foreign)
    if refused is not None:
        return refused
    if len(body) > body_limit():
        return 413, {"error": f"The request has more than {body_limit()} bytes (PLOTLY_DASH['pipe_message_limit'])."}
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        message = None
    wanted = ("channel_name", "label", "value")
    if not isinstance(message, dict) or any(key not in message for key in wanted):
        return 400, {"error": "The body must be a JSON object with channel_name, label and value."}

    from django_plotly_dash.pipes.sending import async_send_to_pipe_channel  # needs Channels

    try:
        await async_send_to_pipe_channel(*(message[key] for key in wanted))
    except (TypeError, ValueError) as error:
        return 400, {"error": str(error)}
    except PipeUnavailable as error:
        return 503, {"error": str(error)}
    return 200, {"channel_name": message["channel_name"], "label": message["label"]}


def _refusal(method: str, authorization: str, foreign: bool) -> tuple[int, dict[str, Any]] | None:
    configured = plotly_dash_settings()
    if not configured.http_poke_enabled:
        return 404, {"error": "Not found."}
    if method != "POST":
        return 405, {"error": "Send a POST."}
    if foreign:
        return 403, {"error": "Pages of other sites may not send messages."}
    token = configured.http_poke_token
    if not token:
        if settings.DEBUG:
            return None
        sentence = (
            "This endpoint needs a secret: set PLOTLY_DASH['http_poke_token'] and send it as a bearer token "
            "(Authorization: Bearer ...), or turn the endpoint off with PLOTLY_DASH['http_poke_enabled'] = False."
        )
        return 403, {"error": sentence}
    scheme, _space, given = authorization.partition(" ")
    is_right = hmac.compare_digest(given.strip().encode(errors="replace"), token.encode())
    if scheme.lower() != "bearer" or not is_right:
        return 403, {"error": "Send PLOTLY_DASH['http_poke_token'] as a bearer token (Authorization: Bearer ...)."}
    return None


@csrf_exempt
async def poke_view(request: HttpRequest, **_captured: Any) -> HttpResponseBase:
    """Answer a request as :func:`answer` says."""
    status, content = await answer(
        request.method or "",
        request.headers.get("Authorization", ""),
        is_foreign(origin_headers(request)),
        _body(request),
    )
    return JsonResponse(content, status=status)


def _body(request: HttpRequest) -> bytes:
    """Return the body, or only its beginning if it is too long; empty if it did not arrive completely."""
    if has_body(request):
        return request.body
    try:
        return _read(request)
    except (UnreadablePostError, ValueError):  # ValueError: Django's ASGI handler closes the body on disconnect
        return b""


def _read(request: HttpRequest) -> bytes:
    # request.body would apply DATA_UPLOAD_MAX_MEMORY_SIZE, which is meant for forms, and answer in HTML.
    body = request.read(body_limit() + 1)
    if len(body) > body_limit():
        for _piece in range(_PIECES):
            # A client that is still sending would not see the answer.
            if not request.read(_PIECE):
                break
    return body


def route() -> str:
    """Return the path of the endpoint, without a slash in front."""
    return f"{plotly_dash_settings().http_route.strip('/')}/poke/"
