"""The public names of live pipes: the functions that send messages, and the consumers for ASGI.

They need Channels, which the extra ``live`` installs: ``pip install 'dpd-wagtail[live]'``.
"""

from __future__ import annotations

try:
    import channels  # noqa: F401  imported first, so that the error says what to install
except ImportError as error:
    raise ImportError("Live pipes need Channels: pip install 'dpd-wagtail[live]'") from error

from django_plotly_dash.pipes.consumer import MessageConsumer
from django_plotly_dash.pipes.messages import PipeUnavailable, user_channel
from django_plotly_dash.pipes.poke_consumer import PokePipeConsumer
from django_plotly_dash.pipes.sending import async_send_to_pipe_channel, send_to_pipe_channel

__all__ = [
    "MessageConsumer",
    "PipeUnavailable",
    "PokePipeConsumer",
    "async_send_to_pipe_channel",
    "send_to_pipe_channel",
    "user_channel",
]
