"""The context of callbacks: it says what Dash's own says, and reads the request when it is asked."""

import json
import pickle

import dash
import pytest
from dash import Input, Output, State, dcc, hooks, html

from django_plotly_dash.backend.callback_context import CallbackContext
from django_plotly_dash.mount import Mount, mounted
from tests.core.apps_for_tests import callback_body, temporary_app

URL = "/django_plotly_dash/app/Asked/_dash-update-component"


@pytest.fixture
def app():
    with temporary_app("Asked") as made:
        made.layout = html.Div([dcc.Input(id="colour"), dcc.Input(id="unit"), html.P(id="answer")])
        yield made


def test_it_says_what_dash_says(app, rf):
    body = callback_body(state=[{"id": {"type": "x", "index": 1}, "property": "value", "value": [1]}])
    request = rf.post(f"{URL}?a=1&a=2", body, content_type="application/json", headers={"Origin": "http://here"})
    request.COOKIES["kind"] = "small"
    with mounted(Mount(app=app, request=request, root="/", prefix="/app/Asked/", subpath="_dash-update-component")):
        wanted = app._initialize_context(body)
        ours = CallbackContext(body)
        assert not {"headers", "cookies"} & ours.keys()
        assert {key: ours[key] for key in wanted if key != "dash_response"} == {
            key: wanted[key] for key in wanted if key != "dash_response"
        }
        assert ours.keys() == wanted.keys()
        complete = CallbackContext(body).complete()
        assert complete.keys() == wanted.keys()
    del complete["dash_response"]
    assert b"?a=1&a=2" in pickle.dumps(dict(complete))
    with pytest.raises(AttributeError):
        _ = CallbackContext(body).headers
    with pytest.raises(AttributeError):
        _ = CallbackContext(body).nonsense


def test_a_callback_and_a_hook_read_the_request(app, client, db, monkeypatch):
    seen = []
    monkeypatch.setattr(hooks, "_ns", {})
    hooks.custom_data("of_the_request")(lambda context: seen.append(dict(context)) or context.get("origin"))

    @app.callback(Output("answer", "children"), Input("colour", "value"), State("unit", "value"))
    def answer(colour, unit):
        ctx = dash.callback_context
        return (
            f"{ctx.headers['X-Colour']} {ctx.cookies['kind']} {ctx.origin} {ctx.path} {ctx.custom_data.of_the_request}"
        )

    client.cookies["kind"] = "small"
    body = callback_body(state=[{"id": "unit", "property": "value", "value": "km"}])
    answered = client.post(
        URL, json.dumps(body), content_type="application/json", headers={"X-Colour": "red", "Origin": "http://here"}
    )
    text = answered.json()["response"]["answer"]["children"]
    assert text == f"red small http://here {URL} http://here"
    assert seen[0]["headers"]["X-Colour"] == "red"
