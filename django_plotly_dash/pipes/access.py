"""Who may listen to which channel of live pipes."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.utils.module_loading import import_string

from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.pipes.messages import is_users_channel, user_channel

logger = logging.getLogger("django_plotly_dash.pipes")


async def may_listen(channel_name: str, scope: Mapping[str, Any]) -> bool:
    """Return whether the user of a websocket may listen to a channel.

    Where the function of ``PLOTLY_DASH["pipe_access"]`` raises an error, nobody may.

    Args:
        channel_name: the channel.
        scope: the ASGI scope of the websocket, with ``user`` if the site has users.
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
        logger.exception("PLOTLY_DASH['pipe_access'] = %r raised an error for the channel %r", path, channel_name)
        return False
