"""Sending: what a message looks like, and what happens where it cannot be sent."""

import asyncio
import datetime
import decimal
import json
import subprocess
import sys
import threading

import numpy
import plotly.graph_objects as go
import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.core.checks import run_checks
from django.utils.translation import gettext_lazy, override

from django_plotly_dash.consumers import PipeUnavailable, async_send_to_pipe_channel, send_to_pipe_channel, user_channel
from django_plotly_dash.pipes import sending as pipe_sending
from django_plotly_dash.pipes.messages import group_of, message_text
from tests.server_process import free_port
from tests.site_process import environment

from .sockets import socket


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"click_colour": "cyan"}, {"click_colour": "cyan"}),
        (None, None),
        (datetime.date(2026, 7, 1), "2026-07-01"),
        ([decimal.Decimal("1.5")], [1.5]),
        (numpy.arange(3), [0, 1, 2]),
        ({"x": (numpy.float64(2), float("nan"))}, {"x": [2, None]}),
        (go.Figure(go.Bar(y=[1])).update_layout(template=None).to_plotly_json()["data"], [{"type": "bar", "y": [1]}]),
        ({"text": [gettext_lazy("Log in")]}, {"text": ["Anmelden"]}),
        ("é<\u2028", "é<\u2028"),
    ],
)
def test_values_are_encoded_as_dash_encodes_them(value, expected):
    with override("de"):
        message = json.loads(message_text("counter", "clicks", value))
    assert message == {"channel_name": "counter", "label": "clicks", "value": expected}


def test_a_figure_may_be_sent_as_it_is():
    assert json.loads(message_text("c", "l", go.Figure(go.Bar(y=[1]))))["value"]["data"][0]["y"] == [1]


@pytest.mark.parametrize("value", [object(), {1, 2}, b"bytes", {"deep": [object()]}])
def test_what_is_not_json_is_a_type_error_that_names_the_label(value):
    with pytest.raises(TypeError, match="label 'named_counts' is not JSON"):
        send_to_pipe_channel("counter", "named_counts", value)


@pytest.mark.parametrize("name", ["", None, 7, "x" * 256, "\ud800"])
def test_names_must_be_names(name):
    with pytest.raises(TypeError, match="channel_name must be a string"):
        send_to_pipe_channel(name, "label", 1)
    with pytest.raises(TypeError, match="label must be a string"):
        send_to_pipe_channel("channel", name, 1)


def test_a_message_that_is_too_long_names_the_setting(settings):
    settings.PLOTLY_DASH = {"pipe_message_limit": 1000}
    with pytest.raises(ValueError, match=r"label 'big' has more than 1000 bytes.*pipe_message_limit"):
        send_to_pipe_channel("counter", "big", "x" * 1000)


def test_any_channel_name_makes_a_group_that_layers_accept():
    groups = {group_of(name) for name in ("plain", "mit Ümläuten und 空白", "a" * 255, "../;\n")}
    assert len(groups) == 4
    assert all(len(group) < 100 and group.replace(".", "").isalnum() for group in groups)


def test_each_user_has_a_channel():
    assert user_channel(User(pk=5)) == "dpd-user-5"
    for nobody in (AnonymousUser(), None):
        with pytest.raises(ValueError, match="logged in"):
            user_channel(nobody)


def test_a_site_without_a_channel_layer_is_told_so(settings):
    settings.CHANNEL_LAYERS = {}
    with pytest.raises(PipeUnavailable, match="CHANNEL_LAYERS"):
        send_to_pipe_channel("counter", "clicks", 1)


def test_a_layer_that_does_not_answer_is_an_error(settings):
    address = f"redis://127.0.0.1:{free_port()}/0"
    settings.CHANNEL_LAYERS = {
        "default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [address]}}
    }
    with pytest.raises(PipeUnavailable, match=r"does not take a message for the channel 'counter'.*running"):
        send_to_pipe_channel("counter", "clicks", 1)


def test_a_message_that_can_reach_nobody_is_logged(monkeypatch, caplog):
    monkeypatch.setattr(pipe_sending, "sockets_are_served", threading.Event())
    send_to_pipe_channel("counter", "clicks", 1)
    assert "'counter' reaches nobody" in caplog.text


@pytest.mark.asyncio
async def test_async_code_is_told_to_await():
    with pytest.raises(RuntimeError, match="await async_send_to_pipe_channel"):
        send_to_pipe_channel("counter", "clicks", 1)


@pytest.mark.asyncio
@pytest.mark.parametrize("way", ["await", "thread", "executor"])
async def test_messages_arrive_from_wherever_they_are_sent(way):
    async with socket("counter") as listening:
        for number in range(200):
            message = ("counter", "clicks", number)
            if way == "await":
                await async_send_to_pipe_channel(*message)
            elif way == "executor":
                await asyncio.to_thread(send_to_pipe_channel, *message)
            else:
                thread = threading.Thread(target=send_to_pipe_channel, args=message)
                thread.start()
                thread.join()
        values = [(await listening.receive_json_from())["value"] for _ in range(200)]
    assert values == list(range(200))


@pytest.mark.parametrize(
    "use",
    [
        "import django_plotly_dash.consumers",
        """Client().post("/dpd/views/poke/", {"channel_name": "c", "label": "l", "value": 1}, "application/json")""",
    ],
    ids=["consumers", "endpoint"],
)
def test_the_package_works_without_channels_and_says_what_to_install(use):
    script = f"""
import sys
sys.modules["channels"] = None
import django; django.setup()
import django_plotly_dash.urls, django_plotly_dash.poke
from django_plotly_dash import DjangoDash
assert not any(name.startswith("channels.") for name in sys.modules)
from django.conf import settings
from django.test import Client
settings.DEBUG, settings.ALLOWED_HOSTS = True, ["testserver"]
settings.ROOT_URLCONF = django_plotly_dash.poke
{use}
"""
    done = subprocess.run([sys.executable, "-c", script], env=environment(), capture_output=True, text=True)
    assert done.stderr.splitlines()[-1] == "ImportError: Live pipes need Channels: pip install 'dpd-wagtail[live]'"


@pytest.mark.django_db  # other checks ask it
def test_settings_of_pipes_are_checked(settings):
    settings.PLOTLY_DASH = {"pipe_access": "tests.nowhere.rule", "pipe_queue_limit": "1", "http_poke_token": 7}
    found = " ".join(message.msg for message in run_checks())
    assert "'tests.nowhere.rule' cannot be imported" in found
    assert "['pipe_queue_limit'] must be int" in found
    assert "['http_poke_token'] must be str or None" in found
