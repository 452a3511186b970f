"""``manage.py dash_poke``: send a message to live pipes from the shell."""

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
        "Sends a message to every open page that has a Pipe for it: through the channel layer, or, with --url, through "
        "the HTTP endpoint of a running site, which is the only way where the channel layer is in memory."
    )
    # A message need not wait for the apps of the site to be loaded.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the message, and the way that it goes."""
        parser.add_argument("channel_name", metavar="CHANNEL", help="the channel")
        parser.add_argument("label", metavar="LABEL", help="what Pipes select messages by")
        parser.add_argument("value", metavar="JSON", help="the value as JSON; - reads it from the standard input")
        parser.add_argument("--url", help=f"of the endpoint of a running site, as in http://127.0.0.1:8000/{route()}")
        parser.add_argument(
            "--token", help="what the endpoint wants as a bearer token; by default PLOTLY_DASH['http_poke_token']"
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
                f"""The value is not JSON: {error}. A text needs quotes of its own, as in '"text"'."""
            ) from error
        try:
            if url is not None:
                configured = plotly_dash_settings().http_poke_token
                post_to_pipe_channel(url, *message, token=(configured if token is None else token) or "")
            else:
                send_through_layer(*message)
        except (PipeUnavailable, TypeError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{url or 'The channel layer'} has taken the message.")


def send_through_layer(channel_name: str, label: str, value: Any) -> None:
    """Send a message to other processes.

    Raises:
        PipeUnavailable: the channel layer, if there is one, does not reach them.
        TypeError: the value is not JSON, or a name is no name.
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
            "The message would reach nobody: this command is a process of its own, and the site has no channel layer "
            "between processes. Set CHANNEL_LAYERS to Redis, or name the endpoint of the running site: "
            f"--url http://127.0.0.1:8000/{route()}"
        )
    send_to_pipe_channel(channel_name, label, value)
