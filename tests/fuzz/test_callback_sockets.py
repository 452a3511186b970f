"""Whatever is written into the websocket of an app's callbacks: an answer, or a code that closes that socket alone."""

import asyncio
import json
import logging
from urllib.parse import quote

import pytest
from dash import Input, Output, ctx, html
from hypothesis import example, given
from hypothesis import strategies as st

from django_plotly_dash.models import DashApp, StatelessApp
from django_plotly_dash.websocket_callbacks import consumer as callback_consumer
from django_plotly_dash.websockets.close_codes import CloseCode
from tests.fuzz.apps import BODIES, NAME, STATE, curious_app
from tests.fuzz.strategies import ANYTHING, TEXT, as_text, nearly
from tests.live.callback_sockets import CallbackSocket, callback_socket

# What a callback stores is stored by another thread.
pytestmark = pytest.mark.django_db(transaction=True)

CODES = {CloseCode.MALFORMED, CloseCode.TOO_LARGE, CloseCode.BINARY}
NOT_LET_IN = {CloseCode.NOT_ALLOWED, CloseCode.FOREIGN_ORIGIN, CloseCode.NOT_FOUND}
PATHS = [f"/django_plotly_dash/{mount}/" for mount in (f"app/{NAME}", "instance/saving")]


def request(body, request_id="1"):
    return {"type": "callback_request", "requestId": request_id, "rendererId": "page", "payload": body}


def asking(function):
    """What the page sends for a callback that asks the page for a property."""
    output = {"id": "asked", "property": function}
    text = {"id": "text", "property": "value", "value": "x"}
    body = {"output": f"asked.{function}", "outputs": output, "inputs": [text], "changedPropIds": ["text.value"]}
    return request({**body, "state": []})


# What Dash's renderer and its worker send.
MESSAGES = st.sampled_from(
    [
        *map(request, BODIES),
        {"type": "get_props_response", "rendererId": "page", "requestId": "1", "payload": {"value": "x"}},
        {"type": "heartbeat"},
        {"type": "connect", "rendererId": "page", "payload": {"serverUrl": "ws://testserver/", "inactivityTimeout": 1}},
        {"type": "disconnect", "rendererId": "page"},
        {"type": "tab_visible", "rendererId": "page"},
    ]
)
FRAMES = (
    (MESSAGES.flatmap(nearly) | MESSAGES | ANYTHING).map(lambda value: {"text_data": as_text(value)})
    | st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).map(lambda text: {"text_data": text})
    | st.binary(min_size=1, max_size=20).map(lambda data: {"bytes_data": data})
)
ID = "the id of the question"
PAGES_ANSWER = {"type": "get_props_response", "rendererId": "page", "requestId": ID, "payload": {"value": [1]}}


@pytest.fixture(scope="module", autouse=True)
def app():
    with curious_app(websocket_callbacks=True) as app:
        app.layout.children.append(html.P(id="asked"))

        @app.callback(Output("asked", "title"), Input("text", "value"))
        async def on_the_loop(_text):
            return str(await ctx.websocket.get_prop("text", "value"))

        @app.callback(Output("asked", "lang"), Input("text", "value"))
        def in_a_thread(_text):
            return str(asyncio.run(ctx.websocket.get_prop("text", "value")))

        yield app


@pytest.fixture
def saving():
    row, _made = StatelessApp.objects.get_or_create(app_name=NAME)
    return DashApp.objects.create(
        stateless_app=row, instance_name="saving", slug="saving", base_state=json.dumps(STATE), save_on_change=True
    )


async def next_output(socket):
    """What the server says next; an exception that has ended the consumer is raised at once."""
    output = asyncio.create_task(socket.receive_output(timeout=30))
    done, _ = await asyncio.wait({output, socket.future}, return_when=asyncio.FIRST_COMPLETED)
    if output not in done and socket.future.exception():
        output.cancel()
        raise socket.future.exception()
    return await output


