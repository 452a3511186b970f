"""Sends messages to live pipes; sites import these functions from ``django_plotly_dash.consumers``."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from asgiref.sync import async_to_sync

from django_plotly_dash.pipes.fanout import publish, sockets_are_served, stays_in_process
from django_plotly_dash.pipes.messages import message_text

logger = logging.getLogger("django_plotly_dash.pipes")


def send_to_pipe_channel(channel_name: str, label: str, value: Any) -> None:
    """Send a message to every open page that has a Pipe for it.

    For synchronous code: views, callbacks, commands, tasks, threads, signal receivers.

    Args:
        channel_name: the channel.
        label: the label by which Pipes select messages.
        value: the value that Pipes get: anything that Dash can set as a property, and preferably small.

    Raises:
        TypeError: the value cannot be written as JSON, or the name of the channel or the label is not valid.
        ValueError: the message is longer than ``PLOTLY_DASH["pipe_message_limit"]``.
        PipeUnavailable: the channel layer does not take the message.
        RuntimeError: an event loop is running: use :func:`async_send_to_pipe_channel`.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        async_to_sync(async_send_to_pipe_channel)(channel_name, label, value)
    else:
        raise RuntimeError("In async code, use: await async_send_to_pipe_channel(channel_name, label, value)")


async def async_send_to_pipe_channel(channel_name: str, label: str, value: Any) -> None:
    """Send a message as :func:`send_to_pipe_channel` does, from async code."""
    text = message_text(channel_name, label, value)
    if stays_in_process() and not sockets_are_served.is_set():
        logger.warning(
            "A message for the channel %r reaches nobody: this process has no websockets, and the in-memory channel "
            "layer does not reach others. Set CHANNEL_LAYERS to Redis, or use the HTTP endpoint of the process that "
            "serves the websockets.",
            channel_name,
        )
    await publish(channel_name, text)
