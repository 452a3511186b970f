"""``stream_metric``: readings of the demonstration's sensor, sent to every open page."""

from __future__ import annotations

import math
import os
import threading
import time
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms_demo.metric import CHANNEL, LABEL, reading
from cms_demo.serving.companions import when_input_ends
from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.consumers import PipeUnavailable, send_to_pipe_channel
from django_plotly_dash.pipes.fanout import stays_in_process
from django_plotly_dash.pipes.poke import route
from django_plotly_dash.pipes.poke_client import post_to_pipe_channel

SHORTEST, LONGEST = 0.1, 60.0  # seconds between readings
PATIENCE = 3.0  # seconds for which readings may get lost without a message


def interval(text: str) -> float:
    """Parse the seconds between readings."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not SHORTEST <= seconds <= LONGEST:
        raise ArgumentTypeError(f"must be a number of seconds from {SHORTEST:g} to {LONGEST:g}, not {text!r}")
    return seconds


def count(text: str) -> int:
    """Parse the number of readings."""
    if not text.isdecimal() or not 1 <= int(text) <= 1_000_000:
        raise ArgumentTypeError(f"must be a number from 1 to 1000000, not {text!r}")
    return int(text)


class Command(BaseCommand):
    """Send readings until Ctrl-C, until enough are sent, or until the site that started the command ends."""

    help = (
        "Sends readings of the demonstration's sensor to every open page: through the channel layer or, if that is "
        "in memory, to the running site over HTTP."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the interval, the count and the URL."""
        parser.add_argument("--interval", type=interval, default=1.0, help="Seconds between readings, 1 by default.")
        parser.add_argument("--count", type=count, help="Number of readings to send; unlimited by default.")
        parser.add_argument(
            "--url",
            default=f"http://127.0.0.1:{os.environ.get('PORT') or '8000'}",
            help="URL of the site, used with a channel layer in memory; by default PORT on this machine.",
        )
        parser.add_argument(
            "--until-input-ends",
            action="store_true",
            help="End when the standard input ends, like the stream that the site starts.",
        )

    def handle(
        self, *args: Any, interval: float, count: int | None, url: str, until_input_ends: bool, **options: Any
    ) -> None:
        """Send a reading at every multiple of the interval."""
        send, where = self._way(url.rstrip("/"))
        ended = threading.Event()
        if until_input_ends:
            when_input_ends(ended.set)
        sent = tried = tick = 0
        problem, since, is_told = "", 0.0, False
        try:
            while count is None or tried < count:
                tick = max(tick + 1, math.floor(time.time() / interval) + 1)
                if ended.wait(max(0.0, tick * interval - time.time())):
                    return
                tried += 1
                try:
                    send(reading(tick * interval))
                except PipeUnavailable as error:
                    since = since if problem else time.monotonic()
                    problem = str(error)
                    if not is_told and time.monotonic() - since > PATIENCE:
                        self.stderr.write(f"No reading arrives at {where}; trying on. {problem}")
                        is_told = True
                else:
                    sent += 1
                    if is_told:
                        self.stdout.write(f"Readings arrive again at {where}.")
                    problem, is_told = "", False
        except KeyboardInterrupt:
            self.stdout.write("")
        except ValueError as error:  # the URL is not valid
            raise CommandError(str(error)) from error
        if not sent:
            raise CommandError(f"No reading has arrived at {where}. {problem}".rstrip())
        self.stdout.write(f"{sent} of {tried} readings have arrived at {where}.")

    def _way(self, url: str) -> tuple[Callable[[Any], None], str]:
        """Return a function that sends a value, and a name for where it sends it."""
        if not stays_in_process():
            return lambda value: send_to_pipe_channel(CHANNEL, LABEL, value), "the channel layer"
        endpoint = f"{url}/{route()}"
        token = plotly_dash_settings().http_poke_token or ""
        return lambda value: post_to_pipe_channel(endpoint, CHANNEL, LABEL, value, token), endpoint
