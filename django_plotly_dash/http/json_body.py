"""The JSON object in the body of a request. It may exceed Django's limit for forms; a bad one is a 400, not a 500."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import UnreadablePostError

from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.utils.django_private import has_body, set_body
from django_plotly_dash.utils.json import BadJSON, read_json

if TYPE_CHECKING:
    from django.http import HttpRequest

_CUT_OFF = "The body is incomplete."


class BadBody(ValueError):
    """The body of a request cannot be used; the message says why and may be shown.

    Attributes:
        status: the HTTP status of the response.
    """

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def read_json_object(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object in a request's body.

    Its size may exceed ``DATA_UPLOAD_MAX_MEMORY_SIZE``: that default of 2.5 MB is meant for forms and too small for
    ``dcc.Upload``. ``PLOTLY_DASH["callback_body_limit"]`` applies instead.

    Raises:
        BadBody: the body is something else, or is too large.
    """
    if request.content_type != "application/json":
        raise BadBody("This URL takes Content-Type: application/json.", 415)
    decoded = decode_json(_body(request, plotly_dash_settings().callback_body_limit))
    if not isinstance(decoded, dict):
        raise BadBody("The body must be a JSON object.")
    return decoded


def _body(request: HttpRequest, limit: int) -> bytes:
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        raise BadBody("Content-Length must be a number.") from None
    if length <= limit:
        if not has_body(request):
            _read_body(request, length, limit)
        body = request.body
        if len(body) <= limit:
            return body
    raise BadBody(f"The body is larger than {limit} bytes (PLOTLY_DASH['callback_body_limit']).", 413)


def _read_body(request: HttpRequest, length: int, limit: int) -> None:
    """Read the body without Django's own limit, and set ``request.body``, which callbacks may use too."""
    try:
        body = request.read(limit + 1)
    except (UnreadablePostError, ValueError) as error:
        # ValueError: Django's ASGI handler closes the body if the browser disconnects.
        raise BadBody(_CUT_OFF) from error
    set_body(request, body)
    # If the browser disconnects, a WSGI server returns what it has received, without an error.
    if len(body) < length:
        raise BadBody(_CUT_OFF)


def decode_json(body: bytes) -> Any:
    """Decode the JSON of a body (``utils/json.py``).

    Raises:
        BadBody: it is not JSON, or it is nested too deeply for Dash to write it into a response.
    """
    try:
        return read_json(body)
    except BadJSON as error:
        raise BadBody(f"The body is {error}.") from None
