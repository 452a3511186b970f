"""The websocket: who may open it and listen, what it delivers, and what ends it."""

import asyncio
import json
import logging

import pytest
from channels.layers import get_channel_layer
from channels.routing import URLRouter
from django.contrib.auth.models import AnonymousUser, User
from django.db import connection
from django.test import Client

from django_plotly_dash.consumers import async_send_to_pipe_channel as send
from django_plotly_dash.pipes import fanout as pipe_fanout
from django_plotly_dash.routing import websocket_urlpatterns

from .sockets import HEADERS, Socket, socket

pytestmark = pytest.mark.asyncio


def headers(origin, host="testserver"):
    return [(b"host", host.encode()), *([(b"origin", origin.encode())] if origin else [])]


async def refusal(message, **arguments):
    """The close code in answer to a message, in a socket of its own."""
    opened = Socket(**arguments)
    assert (await opened.connect())[0]
    if isinstance(message, bytes):
        await opened.send_to(bytes_data=message)
    else:
        await opened.send_to(text_data=message if isinstance(message, str) else json.dumps(message))
    code = await opened.close_code()
    await opened.disconnect()
    return code


# Listening ----------------------------------------------------------------------------------------------------------


async def test_every_socket_of_a_channel_gets_its_messages_in_order():
    async with socket("one", "two") as first, socket("one") as second:
        for number in range(300):
            await send("one", "count", number)
        await send("two", "other", {"a": 1})
        for listening in (first, second):
            got = [await listening.receive_json_from() for _ in range(300)]
            assert got == [{"channel_name": "one", "label": "count", "value": number} for number in range(300)]
        assert (await first.receive_json_from())["value"] == {"a": 1}
        assert await second.receive_nothing()


async def test_a_socket_that_has_left_a_channel_gets_no_more_of_it():
    async with socket("one", "two") as listening:
        await listening.send_json_to({"type": "unsubscribe", "channels": ["one", "never"]})
        await listening.subscribe("three")
        await send("one", "count", 1)
        await send("two", "count", 2)
        assert (await listening.receive_json_from())["value"] == 2


async def test_a_socket_may_leave_its_last_channel_and_come_back():
    async with socket("one") as listening:
        await listening.send_json_to({"type": "unsubscribe", "channels": ["one"]})
        await listening.subscribe("one")
        await send("one", "count", 1)
        assert (await listening.receive_json_from())["value"] == 1


async def test_the_predecessors_pipes_are_understood():
    async with socket() as listening:
        triplet = {"type": "connection_triplet", "uid": "1-2", "label": "count", "channel_name": "one"}
        for _ in range(3):
            await listening.send_json_to(triplet)
        assert await listening.receive_json_from() == {"type": "subscribed", "channels": ["one"], "live": True}
        await send("one", "count", 1)
        assert (await listening.receive_json_from())["value"] == 1
        assert await listening.receive_nothing()


async def test_nothing_is_left_of_sockets_that_are_gone():
    async with socket("one"), socket("one", "two"):
        assert asyncio.get_running_loop() in pipe_fanout._fanouts
    assert asyncio.get_running_loop() not in pipe_fanout._fanouts
    assert get_channel_layer().groups == {}


async def test_a_socket_that_the_server_cancels_leaves_its_channels():
    opened = Socket()
    await opened.connect()
    await opened.subscribe("one")
    opened.stop()
    opened.future.cancel()
    await asyncio.wait([opened.future])
    assert asyncio.get_running_loop() not in pipe_fanout._fanouts


