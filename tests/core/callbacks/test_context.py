"""The context of callbacks: it says what Dash's own says, and reads the request when it is asked."""

import json
import pickle

import dash
import pytest
from dash import ALL, Input, Output, State, dcc, hooks, html

from django_plotly_dash.callbacks.context import CallbackContext
from django_plotly_dash.mount.mount import Mount, mounted
from tests.core.apps_for_tests import callback_body, temporary_app

URL = "/django_plotly_dash/app/Asked/_dash-update-component"


@pytest.fixture
def app():
    with temporary_app("Asked") as made:
        made.layout = html.Div([dcc.Input(id="colour"), dcc.Input(id="unit"), html.P(id="answer")])
        yield made


def item(component_id, name="value", value=None):
    return {"id": component_id, "property": name, "value": value}


ROW = {"type": "row", "index": ALL}
ROWS = [item({"type": "row", "index": number}, value=[number]) for number in (1, 2)]
CALLBACKS = {
    "one output": ((Output("answer", "children"), Input("colour", "value"), State("unit", "value")), {}),
    "several outputs": (([Output("answer", "children"), Output("unit", "value")], Input("colour", "value")), {}),
    "groups": (
        (),
        {
            "output": {"a": Output("answer", "children"), "b": (Output("unit", "value"),)},
            "inputs": {"c": Input("colour", "value")},
            "state": {"u": State("unit", "value")},
        },
    ),
    "a pattern": ((Output("answer", "children"), Input("colour", "value"), State(ROW, "value")), {}),
    "no output": ((Input("colour", "value"),), {}),
    "a background job": ((Output("answer", "children"), Input("colour", "value")), {"background": True}),
}


@pytest.mark.parametrize("kind", CALLBACKS)
def test_it_says_what_dash_says(app, rf, kind):
    arguments, keywords = CALLBACKS[kind]
    app.callback(*arguments, **keywords)(lambda *_values, **_named: None)
    (output, declared) = next(iter(app.callback_map.items()))
    state = [ROWS if "{" in each["id"] else item(each["id"], value="km") for each in declared["state"]]
    spec = declared["output"]
    outputs = [each.to_dict() for each in spec] if isinstance(spec, (list, tuple)) else spec.to_dict()
    body = {**callback_body(outputs=outputs, state=state), "output": output}
    request = rf.post(f"{URL}?a=1&a=2", body, content_type="application/json", headers={"Origin": "http://here"})
    request.COOKIES["kind"] = "small"
    with mounted(Mount(app=app, request=request, root="/", prefix="/app/Asked/", subpath="_dash-update-component")):
        dashs = app._initialize_context(body)
        ours, complete = CallbackContext(body), CallbackContext(body)
        assert app._prepare_callback(ours, body) is app._prepare_callback(dashs, body) or kind == "a background job"
        app._prepare_callback(complete, body)
        wanted = {key: dashs[key] for key in dashs if key != "dash_response"}
        assert not {"headers", "cookies", "args_grouping", "input_values", "dash_response"} & ours.keys()
        assert {key: ours[key] for key in wanted} == wanted
        assert complete.complete().keys() == dashs.keys()
    del complete["dash_response"], complete["background_callback_manager"]
    assert b"?a=1&a=2" in pickle.dumps(dict(complete))
    with pytest.raises(AttributeError):
        _ = CallbackContext(body).headers
    with pytest.raises(AttributeError):
        _ = CallbackContext(body).args_grouping
    with pytest.raises(AttributeError):
        _ = CallbackContext(body).nonsense


def test_what_a_callback_sets_in_its_response_is_sent(app, client, db):
    @app.callback(Output("answer", "children"), Input("colour", "value"))
    def answer(colour):
        if colour == "red":
            dash.ctx.response.set_header("X-Colour", colour)
        return [dash.ctx.triggered_id, dash.ctx.args_grouping.value]

    for colour in ("red", "blue"):
        answered = client.post(URL, json.dumps(callback_body(value=colour)), content_type="application/json")
        assert answered.json()["response"]["answer"]["children"] == ["colour", colour]
        assert answered.headers["Content-Type"] == "application/json"
        assert answered.headers.get("X-Colour") == ("red" if colour == "red" else None)


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
