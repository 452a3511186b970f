"""Whatever a browser writes into the websocket of live pipes, or posts to the endpoint: an answer or a code."""

import asyncio
import json
import logging

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from django_plotly_dash.pipes import poke
from django_plotly_dash.pipes.messages import group_of, message_text
from django_plotly_dash.websockets.close_codes import CloseCode
from tests.fuzz.strategies import ANYTHING, TEXT, as_text, nearly
from tests.live.sockets import Socket

# Channels looks after the connections that other tests have left in its thread.
pytestmark = pytest.mark.django_db

CODES = {CloseCode.MALFORMED, CloseCode.FORBIDDEN, CloseCode.BINARY, CloseCode.TOO_LARGE}
CODES |= {CloseCode.TOO_MANY_SUBSCRIPTIONS, CloseCode.TOO_MANY_MESSAGES}
MESSAGES = st.sampled_from(
    [
        {"type": "subscribe", "channels": ["one", "two"]},
        {"type": "unsubscribe", "channels": ["one"]},
        {"type": "connection_triplet", "channel_name": "one", "label": "l", "uid": "1"},
        {"type": "ack", "n": 1},
        {"type": "publish", "channel_name": "one", "label": "l", "value": 1},
    ]
)
POKE = {"channel_name": "one", "label": "l", "value": {"a": [1]}}


@pytest.fixture
def publishing(settings):
    settings.PLOTLY_DASH = {"ws_client_publish": True, "http_poke_token": "secret"}


async def written(messages):
    opened = Socket()
    assert (await opened.connect())[0]
    for message in messages:
        await opened.send_to(**message)
    # Whoever is still there is told of a channel that nobody else has.
    await opened.send_to(text_data='{"type": "subscribe", "channels": ["last of all"]}')
    while True:
        output = await opened.receive_output(timeout=30)
        if output["type"] == "websocket.close":
            assert output["code"] in CODES
            break
        answer = json.loads(output["text"])
        if answer.get("channels") and answer["channels"][-1] == "last of all":
            break
    await opened.disconnect()


@given(
    st.lists(
        (MESSAGES.flatmap(nearly) | MESSAGES | ANYTHING).map(lambda value: {"text_data": as_text(value)})
        | st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).map(lambda text: {"text_data": text})
        | st.binary(min_size=1, max_size=20).map(lambda data: {"bytes_data": data}),
        max_size=4,
    )
)
@example([{"text_data": '{"type": "publish", "channel_name": "one", "label": "l", "value": 1' + "0" * 400 + "}"}])
def test_any_message_of_a_browser(publishing, caplog, messages):
    caplog.clear()
    asyncio.run(written(messages))
    worst = {record.levelno for record in caplog.records if record.exc_info}
    assert not worst


@given(nearly(POKE).map(as_text).map(str.encode) | ANYTHING.map(as_text).map(str.encode) | st.binary(max_size=60), TEXT)
def test_any_request_to_the_endpoint(publishing, body, token):
    status, answer = asyncio.run(poke.answer("POST", "Bearer secret", False, body))
    assert status in {200, 400, 413}
    assert json.dumps(answer).isascii()
    assert ("error" in answer) is (status != 200)
    if token.strip() != "secret":
        assert asyncio.run(poke.answer("POST", f"Bearer {token}", False, body))[0] == 403
    assert asyncio.run(poke.answer("POST", "Bearer secret", True, body))[0] == 403


@given(ANYTHING, ANYTHING, ANYTHING | st.binary() | st.sets(st.integers()) | st.just(logging) | st.complex_numbers())
def test_a_message_is_json_or_refused(name, label, value):
    try:
        text = message_text(name, label, value)
    except (TypeError, ValueError) as error:
        assert str(error)
    else:
        assert set(json.loads(text)) == {"channel_name", "label", "value"}
        text.encode()


@given(st.text(st.characters(codec="utf-8"), min_size=1), st.text(st.characters(codec="utf-8"), min_size=1))
@example("\u00e9", "e\u0301")
@example("one", "one ")
@example("dpd-user-1", "dpd-user-11")
def test_two_channels_never_share_a_group(one, two):
    assert (group_of(one) == group_of(two)) is (one == two)
