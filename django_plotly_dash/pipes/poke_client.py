"""Sends messages to the HTTP endpoint of a site (``poke.py``) that shares no channel layer with this process."""

from __future__ import annotations

import json
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from django_plotly_dash.pipes.messages import PipeUnavailable, message_text

_PATIENCE = 10.0  # seconds
_LONGEST_ANSWER = 16 * 1024  # bytes: twice 255 characters, each escaped


def post_to_pipe_channel(url: str, channel_name: str, label: str, value: Any, token: str = "") -> None:
    """Send a message as ``send_to_pipe_channel`` does, through the endpoint of a running site.

    Args:
        url: of the endpoint, e.g. ``http://127.0.0.1:8000/dpd/views/poke/``; no proxy is asked for it.
        channel_name: the channel.
        label: what Pipes select messages by.
        value: what becomes their ``value``.
        token: the site's ``PLOTLY_DASH["http_poke_token"]``, if it has one.

    Raises:
        TypeError: the value is not JSON.
        ValueError: the message is too long, or the URL is not one of HTTP.
        PipeUnavailable: the site does not answer or does not take the message; it says why.
    """
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError(f"The URL of the endpoint must begin with http:// or https://, not {url[:100]!r}.")
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    body = message_text(channel_name, label, value).encode()
    request = Request(url, body, headers, method="POST")  # noqa: S310  the scheme was looked at
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
        raise PipeUnavailable(f"{url} answers, but it is not the endpoint: nothing in its answer speaks of a message.")


class _NoRedirects(HTTPRedirectHandler):
    # A message does not survive one, and the token is for the site that was named.
    def redirect_request(self, *_args: Any) -> None:
        return None


def _said(answer: bytes, key: str) -> str:
    """Return what the endpoint says, empty where it is none of ours."""
    try:
        said = json.loads(answer)
    except (ValueError, RecursionError):
        return ""
    return str(said.get(key, "")) if isinstance(said, dict) else ""
