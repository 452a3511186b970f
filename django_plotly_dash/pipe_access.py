"""Who may open the websocket of live pipes, and listen to which channel."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils.module_loading import import_string

from .conf import plotly_dash_settings
from .pipe_messages import is_users_channel, user_channel

logger = logging.getLogger("django_plotly_dash.pipes")

Headers = Iterable[tuple[bytes, bytes]]


def header(headers: Headers, name: bytes) -> str:
    """Return a header of an ASGI scope, empty where it has none."""
    return next((value.decode("latin-1") for key, value in headers if key.lower() == name), "")


def is_own_origin(headers: Headers) -> bool:
    """Say whether a request comes from a page of this site, by its Origin and ``ALLOWED_HOSTS``.

    Where ``ALLOWED_HOSTS`` has ``"*"``, the Origin must be the host that is asked.
    """
    try:
        origin = urlsplit(header(headers, b"origin"))
    except ValueError:
        return False
    if origin.scheme not in ("http", "https"):
        return False
    host = split_domain_port(origin.netloc)[0]
    allowed = settings.ALLOWED_HOSTS
    if settings.DEBUG and not allowed:
        allowed = [".localhost", "127.0.0.1", "[::1]"]
    if not host or not validate_host(host, allowed):
        return False
    if "*" not in allowed:
        return True
    asked = (settings.USE_X_FORWARDED_HOST and header(headers, b"x-forwarded-host")) or header(headers, b"host")
    return host == split_domain_port(asked)[0]


async def may_listen(channel_name: str, scope: Mapping[str, Any]) -> bool:
    """Say whether who has opened a socket may listen to a channel: one that fails to say so says no.

    Args:
        channel_name: the channel.
        scope: the ASGI scope of the socket, with the user where the site has users.
    """
    user = scope.get("user")
    if is_users_channel(channel_name):
        return user is not None and user.is_authenticated and channel_name == user_channel(user)
    path = plotly_dash_settings().pipe_access
    if not path:
        return True
    from channels.db import database_sync_to_async

    try:
        rule = import_string(path)
        ask = rule if iscoroutinefunction(rule) else database_sync_to_async(rule)
        return bool(await ask(user, channel_name, scope))
    except Exception:
        logger.exception("PLOTLY_DASH['pipe_access'] = %r failed for the channel %r", path, channel_name)
        return False
