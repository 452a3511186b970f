"""Websocket callbacks: who may open the socket, what callbacks have on it, and what bad messages come to."""

import asyncio
import json
import threading

import dash
import pytest
from asgiref.sync import sync_to_async
from dash import Input, Output, ctx, dcc, html, set_props
from dash.exceptions import PreventUpdate
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.test import AsyncClient, Client

from django_plotly_dash.models import DashApp, StatelessApp
from django_plotly_dash.signals import callback_finished, callback_started
from django_plotly_dash.state.arguments import audience, store_arguments
from django_plotly_dash.tickets.grants import visitor_grant
from tests.core.apps_for_tests import temporary_app
from tests.live.callback_sockets import HEADERS, CallbackSocket, callback_socket, request

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]

APP = "/django_plotly_dash/app/Socket/"


def socket_app(**keywords):
    return temporary_app("Socket", **keywords)


def fill(app, function=None, **keywords):
    app.layout = html.Div([dcc.Input(id="colour"), html.P(id="answer"), html.P(id="progress")])
    register = app.callback(Output("answer", "children"), Input("colour", "value"), **{"websocket": True, **keywords})
    register(function or (lambda colour: f"{colour} by socket"))


def answer_of(payload):
    assert payload["status"] == "ok", payload
    return payload["data"]["response"]["answer"]["children"]


@sync_to_async
def visitor(name):
    client = Client()
    client.force_login(User.objects.get_or_create(username=name)[0])
    return client


async def closed(socket):
    """How the socket ends: False where it never opened, else the code."""
    is_open, code = await socket.connect(timeout=30)
    return (is_open, await socket.close_code() if is_open else code)


# What callbacks have --------------------------------------------------------------------------------------------------


async def test_plain_and_async_callbacks_answer_over_one_socket():
    def plain(colour, user, dash_app_id):
        return f"{colour} for {user.username} of {dash_app_id} in {threading.current_thread() is main}"

    async def on_loop(colour, user):
        await asyncio.sleep(0)
        return f"{colour} for {user.username} at {app.get_relative_path('/')}"

    main = threading.current_thread()
    ada = await visitor("ada")
    for function, expected in (
        (plain, "blue for ada of Socket in False"),
        (on_loop, f"blue for ada at {APP}"),
    ):
        with socket_app() as app:
            fill(app, function)
            async with callback_socket(APP, client=ada) as socket:
                assert answer_of(await socket.call()) == expected
                assert answer_of(await socket.call("red")) == expected.replace("blue", "red")


async def test_set_props_arrives_before_the_answer_and_get_prop_asks_the_page():
    async def stream(colour):
        for step in range(3):
            set_props("progress", {"children": step})
        return await ctx.websocket.get_prop("colour", "value")

    def in_thread(colour):
        set_props("progress", {"children": dash.get_relative_path("/x")})
        return asyncio.run(ctx.websocket.get_prop("colour", "value"))

    for function, expected in ((stream, [0, 1, 2]), (in_thread, [f"{APP}x"])):
        with socket_app() as app:
            fill(app, function)
            async with callback_socket(APP) as socket:
                await socket.send_json_to(request())
                seen = []
                while True:
                    for message in await socket.messages():
                        assert message["rendererId"] == "page"
                        seen.append(message)
                    if seen[-1]["type"] == "get_props_request":
                        break
                assert [message["payload"]["props"]["children"] for message in seen[:-1]] == expected
                answer = {"type": "get_props_response", "requestId": seen[-1]["requestId"]}
                await socket.send_json_to({**answer, "requestId": "nobody's", "payload": {}})
                await socket.send_json_to({**answer, "payload": {"value": "from the page"}})
                (message,) = await socket.messages()
                assert answer_of(message["payload"]) == "from the page"


async def test_what_a_callback_raises_reaches_the_page_as_over_http(caplog):
    async def fail(colour):
        raise {"nothing": PreventUpdate, "refuse": PermissionDenied("not you"), "break": ValueError("hush")}[colour]

    with socket_app() as app:
        fill(app, fail)
        async with callback_socket(APP) as socket:
            assert await socket.call("nothing") == {"status": "prevent_update"}
            assert await socket.call("refuse") == {"status": "error", "message": "not you"}
            broken = await socket.call("break")
            assert broken == {"status": "error", "message": "The callback failed; the log of the server says why."}
            assert "hush" in caplog.text
            # The socket is none the worse.
            assert await socket.call("nothing") == {"status": "prevent_update"}


