"""Sends messages to the HTTP endpoint (``poke.py``) of a site that shares no channel layer with this process."""

from __future__ import annotations

import json
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from django_plotly_dash.pipes.messages import PipeUnavailable, message_text

_PATIENCE = 10.0  # seconds
_LONGEST_ANSWER = 16 * 1024  # bytes: channel and label have 255 characters each, which may be escaped


def post_to_pipe_channel(url: str, channel_name: str, label: str, value: Any, token: str = "") -> None:
    """Send a message as ``send_to_pipe_channel`` does, through the endpoint of a running site.

    Args:
        url: URL of the endpoint, e.g. ``http://127.0.0.1:8000/dpd/views/poke/``; proxies are not used.
        channel_name: the channel.
        label: the label by which Pipes select messages.
        value: the value that Pipes get.
        token: the site's ``PLOTLY_DASH["http_poke_token"]``, if it has one.

    Raises:
        TypeError: the value cannot be written as JSON, or the name of the channel or the label is not valid.
        ValueError: the message is too long, or the URL does not begin with ``http://`` or ``https://``.
        PipeUnavailable: the site does not answer, or refuses the message; the error says why.
    """
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError(f"The URL of the endpoint must begin with http:// or https://, not {url[:100]!r}.")
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    body = message_text(channel_name, label, value).encode()
    request = Request(url, body, headers, method="POST")  # noqa: S310  the scheme was checked
    try:
        with build_opener(ProxyHandler({}), _NoRedirects()).open(request, timeout=_PATIENCE) as response:
            answer = response.read(_LONGEST_ANSWER)
    except HTTPError as error:
        with error:
            answer = error.read(_LONGEST_ANSWER)
        elsewhere = error.headers.get("Location")
        why = _said(answer, "error") or (f"redirected to {elsewhere[:200]}" if elsewhere else error.reason)
        raise PipeUnavailable(f"{url} answers {error.code}: {why}") from error
    except (OSError, HTTPException) as error:
        raise PipeUnavailable(f"{url} does not answer: {getattr(error, 'reason', error)}") from error

    if not _said(answer, "channel_name"):
        raise PipeUnavailable(f"{url} answers, but is not the endpoint of live pipes: its answer names no channel.")


class _NoRedirects(HTTPRedirectHandler):
    # A redirect may lose the body of the POST, and would send the token to another site.
    def redirect_request(self, *_args: Any) -> None:
        return None


def _said(answer: bytes, key: str) -> str:
    """Return a value of the endpoint's JSON answer; empty if there is none."""
    try:
        said = json.loads(answer)
    except (ValueError, RecursionError):
        return ""
    return str(said.get(key, "")) if isinstance(said, dict) else ""
