"""``manage.py dash_poke``: send a message to live pipes from the command line."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.pipes.messages import PipeUnavailable
from django_plotly_dash.pipes.poke import route
from django_plotly_dash.pipes.poke_client import post_to_pipe_channel


class Command(BaseCommand):
    """Send one message through the channel layer, or to the endpoint of a running site."""

    help = (
        "Sends a message to every open page with a Pipe for it, through the channel layer. With --url it is sent "
        "through the HTTP endpoint of a running site, which is the only way if the channel layer is in memory."
    )
    # Sending a message does not need the site's apps.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the message, and the options for how to send it."""
        parser.add_argument("channel_name", metavar="CHANNEL", help="the channel")
        parser.add_argument("label", metavar="LABEL", help="the label by which Pipes select messages")
        parser.add_argument("value", metavar="JSON", help="the value as JSON; - reads it from standard input")
        parser.add_argument("--url", help=f"the endpoint of a running site, such as http://127.0.0.1:8000/{route()}")
        parser.add_argument(
            "--token", help="the bearer token for the endpoint; by default PLOTLY_DASH['http_poke_token']"
        )

    def handle(
        self, *_args: Any, channel_name: str, label: str, value: str, url: str | None, token: str | None, **_kwargs: Any
    ) -> None:
        """Send the message.

        Raises:
            CommandError: it cannot be sent; the error says what to do.
        """
        try:
            message = channel_name, label, json.loads(sys.stdin.read() if value == "-" else value)
        except (ValueError, RecursionError) as error:
            raise CommandError(
                f"""The value is not JSON: {error}. Text needs its own quotes, as in '"text"'."""
            ) from error
        try:
            if url is not None:
                configured = plotly_dash_settings().http_poke_token
                post_to_pipe_channel(url, *message, token=(configured if token is None else token) or "")
            else:
                send_through_layer(*message)
        except (PipeUnavailable, TypeError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{url or 'The channel layer'} accepted the message.")


def send_through_layer(channel_name: str, label: str, value: Any) -> None:
    """Send a message to other processes.

    Raises:
        PipeUnavailable: there is no channel layer, or it does not reach other processes.
        TypeError: the value cannot be written as JSON, or the channel name or label is not text.
        ValueError: the message is too long.
    """
    try:
        from django_plotly_dash.consumers import send_to_pipe_channel
        from django_plotly_dash.pipes.fanout import stays_in_process

        reaches_nobody = stays_in_process()
    except (ImportError, PipeUnavailable):
        reaches_nobody = True
    if reaches_nobody:
        raise PipeUnavailable(
            "The message would reach nobody: this command is a separate process, and the site has no channel layer "
            "that connects processes. Set CHANNEL_LAYERS to Redis, or give the endpoint of the running site: "
            f"--url http://127.0.0.1:8000/{route()}"
        )
    send_to_pipe_channel(channel_name, label, value)
