"""Async callbacks and layouts, and whatever stands around a view: the same under WSGI and ASGI."""

import asyncio
import json

import pytest
from asgiref.sync import ThreadSensitiveContext, sync_to_async
from dash import Input, Output, dcc, html
from dash.exceptions import PreventUpdate
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.test import AsyncClient, Client

from django_plotly_dash.models import DashApp, StatelessApp
from tests.core.apps_for_tests import callback_body, temporary_app

pytestmark = pytest.mark.django_db(transaction=True)


class Wsgi(Client):
    """Asks as a WSGI server does."""


class Asgi:
    """Asks as an ASGI server does: Django's handler gives each request its own thread, the test client does not."""

    def __init__(self):
        self._client = AsyncClient()
        self.force_login = self._client.force_login

    def get(self, *arguments, **keywords):
        return self._ask("get", *arguments, **keywords)

    def post(self, *arguments, **keywords):
        return self._ask("post", *arguments, **keywords)

    def _ask(self, method, *arguments, **keywords):
        async def ask():
            async with ThreadSensitiveContext():
                answer = await getattr(self._client, method)(*arguments, **keywords)
                await sync_to_async(connections.close_all)()
                return answer

        return asyncio.run(ask())


@pytest.fixture(params=[Wsgi, Asgi])
def client(request):
    return request.param()


@pytest.fixture
def app():
    with temporary_app("Awaited") as app:
        app.layout = html.Div([dcc.Input(id="colour"), html.P(id="answer")])
        yield app


def callback(app, function):
    app.callback(Output("answer", "children"), Input("colour", "value"))(function)
    return function


def call(client, value="blue", at="/django_plotly_dash/app/Awaited/"):
    url = f"{at}_dash-update-component"
    return client.post(url, json.dumps(callback_body(value=value)), content_type="application/json")


def content(answer):
    return answer.json()["response"]["answer"]["children"]


async def soon(value):
    await asyncio.sleep(0)
    return value


def test_what_a_callback_raises_is_answered_as_that_of_a_plain_one(app, client, caplog):
    async def fail(value):
        await soon(value)
        raise {"nothing": PreventUpdate, "refuse": PermissionDenied, "break": ZeroDivisionError}[value]

    callback(app, fail)
    assert call(client, "nothing").status_code == 204
    assert call(client, "refuse").status_code == 403
    broken = call(client, "break")
    assert broken.status_code == 500
    assert "ZeroDivisionError" in caplog.text
    assert call(client, 3).status_code == 500  # KeyError, before anything is awaited


def test_the_database_is_guarded_as_django_guards_it(app, client, caplog, settings):
    async def count(value):
        return f"{User.objects.count()} users"

    callback(app, count)
    assert call(client).status_code == 500
    assert "You cannot call this from an async context" in caplog.text


def test_the_databases_async_interface_and_threads_serve_it(app, client):
    async def count(value):
        return f"{await User.objects.acount()} and {await sync_to_async(User.objects.count)()}"

    callback(app, count)
    User.objects.create_user("ada")
    assert content(call(client)) == "1 and 1"


def test_session_state_and_saved_state_are_stored(app, client):
    async def count(value, session_state, dash_app):
        session_state["calls"] = await soon(session_state.get("calls", 0) + 1)
        dash_app.update_current_state("colour", "value", value)
        return session_state["calls"]

    callback(app, count)
    client.force_login(User.objects.create_user("ada"))
    row = StatelessApp.objects.create(app_name="Awaited")
    state = DashApp.objects.create(
        stateless_app=row,
        instance_name="hers",
        save_on_change=True,
        base_state='{"colour": {"value": "blue"}, "answer": {"children": ""}}',
    )
    for expected, colour in ((1, "red"), (2, "green")):
        assert content(call(client, colour, f"/django_plotly_dash/instance/{state.slug}/")) == expected
        state.refresh_from_db()
        assert state.current_state() == {"colour": {"value": colour}, "answer": {"children": expected}}