@pytest.mark.parametrize("is_async", [False, True])
async def test_signals_tell_of_callbacks_over_a_socket(is_async):
    heard = []

    def listen(sender, callback, outputs, user, error="none yet", **_told):
        heard.append((callback, outputs, str(user), type(error)))

    def plain(colour):
        if colour == "bad":
            raise ValueError(colour)
        return colour

    async def on_loop(colour):
        return plain(colour)

    with socket_app() as app:
        fill(app, on_loop if is_async else plain)
        for signal in (callback_started, callback_finished):
            signal.connect(listen, sender=app)
        try:
            async with callback_socket(APP, client=await visitor("ada")) as socket:
                assert (await socket.call("red"))["status"] == "ok"
                assert (await socket.call("bad"))["status"] == "error"
        finally:
            for signal in (callback_started, callback_finished):
                signal.disconnect(listen, sender=app)
    told = ("answer.children", ["answer.children"], "ada")
    assert heard == [(*told, str), (*told, type(None)), (*told, str), (*told, ValueError)]


@pytest.mark.parametrize("is_async", [False, True])
async def test_session_and_saved_state_are_stored(is_async):
    def count(colour, session_state, dash_app):
        session_state["calls"] = session_state.get("calls", 0) + 1
        set_props("progress", {"children": f"{colour} set"})
        return session_state["calls"]

    async def count_on_loop(colour, session_state, dash_app):
        await asyncio.sleep(0)
        return count(colour, session_state, dash_app)

    @sync_to_async
    def make():
        tracked = {"colour": {"value": ""}, "answer": {"children": ""}, "progress": {"children": ""}}
        return DashApp.objects.create(
            stateless_app=StatelessApp.objects.create(app_name="Socket"),
            instance_name="hers",
            save_on_change=True,
            base_state=json.dumps(tracked),
        )

    with socket_app() as app:
        fill(app, count_on_loop if is_async else count)
        state = await make()
        async with callback_socket("/django_plotly_dash/instance/hers/", client=await visitor("ada")) as socket:
            for number, colour in ((1, "red"), (2, "green")):
                assert answer_of(await socket.call(colour)) == number
                await sync_to_async(state.refresh_from_db)()
                assert state.current_state() == {
                    "colour": {"value": colour},
                    "answer": {"children": number},
                    "progress": {"children": f"{colour} set"},
                }


async def test_a_callback_for_ever_ends_with_its_socket_and_what_it_set_is_stored():
    begun, ended = asyncio.Event(), asyncio.Event()

    @sync_to_async
    def make():
        return DashApp.objects.create(
            stateless_app=StatelessApp.objects.create(app_name="Socket"),
            instance_name="hers",
            save_on_change=True,
            base_state='{"progress": {"children": ""}}',
        )

    with socket_app() as app:
        app.layout = html.P(id="progress")

        @app.callback(websocket=True, persistent=True)
        async def stream():
            set_props("progress", {"children": "on its way"})
            begun.set()
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()

        (output,) = app.callback_map
        state = await make()
        async with callback_socket("/django_plotly_dash/instance/hers/") as socket:
            await socket.send_json_to(request(output=output, outputs=None, inputs=[], changedPropIds=[]))
            await asyncio.wait_for(begun.wait(), 30)
        await asyncio.wait_for(ended.wait(), 30)
        await sync_to_async(state.refresh_from_db)()
        assert state.current_state() == {"progress": {"children": "on its way"}}


async def test_a_callback_in_a_thread_learns_that_its_socket_is_closed():
    begun, ended = threading.Event(), threading.Event()

    def endless(colour):
        begun.set()
        while not ctx.websocket.is_shutdown:
            set_props("progress", {"children": "more"})
        ended.set()

    with socket_app() as app:
        fill(app, endless)
        async with callback_socket(APP) as socket:
            await socket.send_json_to(request())
            await sync_to_async(begun.wait, thread_sensitive=False)(30)
        assert await sync_to_async(ended.wait, thread_sensitive=False)(30)
        from django_plotly_dash.websocket_callbacks.consumer import _left_running

        await asyncio.gather(*_left_running)


async def test_an_async_callback_that_never_lets_the_page_read_is_stopped(monkeypatch):
    monkeypatch.setattr("django_plotly_dash.websocket_callbacks.socket._MOST_WAITING", 50)

    async def flood(colour):
        for number in range(1000):
            set_props("progress", {"children": number})

    with socket_app() as app:
        fill(app, flood)
        async with callback_socket(APP) as socket:
            assert (await socket.call())["status"] == "error"
            assert len(socket.before) == 51


# Who may --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "origin", [None, b"http://evil.example", b"null", b"http://testserver.evil.example", b"file://testserver"]
)
async def test_a_foreign_page_opens_no_socket(origin):
    with socket_app() as app:
        fill(app)
        headers = [HEADERS[0], *([(b"origin", origin)] if origin else [])]
        assert await closed(CallbackSocket(APP, headers=headers)) == (False, 4003)