async def until(socket, is_last):
    """Read what the socket says up to a message; None where it closes before, with a code that the docs have."""
    while True:
        output = await next_output(socket)
        if output["type"] == "websocket.close":
            assert output["code"] in CODES
            return None
        said = json.loads(output["text"], parse_constant=pytest.fail)
        for message in said if isinstance(said, list) else [said]:
            assert message["type"] in {"callback_response", "set_props", "heartbeat_ack", "get_props_request"}
            payload = message.get("payload")
            if message["type"] == "callback_response":
                assert payload["status"] in {"ok", "prevent_update", "error"}
                assert isinstance(payload.get("message", ""), str)
            if is_last(message):
                return message


def answers(request_id):
    return lambda message: message["type"] == "callback_response" and message["requestId"] == request_id


async def still_served(path):
    async with callback_socket(path) as socket:
        await socket.send_json_to(request(BODIES[0]))
        assert (await until(socket, answers("1")))["payload"]["status"] == "ok"


async def to_its_end(conversation):
    await conversation
    # Callbacks in threads go on although their socket is closed.
    await asyncio.gather(*callback_consumer._left_running)


def check(conversation, saving, caplog):
    caplog.clear()
    asyncio.run(to_its_end(conversation))
    # Django itself tells of a wrong Host.
    failed = [one for one in caplog.records if one.exc_info and one.levelno >= logging.ERROR]
    assert {record.name for record in failed} <= {"django.security.DisallowedHost"}
    saving.refresh_from_db()
    tracked = json.loads(saving.base_state, parse_constant=pytest.fail)
    assert {component_id: set(values) for component_id, values in tracked.items()} == {
        component_id: set(values) for component_id, values in STATE.items()
    }


async def written(path, frames):
    socket = CallbackSocket(path)
    assert (await socket.connect(timeout=30))[0]
    for frame in frames:
        await socket.send_to(**frame)
    # Who is still there runs a callback.
    await socket.send_json_to(request(BODIES[0], "last of all"))
    last = await until(socket, answers("last of all"))
    assert last is None or last["payload"]["status"] == "ok"
    await socket.disconnect(timeout=30)
    await still_served(path)


@given(st.sampled_from(PATHS), st.lists(FRAMES, max_size=3))
@example(PATHS[0], [{"text_data": '{"type": "get_props_response", "requestId": ["1"]}'}])
def test_any_message_of_a_browser(saving, caplog, path, frames):
    check(written(path, frames), saving, caplog)


async def answered(path, question, texts):
    async with callback_socket(path) as socket:
        await socket.send_json_to(question)
        asked = await until(socket, lambda message: message["type"] == "get_props_request")
        for text in [*texts, as_text(PAGES_ANSWER)]:
            await socket.send_to(text_data=text.replace(ID, asked["requestId"]))
        await until(socket, answers("1"))
    await still_served(path)


@pytest.mark.parametrize("function", ["title", "lang"])
@given(st.sampled_from(PATHS), st.lists((nearly(PAGES_ANSWER) | ANYTHING).map(as_text), max_size=2))
def test_any_answer_of_a_page_to_what_a_callback_asks(saving, caplog, function, path, texts):
    check(answered(path, asking(function), texts), saving, caplog)


LATIN = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=20)
NAMES = st.sampled_from([b"host", b"origin", b"cookie", b"x-forwarded-for", b"content-length", b"accept-language"])
OWN = [(b"host", b"testserver"), (b"origin", b"http://testserver")]


async def shaken(path, headers, query):
    socket = CallbackSocket(path, headers=headers)
    socket.scope["query_string"] = query
    is_open, code = await socket.connect(timeout=30)
    if is_open:
        # Who is let in is served; who is not, and has no foreign origin, learns the code after the handshake.
        await socket.send_json_to(request(BODIES[0]))
        output = await next_output(socket)
        code = output["code"] if output["type"] == "websocket.close" else None
        assert code is not None or "callback_response" in output["text"] or "set_props" in output["text"]
    assert code is None or code in NOT_LET_IN
    await socket.disconnect(timeout=30)


@given(
    st.sampled_from(PATHS) | TEXT.map(lambda text: f"/django_plotly_dash/app/{quote(text, errors='replace')}/"),
    st.lists(st.tuples(NAMES, LATIN.map(lambda text: text.encode("latin-1"))), max_size=3),
    st.booleans(),
    st.binary(max_size=20),
)
def test_any_handshake(saving, caplog, path, headers, own, query):
    check(shaken(path, [*(OWN if own else []), *headers], query), saving, caplog)