# Who may ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hosts", "debug", "origin", "is_open"),
    [
        (["testserver"], False, "http://testserver", True),
        (["testserver"], False, "https://testserver:8443", True),
        ([".example.org"], False, "https://www.example.org", True),
        (["testserver"], False, "http://evil.example", False),
        (["testserver"], False, "http://testserver.evil.example", False),
        (["testserver"], False, "null", False),
        (["testserver"], False, "http://[", False),
        (["testserver"], False, None, False),
        (["*"], False, "http://testserver", True),
        (["*"], False, "http://evil.example", False),
        ([], True, "http://localhost:8000", True),
        ([], True, "http://evil.example", False),
        ([], False, "http://localhost", False),
    ],
)
async def test_only_pages_of_this_site_may_open_it(settings, caplog, hosts, debug, origin, is_open):
    settings.ALLOWED_HOSTS, settings.DEBUG = hosts, debug
    opened = Socket(headers=headers(origin))
    assert await opened.connect() == ((True, None) if is_open else (False, 4403))
    assert ("ALLOWED_HOSTS" in caplog.text) is not is_open
    await opened.disconnect()


async def test_pipe_access_decides_who_may_listen(settings, caplog):
    settings.PLOTLY_DASH = {"pipe_access": "tests.live.access.only_staff_hears_secrets"}
    async with socket("secret", "open", user=User(is_staff=True)) as listening:
        await send("secret", "plan", "at noon")
        assert (await listening.receive_json_from())["value"] == "at noon"
        stranger = Socket(user=AnonymousUser())
        await stranger.connect()
        await stranger.send_json_to({"type": "subscribe", "channels": ["open", "secret"]})
        assert await stranger.close_code() == 4403
        assert stranger.last_text == {"type": "refused", "channels": ["secret"]}
        assert "'secret'" in caplog.text
        triplet = {"type": "connection_triplet", "channel_name": "secret"}
        assert await refusal(triplet, user=AnonymousUser()) == 4403
        await send("secret", "plan", "at one")
        assert (await listening.receive_json_from())["value"] == "at one"


async def test_pipe_access_may_be_async_and_a_broken_one_lets_nobody_in(settings, caplog):
    settings.PLOTLY_DASH = {"pipe_access": "tests.live.access.only_weather"}
    async with socket("weather"):
        assert await refusal({"type": "subscribe", "channels": ["news"]}) == 4403
    settings.PLOTLY_DASH = {"pipe_access": "tests.live.access.broken"}
    assert await refusal({"type": "subscribe", "channels": ["weather"]}) == 4403
    assert "no such team" in caplog.text


async def test_nobody_else_can_join_a_users_channel():
    async with socket("dpd-user-5", user=User(pk=5)) as listening:
        for other in (User(pk=6), User(pk=55), AnonymousUser(), None):
            assert await refusal({"type": "subscribe", "channels": ["dpd-user-5"]}, user=other) == 4403
        await send("dpd-user-5", "mail", 3)
        assert (await listening.receive_json_from())["value"] == 3


@pytest.mark.django_db(transaction=True)
async def test_the_session_cookie_says_who_the_user_is():
    user = await User.objects.acreate(username="ada")
    client = Client()

    def log_in():
        client.force_login(user)
        connection.close()  # that of this thread

    await asyncio.to_thread(log_in)
    cookie = (b"cookie", f"sessionid={client.cookies['sessionid'].value}".encode())
    for router in (URLRouter(websocket_urlpatterns), None):
        arguments = {"app": router} if router else {}
        async with socket(f"dpd-user-{user.pk}", headers=[*HEADERS, cookie], **arguments) as listening:
            await send(f"dpd-user-{user.pk}", "mail", 3)
            assert (await listening.receive_json_from())["value"] == 3
        assert await refusal({"type": "subscribe", "channels": [f"dpd-user-{user.pk}"]}) == 4403


# Publishing from a browser ------------------------------------------------------------------------------------------

PUBLISH = {"type": "publish", "channel_name": "one", "label": "count", "value": 1}


