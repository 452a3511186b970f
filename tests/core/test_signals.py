"""``callback_started`` and ``callback_finished``: whatever runs a callback, and whatever becomes of it."""

import json
import logging
import threading

import pytest
from dash import Input, Output, html
from dash.exceptions import PreventUpdate
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.test import AsyncClient, Client

from django_plotly_dash.callbacks.last_errors import last_errors
from django_plotly_dash.mcp.tokens import issue_token
from django_plotly_dash.signals import callback_finished, callback_started
from tests.core.apps_for_tests import callback_body, temporary_app

pytestmark = pytest.mark.django_db

NAME = "Observed"
URL = f"/django_plotly_dash/app/{NAME}/_dash-update-component"
RAISED = {"none": PreventUpdate, "no": PermissionDenied, "bad": RuntimeError}


@pytest.fixture
def app():
    with temporary_app(NAME, enable_mcp=True) as app:
        app.layout = html.Div([html.P(id="colour"), html.P(id="answer"), html.P(id="later")])

        # To tell what a component holds, Dash's tools run the callbacks that a page runs when it is opened.
        once = {"prevent_initial_call": True}

        @app.callback(Output("answer", "children"), Input("colour", "value"), api_endpoint="/api/answer", **once)
        def answer(value):
            if value in RAISED:
                raise RAISED[value]("the callback broke")
            return value

        @app.callback(Output("later", "children"), Input("colour", "value"), **once)
        async def later(value):
            return answer(value)

        @app.callback(Input("colour", "value"))
        def nothing(value):
            pass

        yield app


@pytest.fixture
def heard(app):
    """The signals of the app, in order: pairs of name and what it carries."""
    signals = []

    def started(sender, signal, **told):
        signals.append(("started", told))

    def finished(sender, signal, **told):
        signals.append(("finished", told))

    callback_started.connect(started, sender=app)
    callback_finished.connect(finished, sender=app)
    yield signals
    callback_started.disconnect(started, sender=app)
    callback_finished.disconnect(finished, sender=app)


def post(value, output="answer.children", client=None):
    client = client or Client()
    return client.post(URL, json.dumps(callback_body(output, value)), content_type="application/json")


@pytest.mark.parametrize("output", ["answer.children", "later.children"])
@pytest.mark.parametrize(("value", "status"), [("x", 200), ("none", 204), ("no", 403), ("bad", 500)])
def test_each_run_of_a_callback_is_told(app, heard, caplog, output, value, status):
    user = User.objects.create_user("ada")
    client = Client()
    client.force_login(user)
    assert post(value, output, client).status_code == status
    (begin, started), (end, finished) = heard
    assert (begin, end) == ("started", "finished")
    assert started.pop("user") == finished.pop("user") == user
    assert started == {"app": app, "callback": output, "outputs": [output]}
    assert 0 < finished.pop("seconds") < 60
    error = finished.pop("error")
    assert finished == started
    assert type(error) is (RAISED[value] if value in ("no", "bad") else type(None))
    logged = [record for record in caplog.records if record.name == "django_plotly_dash.callback"]
    kept = last_errors([NAME])
    if value == "bad":
        assert [record.getMessage() for record in logged] == [
            f"Callback {output!r} of Dash app 'Observed' failed for 'ada'"
        ]
        assert kept[NAME].text == "RuntimeError: the callback broke"
    else:
        assert logged == []


@pytest.mark.asyncio
async def test_it_is_told_under_asgi_and_a_receiver_may_use_the_database(app, transactional_db):
    users = []

    def plain(sender, user, **_told):
        users.append((str(user), User.objects.count(), threading.get_ident()))

    async def coroutine(sender, error, **_told):
        users.append(error)

    callback_started.connect(plain)
    callback_finished.connect(coroutine)
    try:
        for output in ("answer.children", "later.children"):
            body = json.dumps(callback_body(output, "x"))
            answer = await AsyncClient().post(URL, body, content_type="application/json")
            assert answer.status_code == 200
    finally:
        callback_started.disconnect(plain)
        callback_finished.disconnect(coroutine)
    assert [entry[:2] if entry else entry for entry in users] == [("AnonymousUser", 0), None] * 2


def test_callbacks_without_an_output_and_endpoints_for_machines_are_told(app, heard):
    app.setup_apis()
    app.backend.set_up_once()
    name = next(key for key, entry in app.callback_map.items() if entry.get("no_output"))
    body = {**callback_body(value="x"), "output": name}
    del body["outputs"]
    assert Client().post(URL, json.dumps(body), content_type="application/json").status_code == 204
    api = f"/django_plotly_dash/app/{NAME}/api/answer"
    assert Client().post(api, '{"value": "x"}', content_type="application/json").json() == "x"
    refused = Client().post(api, '{"value": "bad"}', content_type="application/json")
    assert (refused.status_code, list(refused.json())) == (500, ["error"])
    told = [(told["callback"], told["outputs"], told.get("error")) for _name, told in heard]
    assert told[:2] == [(name, [], None)] * 2
    assert [callback for callback, _outputs, _error in told[2:]] == ["answer.children"] * 4
    assert isinstance(told[-1][2], RuntimeError)


TOOLS = [("answer", "answer.children"), ("later", "later.children")]


@pytest.mark.parametrize(("tool", "output"), TOOLS)
@pytest.mark.parametrize("value", ["x", "bad"])
def test_tools_of_language_models_are_told_with_the_user_of_the_token(app, heard, caplog, tool, output, value):
    ada = User.objects.create_user("ada")
    call = {"name": tool, "arguments": {"value": value}}
    answer = Client().post(
        f"/django_plotly_dash/app/{app.ident}/_mcp",
        json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}),
        content_type="application/json",
        headers={
            "Accept": "application/json, text/event-stream",
            "Authorization": f"Bearer {issue_token(ada, days=1)}",
        },
    )
    assert answer.status_code == 200
    assert bool(answer.json()["result"].get("isError")) is (value == "bad")
    (begin, started), (end, finished) = heard
    assert (begin, end) == ("started", "finished")
    assert started == {"app": app, "callback": output, "outputs": [output], "user": ada}
    assert 0 < finished.pop("seconds") < 60
    assert type(finished.pop("error")) is (RuntimeError if value == "bad" else type(None))
    assert finished == started


def test_a_receiver_that_fails_breaks_nothing(app, caplog):
    def broken(**_told):
        raise ZeroDivisionError

    callback_started.connect(broken)
    callback_finished.connect(broken)
    try:
        for output in ("answer.children", "later.children"):
            assert post("x", output).json()["response"][output.split(".")[0]]["children"] == "x"
    finally:
        callback_started.disconnect(broken)
        callback_finished.disconnect(broken)
    failures = [record for record in caplog.records if record.name == "django.dispatch"]
    assert len(failures) == 4
    assert all(record.levelno == logging.ERROR for record in failures)


def test_nothing_is_sent_for_what_runs_no_callback(app, heard):
    for value in ("x",):
        assert post(value, "unknown.children").status_code == 400
    Client().get(f"/django_plotly_dash/app/{NAME}/_dash-layout")
    assert heard == []


def test_what_a_user_is_called_makes_no_line_of_the_log(app, caplog):
    user = User.objects.create(username="ada\nERROR forged")
    client = Client()
    client.force_login(user)
    post("bad", client=client)
    assert "\n" not in caplog.records[0].getMessage()
