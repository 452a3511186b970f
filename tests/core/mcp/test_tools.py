"""Apps as tools of language models: a client's conversation."""

import json
import urllib.error
import urllib.request

import pytest
from dash import Input, Output
from django.contrib.auth.models import User

from django_plotly_dash.mcp.tokens import issue_token
from django_plotly_dash.models import DashApp, StatelessApp
from tests.core.apps_for_tests import temporary_app
from tests.core.mcp.client import BASE, HEADERS, OLD, SHELF, TILL, Model, tools

pytestmark = pytest.mark.django_db


def test_a_conversation_over_http(live_server, transactional_db):
    ada = User.objects.create_user("ada")
    token = issue_token(ada, app_names=["Till"], days=1)

    def post(message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}", **HEADERS}
        with urllib.request.urlopen(urllib.request.Request(live_server.url + TILL, body, headers)) as response:
            return response.status, json.loads(response.read() or "null")

    _status, hello = post({"id": 0, "method": "initialize", "params": {"protocolVersion": "2025-06-18"}})
    assert hello["result"]["serverInfo"]["name"] == "Till"
    assert hello["result"]["protocolVersion"] == "2025-06-18"
    assert post({"method": "notifications/initialized"}) == (202, None)
    names = {tool["name"] for tool in post({"id": "a", "method": "tools/list"})[1]["result"]["tools"]}
    assert {"total", "total_later", "change", "change_later", "get_dash_component"} <= names
    call = {"name": "total", "arguments": {"price": 5, "kind": "gross"}}
    result = post({"id": 2, "method": "tools/call", "params": call})[1]["result"]
    assert result["structuredContent"]["response"] == {"total": {"children": "ada pays 5 gross; 1 users"}}
    layout = post({"id": 3, "method": "resources/read", "params": {"uri": "dash://layout"}})[1]
    assert layout["id"] == 3
    assert '"value":10' in layout["result"]["contents"][0]["text"]
    # Who does not say who he is gets an error of JSON-RPC, and is told what is wanted.
    request = urllib.request.Request(live_server.url + TILL, b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}')
    request.add_header("Content-Type", "application/json")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 401
    assert refused.value.headers["WWW-Authenticate"] == "Bearer"
    assert "dash_mcp_token" in json.loads(refused.value.read())["error"]["message"]


def test_extras_are_no_parameters_and_cannot_be_given(model):
    listed = tools(model)
    assert set(listed["total"]["inputSchema"]["properties"]) == {"price", "kind"}
    assert set(listed["total_later"]["inputSchema"]["properties"]) == {"price"}
    assert set(listed["change"]["inputSchema"]["properties"]) == {"paid", "price"}
    assert listed["change"]["description"] == "What to give back."
    given = model.call("total", price=1, kind="net", user="root")
    assert given["structuredContent"]["response"]["total"]["children"] == "ada pays 1 net; 1 users"
    forged = model.call("change", paid=20, user="root")
    assert forged["isError"] is True
    assert "Only the server passes these arguments: user." in forged["content"][0]["text"]
    assert model.call("change", paid=20)["structuredContent"] == {"result": "ada gets 10"}
    assert "do not match" in model.call("change", much=20)["content"][0]["text"]


def test_coroutine_functions_are_tools_too(model):
    answer = model.call("total_later", price=4)
    assert answer["structuredContent"]["response"]["total"]["title"] == "ada later: 4"
    assert model.call("change_later", paid=4)["structuredContent"] == {"result": 3}


def test_what_is_no_number_is_null_as_in_the_answers_of_callbacks(model):
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "mean_of_nothing"}}
    answer = json.loads(model.post(body).content, parse_constant=pytest.fail)
    assert answer["result"]["structuredContent"] == {"result": [None, None, 0.5]}


