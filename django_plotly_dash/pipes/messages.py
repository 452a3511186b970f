"""Messages of live pipes: their JSON, the group of the channel layer for a channel, and channels of single users."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.utils.functional import Promise

from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.utils.dash_private import to_json

_USER_CHANNEL = "dpd-user-"
_LONGEST_NAME = 255


class PipeUnavailable(RuntimeError):
    """A message cannot be sent: there is no channel layer, or it does not answer."""


def message_text(channel_name: str, label: str, value: Any) -> str:
    """Return the JSON of a message, encoded as Dash encodes properties.

    Args:
        channel_name: the channel.
        label: the label by which Pipes select messages.
        value: anything that Dash can set as a property of a component; lazy translations too.

    Raises:
        TypeError: the value cannot be written as JSON, or the name of the channel or the label is not valid.
        ValueError: the message is longer than ``PLOTLY_DASH["pipe_message_limit"]``.
    """
    for argument, name in (("channel_name", channel_name), ("label", label)):
        if not is_name(name):
            raise TypeError(
                f"{argument} must be a string of 1 to {_LONGEST_NAME} characters, not {str(name)[:300]!r} "
                f"(message with the label {str(label)[:300]!r})"
            )
    try:
        encoded = to_json(_plain(value))
    except (TypeError, ValueError, RecursionError) as error:
        raise TypeError(f"The value of the message with the label {label!r} is not JSON: {error}") from error
    text = f'{{"channel_name":{json.dumps(channel_name)},"label":{json.dumps(label)},"value":{encoded}}}'
    limit = plotly_dash_settings().pipe_message_limit
    if len(text.encode()) > limit:
        raise ValueError(
            f"The message with the label {label!r} has more than {limit} bytes: send the id of an object "
            "in place of its data, or raise PLOTLY_DASH['pipe_message_limit']."
        )
    return text


def _plain(value: Any) -> Any:
    """Return a value with its lazy translations as strings."""
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, Mapping):
        return {_plain(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def is_name(value: Any) -> bool:
    """Return whether a value can be the name of a channel or a label."""
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_NAME:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return False
    return True


def group_of(channel_name: str) -> str:
    """Return the group of the channel layer for a channel: layers allow few characters in names, and at most 100."""
    return f"dpd.{sha256(channel_name.encode()).hexdigest()[:40]}"


def user_channel(user: Any) -> str:
    """Return the name of the channel to which only this user can listen.

    Args:
        user: a user who is logged in.

    Raises:
        ValueError: the user is not logged in.
    """
    if user is None or not user.is_authenticated:
        raise ValueError("Only users who are logged in have a channel of their own.")
    return f"{_USER_CHANNEL}{user.pk}"


def is_users_channel(channel_name: str) -> bool:
    """Return whether a channel is reserved for one user."""
    return channel_name.startswith(_USER_CHANNEL)