def test_an_async_layout_is_served_to_each_visitor(app, client, caplog):
    async def layout(user):
        if user.username == "eve":
            raise ValueError("no layout")
        return html.P(await soon(f"layout of {user.username}"))

    app.layout = layout
    for name in ("ada", "bob"):
        client.force_login(User.objects.create_user(name))
        assert client.get("/django_plotly_dash/app/Awaited/").status_code == 200
        answer = client.get("/django_plotly_dash/app/Awaited/_dash-layout")
        assert answer.json()["props"]["children"] == f"layout of {name}"
        assert answer.headers["Cache-Control"] == "no-store"
    client.force_login(User.objects.create_user("eve"))
    assert client.get("/django_plotly_dash/app/Awaited/_dash-layout").status_code == 200
    assert "failed for 'eve'" in caplog.text


# Decorators and middleware -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_async", [False, True])
@pytest.mark.parametrize("decorator", ["plain", "asynchronous", "djangos"])
def test_the_sites_decorator_guards_plain_and_async_callbacks(app, client, decorated, decorator, is_async):
    decorated(f"tests.core.view_decorators.{decorator}")
    called = []

    def plain_answer(value):
        called.append(value)
        return value

    async def async_answer(value):
        called.append(value)
        return await soon(value)

    callback(app, async_answer if is_async else plain_answer)
    refused = call(client, at="/dash/app/Awaited/")
    assert refused.status_code == 401
    assert "login_url" in refused.json()
    assert not called
    client.force_login(User.objects.create_user("ada"))
    answer = call(client, at="/dash/app/Awaited/")
    assert content(answer) == "blue"
    assert answer.headers["Content-Type"] == "application/json"
    if decorator != "djangos":
        assert answer.headers["X-Decorated"] == "yes"
        assert answer.cookies["decorated"].value == "yes"
    if decorator == "asynchronous":
        client.force_login(User.objects.create_user("eve"))
        assert call(client, at="/dash/app/Awaited/").status_code == 403
        assert client.get("/dash/app/Awaited/").status_code == 403


def test_what_a_decorator_does_with_the_content_is_done_when_there_is_one(app, client, decorated):
    decorated("tests.core.view_decorators.compressing")

    async def answer(value):
        return await soon("long " * 200)

    callback(app, answer)
    url = "/dash/app/Awaited/_dash-update-component"
    body = json.dumps(callback_body())
    answered = client.post(url, body, content_type="application/json", headers={"Accept-Encoding": "gzip"})
    assert answered.headers["Content-Encoding"] == "gzip"
    assert content(call(client, at="/dash/app/Awaited/")) == "long " * 200


def test_an_answer_that_a_decorator_drops_leaves_nothing_behind(app, client, decorated):
    decorated("tests.core.view_decorators.replacing")

    async def answer(value):
        return await soon(value)

    callback(app, answer)
    assert call(client, at="/dash/app/Awaited/").content == b"something else"


def test_headers_and_cookies_of_an_async_callback_are_sent(app, client):
    from dash import ctx

    async def answer(value):
        ctx.response.set_header("X-Own", await soon("mine"))
        ctx.response.set_cookie("own", "mine")
        return value

    callback(app, answer)
    answered = call(client)
    assert answered.headers["X-Own"] == answered.cookies["own"].value == "mine"


def test_an_api_endpoint_may_be_async(client):
    with temporary_app("Api") as app:
        app.layout = html.Div([dcc.Input(id="colour"), html.P(id="answer")])

        @app.callback(Output("answer", "children"), Input("colour", "value"), api_endpoint="/api/double")
        async def double(number):
            return await soon(number * 2)

        app.setup_apis()
        url = "/django_plotly_dash/app/Api/api/double"
        assert client.post(url, '{"number": 4}', content_type="application/json").json() == 8