def test_components_with_dictionary_ids(model):
    parts = [{"id": {"type": "part", "index": number}, "property": "value", "value": 5} for number in (1, 2, 3)]
    answer = model.call("sum_of_parts", parts=parts)
    assert answer["structuredContent"]["response"]["sum"]["children"] == 15
    foreign = [{"id": "price", "property": "value", "value": 5}]
    refused = model.call("sum_of_parts", parts=foreign)
    assert refused["isError"] is True
    assert "which this callback declares" in refused["content"][0]["text"]


def test_what_a_tool_raises_is_told_with_debug_alone(model, settings, caplog):
    wrong = model.call("wrong", price=1)
    assert wrong["isError"] is True
    assert "the log of the server says why" in wrong["content"][0]["text"]
    assert "swordfish" not in json.dumps(wrong)
    assert "swordfish" not in json.dumps(model.call("change", paid=1))
    assert "Callback 'wrong.children' of Dash app 'Till' failed for 'ada'" in caplog.text
    assert "Not at this till." in model.call("refused", price=1)["content"][0]["text"]
    quiet = model.call("nothing", price=1)
    assert quiet.get("isError") is not True
    assert quiet["structuredContent"]["response"] == {}
    settings.DEBUG = True
    assert "swordfish" in json.dumps(model.call("wrong", price=1))


def test_a_layout_that_raises_tells_nothing_without_debug(ada, settings):
    def broken():
        raise ValueError("swordfish")

    with temporary_app("Broken tools", enable_mcp=True) as app:
        app.layout = broken
        app.callback(Output("y", "children"), Input("x", "children"))(lambda x: x)
        model = Model(f"{BASE}/app/broken-tools/_mcp", issue_token(ada, days=1))
        for method, params in [("tools/list", {}), ("resources/read", {"uri": "dash://layout"})]:
            error = model.error(method, **params)
            assert error == {"code": -32603, "message": "It failed; the log of the server says why."}
        settings.DEBUG = True
        assert model.error("tools/list")["message"] == "ValueError: swordfish"


def test_each_visitor_has_values_of_his_own(model):
    bob = Model(TILL, issue_token(User.objects.create_user("bob"), days=1))
    for who, price in ((model, 10), (bob, 3), (model, 10)):
        found = who.call("get_dash_component", component_id="price", property="value")
        assert found["structuredContent"]["properties"]["value"]["initial_value"] == price
        assert f"{price}" in tools(who)["total"]["inputSchema"]["properties"]["price"]["description"]


def test_apps_are_kept_apart(ada, model):
    shelf = Model(SHELF, issue_token(ada, days=1))
    here, there = tools(model), tools(shelf)
    assert set(here) & set(there) == {
        "get_dash_component",
        "get_background_task_result",
        "cancel_background_task",
    } & set(here)
    assert "jars" in there
    assert "label" in there  # its input is on a page
    assert "resources" in model.ask("resources/list")
    assert "dash://pages" not in [one["uri"] for one in model.ask("resources/list")["resources"]]
    pages = json.loads(shelf.read("dash://pages"))
    assert [page["path"] for page in pages] == ["/", "/low"]
    assert "for ada" in shelf.read("dash://page-layout/low")
    assert "for ada" not in json.dumps(model.error("resources/read", uri="dash://page-layout/low"))
    assert model.error("tools/call", name="jars", arguments={})["code"] == -32601


def test_tools_of_a_saved_state_show_it_and_never_change_it(ada):
    app = StatelessApp.objects.get(app_name="Shelf")
    state = DashApp.objects.create(
        stateless_app=app,
        instance_name="s",
        slug="s-1",
        base_state='{"label": {"children": "old"}}',
        save_on_change=True,
    )
    model = Model(f"{BASE}/instance/s-1/_mcp", issue_token(ada, days=1))
    assert "old" in model.read("dash://layout")
    assert model.call("label", jar="fig")["structuredContent"]["response"]["label"]["children"] == "a jar of fig"
    state.refresh_from_db()
    assert state.base_state == OLD