async def test_browsers_do_not_publish_unless_the_site_lets_them(settings, caplog):
    async with socket("one") as listening:
        assert await refusal(PUBLISH) == 4403
        assert "ws_client_publish" in caplog.text
        assert await listening.receive_nothing()

        settings.PLOTLY_DASH = {"ws_client_publish": True, "pipe_access": "tests.live.access.only_staff_hears_secrets"}
        async with socket(user=AnonymousUser()) as sending:
            await sending.send_json_to(PUBLISH)
            assert (await listening.receive_json_from())["value"] == 1
        assert await refusal({**PUBLISH, "channel_name": "secret"}, user=AnonymousUser()) == 4403
        assert await refusal({"type": "publish", "channel_name": "one"}) == 4400


# What ends a socket, and no other -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("{", 4400),
        ("[" * 100_000, 4400),
        ("[]", 4400),
        ("7", 4400),
        ({"type": "unheard"}, 4400),
        ({"type": ["subscribe"]}, 4400),
        ({}, 4400),
        ({"type": "subscribe"}, 4400),
        ({"type": "subscribe", "channels": "one"}, 4400),
        ({"type": "subscribe", "channels": [["one"]]}, 4400),
        ({"type": "subscribe", "channels": [""]}, 4400),
        ({"type": "subscribe", "channels": ["\ud800"]}, 4400),
        ({"type": "subscribe", "channels": ["x" * 256]}, 4400),
        ({"type": "connection_triplet", "label": "l"}, 4400),
        ({"type": "ack", "n": 5}, 4400),
        (b"\x00\xff", 4415),
        ("x" * 10_000_000, 4413),
        ({"type": "subscribe", "channels": [str(number) for number in range(10_000)]}, 4409),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_a_bad_message_ends_its_socket_with_a_code_and_a_line_in_the_log(caplog, message, code):
    async with socket("one") as other:
        assert await refusal(message) == code
        assert [record.levelno for record in caplog.records] == [logging.WARNING]
        assert str(code) in caplog.text
        await send("one", "count", 1)
        assert (await other.receive_json_from())["value"] == 1


async def test_subscriptions_are_counted_over_all_messages(settings):
    settings.PLOTLY_DASH = {"pipe_subscription_limit": 3}
    async with socket("one", "two", "three") as full:
        await full.send_json_to({"type": "subscribe", "channels": ["one"]})
        assert await full.receive_nothing()
        await full.send_json_to({"type": "subscribe", "channels": ["four"]})
        assert await full.close_code() == 4409


async def test_a_browser_that_sends_too_much_is_cut_off(settings):
    settings.PLOTLY_DASH = {"pipe_rate_limit": 5}
    opened = Socket()
    await opened.connect()
    for _ in range(20):
        await opened.send_json_to({"type": "unsubscribe", "channels": []})
    assert await opened.close_code() == 4429
    await opened.disconnect()


async def test_a_browser_that_does_not_read_is_dropped_and_others_are_not(settings, caplog):
    settings.PLOTLY_DASH = {"pipe_queue_limit": 20_000}
    async with socket("one") as reading:
        slow = Socket()
        await slow.connect()
        await slow.subscribe("one")
        for number in range(300):
            await send("one", "count", [number, "x" * 500])
            got = await reading.receive_json_from()
            if got.get("type") == "ack":
                await reading.send_json_to(got)
                got = await reading.receive_json_from()
            assert got["value"][0] == number
        received = 0
        while (output := await slow.receive_output())["type"] == "websocket.send":
            received += len(output["text"])
        assert output["code"] == 4408
        assert received <= 21_000
        assert "pipe_queue_limit" in caplog.text
        await slow.disconnect()


async def test_a_site_without_a_channel_layer_refuses_sockets(settings, caplog):
    settings.CHANNEL_LAYERS = {}
    assert await Socket().connect() == (False, 4503)
    assert "CHANNEL_LAYERS" in caplog.text


async def test_other_paths_are_refused():
    assert (await Socket(path="/somewhere/else").connect())[0] is False


async def test_the_script_name_is_no_part_of_the_route():
    async with socket("one", path="/below/dpd/ws/channel/", root_path="/below") as listening:
        await send("one", "count", 1)
        assert (await listening.receive_json_from())["value"] == 1