async def test_an_origin_that_the_app_allows_does():
    headers = [HEADERS[0], (b"origin", b"https://front.example")]
    with socket_app(websocket_allowed_origins=["https://front.example"]) as app, temporary_app("Other") as other:
        fill(app)
        fill(other)
        async with callback_socket(APP, headers=headers) as socket:
            assert answer_of(await socket.call()) == "blue by socket"
        assert await closed(CallbackSocket(APP.replace("Socket", "Other"), headers=headers)) == (False, 4003)


async def test_no_app_no_socket():
    for path in ("/django_plotly_dash/app/Nothing/", "/", "/django_plotly_dash/", "/django_plotly_dash/instance/none/"):
        assert await closed(CallbackSocket(path)) == (True, 4404)


async def test_the_apps_rule_is_asked_with_each_message():
    called = []
    with socket_app(login_required=True) as app:
        fill(app, called.append)
        assert await closed(CallbackSocket(APP)) == (True, 4001)
        ada = await visitor("ada")
        async with callback_socket(APP, client=ada) as socket:
            assert (await socket.call("first"))["status"] == "ok"
            await sync_to_async(ada.session.flush)()  # she has logged out elsewhere
            assert await socket.call("second") == {"status": "error", "message": "Please log in to see this."}
            assert await socket.close_code() == 4401
        assert called == ["first"]


async def test_the_rule_is_asked_with_each_heartbeat():
    with socket_app(login_required=True) as app:
        fill(app)
        ada = await visitor("ada")
        async with callback_socket(APP, client=ada) as socket:
            await socket.send_json_to({"type": "heartbeat"})
            assert await socket.messages() == [{"type": "heartbeat_ack"}]
            await sync_to_async(ada.session.flush)()
            await socket.send_json_to({"type": "heartbeat"})
            assert await socket.close_code() == 4401


async def test_the_rule_is_asked_while_a_callback_runs_whatever_the_browser_sends():
    begun = asyncio.Event()

    async def endless(colour):
        begun.set()
        await asyncio.Event().wait()

    with socket_app(login_required=True, websocket_heartbeat_interval=100) as app:
        fill(app, endless)
        ada = await visitor("ada")
        async with callback_socket(APP, client=ada) as socket:
            await socket.send_json_to(request())
            await asyncio.wait_for(begun.wait(), 30)
            await sync_to_async(ada.session.flush)()
            assert await socket.close_code() == 4401


@pytest.mark.parametrize("decorator", ["plain", "asynchronous"])
async def test_the_sites_decorator_guards_the_socket(decorated, decorator):
    decorated(f"tests.core.view_decorators.{decorator}")
    with socket_app() as app:
        fill(app)
        path = "/dash/app/Socket/"
        assert await closed(CallbackSocket(path)) == (True, 4001)
        async with callback_socket(path, client=await visitor("ada")) as socket:
            assert answer_of(await socket.call()) == "blue by socket"
        if decorator == "asynchronous":
            assert await closed(CallbackSocket(path, client=await visitor("eve"))) == (True, 4001)


async def test_an_app_on_pages_only_takes_a_ticket(rf):
    with socket_app(embed_only=True) as app:
        fill(app)
        assert await closed(CallbackSocket(APP)) == (True, 4001)
        page = rf.get("/")
        ada, bob = await visitor("ada"), await visitor("bob")
        page.user = await User.objects.aget(username="ada")
        ticket = store_arguments({}, page, audience(app, None), grants=visitor_grant(page))
        ticketed = f"{APP}initial/{ticket}/"
        async with callback_socket(ticketed, client=ada) as socket:
            assert answer_of(await socket.call()) == "blue by socket"
        assert await closed(CallbackSocket(ticketed, client=bob)) == (True, 4001)
        assert await closed(CallbackSocket(ticketed)) == (True, 4001)


async def test_hooks_of_dash_may_refuse():
    from dash import hooks

    app_hooks = {"connect": True, "message": True}

    with socket_app() as app:
        fill(app)
        hooks.websocket_connect()(lambda websocket: app_hooks["connect"])
        hooks.websocket_message()(lambda websocket, message: app_hooks["message"])
        try:
            async with callback_socket(APP) as socket:
                assert answer_of(await socket.call()) == "blue by socket"
                app_hooks["message"] = (4321, "enough")
                await socket.send_json_to(request())
                assert await socket.close_code() == 4321
            app_hooks["connect"] = False
            assert await closed(CallbackSocket(APP)) == (False, 4001)
        finally:
            for name in ("websocket_connect", "websocket_message"):
                hooks._ns[name].clear()


# What is no good ------------------------------------------------------------------------------------------------------


BAD = [
    ({"output": "nothing.children"}, "is not a callback"),
    ({"output": 3}, "must be the id of a callback"),
    ({"output": ["answer.children"]}, "must be the id of a callback"),
    ({"inputs": "x"}, "'inputs' must be a list"),
    ({"inputs": [{"id": "other", "property": "value", "value": 1}]}, "which this callback declares"),
    ({"outputs": {"id": "other", "property": "children"}}, "is not answer"),
    ({"state": [1]}, "'state' must be a list of 0"),
    ({"changedPropIds": 3}, "must be a list of strings"),
    ({"output": "http.children", "outputs": {"id": "http", "property": "children"}}, "websocket=True"),
]


async def test_what_does_not_fit_a_callback_is_answered_with_a_sentence():
    called = []
    with socket_app() as app:
        fill(app, called.append)
        app.layout.children.append(html.P(id="http"))
        app.callback(Output("http", "children"), Input("colour", "value"))(called.append)
        async with callback_socket(APP) as socket:
            for changes, text in BAD:
                answer = await socket.call(**{"request_id": "bad", **changes})
                assert answer["status"] == "error"
                assert text in answer["message"]
            for payload in (None, [], "x", 3):
                await socket.send_json_to({**request(), "payload": payload})
                (message,) = await socket.messages()
                assert "must be a JSON object" in message["payload"]["message"]
            assert not called
            assert (await socket.call())["status"] == "ok"


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("{", 4400),
        ("[]", 4400),
        ("3", 4400),
        ("[" * 100_000, 4400),
        ('"\\ud800"', 4400),
        (json.dumps({**request(), "requestId": 3}), 4400),
        (json.dumps({**request(), "rendererId": ["page"]}), 4400),
        (b"binary", 4415),
        ("x" * 2_001, 4413),
    ],
)
async def test_what_is_no_message_ends_the_socket_alone(settings, message, code):
    settings.PLOTLY_DASH = {"callback_body_limit": 2_000 if code == 4413 else 16 * 1024 * 1024}
    with socket_app() as app:
        fill(app)
        async with callback_socket(APP) as other:
            socket = CallbackSocket(APP)
            await socket.connect(timeout=30)
            if isinstance(message, bytes):
                await socket.send_to(bytes_data=message)
            else:
                await socket.send_to(text_data=message)
            assert await socket.close_code() == code
            await socket.disconnect(timeout=30)
            assert answer_of(await other.call()) == "blue by socket"


async def test_types_that_are_not_known_are_left_alone():
    with socket_app() as app:
        fill(app)
        async with callback_socket(APP) as socket:
            for message in ({}, {"type": None}, {"type": ["x"]}, {"type": "get_props_response", "requestId": []}):
                await socket.send_json_to(message)
            assert answer_of(await socket.call()) == "blue by socket"


async def test_one_socket_runs_so_many_callbacks_at_once(settings):
    settings.PLOTLY_DASH = {"websocket_callback_limit": 3}
    go_on = asyncio.Event()

    async def wait(colour):
        await go_on.wait()
        return colour

    with socket_app() as app:
        fill(app, wait)
        async with callback_socket(APP) as socket:
            for number in range(4):
                await socket.send_json_to(request(request_id=str(number)))
            await socket.send_json_to(request(request_id="0"))
            refused = await socket.messages() + await socket.messages()
            assert "More than 3 callbacks" in refused[0]["payload"]["message"]
            assert "already" in refused[1]["payload"]["message"] or "More than" in refused[1]["payload"]["message"]
            go_on.set()
            answers = []
            while len(answers) < 3:
                answers += await socket.messages()
            assert {message["requestId"] for message in answers} == {"0", "1", "2"}


# What pages are told --------------------------------------------------------------------------------------------------


async def test_only_a_page_that_came_over_asgi_is_told_and_only_of_an_app_that_has_any():
    def told(page):
        return '"websocket":' in page.content.decode()

    with socket_app() as app, temporary_app("Without") as without:
        fill(app)
        fill(without, websocket=False)
        assert told(await AsyncClient().get(APP))
        assert not told(await AsyncClient().get("/django_plotly_dash/app/Without/"))
        assert not told(await sync_to_async(Client().get)(APP))
        # Over HTTP the callback answers as any other, and at the socket's URL there is nothing.
        body = json.dumps(request()["payload"])
        answer = await AsyncClient().post(f"{APP}_dash-update-component", body, content_type="application/json")
        assert answer.json()["response"]["answer"]["children"] == "blue by socket"
        for method in ("get", "post"):
            assert (await getattr(AsyncClient(), method)(f"{APP}_dash-ws-callback")).status_code == 426
