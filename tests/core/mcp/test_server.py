"""Requests for tools: apps that have none, and messages that are wrong."""

import pytest
from dash import html
from django.test import Client

from django_plotly_dash.mcp.tokens import issue_token
from tests.core.apps_for_tests import temporary_app
from tests.core.mcp.client import BASE, TILL, Model, of

pytestmark = pytest.mark.django_db


def test_no_tools_where_an_app_is_not_asked(ada, monkeypatch):
    monkeypatch.setenv("DASH_MCP_ENABLED", "true")
    token = issue_token(ada, days=1)
    with temporary_app("Not asked") as app:
        app.layout = html.P("x", id="x")
        for ident in ("not-asked", "Silent"):
            url = f"{BASE}/app/{ident}/_mcp"
            assert Model(url, token).say("initialize").status_code == 404
            assert Client().get(url).status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, -32700),
        ("[]", 400, -32700),
        ('"text"', 400, -32700),
        ("[" * 5000, 400, -32700),
        ({**of("ping"), "id": None}, 400, -32600),
        ({**of("ping"), "id": {}}, 400, -32600),
        (of(5), 200, -32600),
        (of("prompts/list"), 200, -32601),
        ({**of("tools/call"), "params": []}, 200, -32602),
        (of("tools/call", name=5), 200, -32602),
        (of("tools/call", name="total", arguments=[1]), 200, -32602),
        (of("tools/call", name="total", task=1), 200, -32602),
        (of("resources/read", uri="file:///etc/passwd"), 200, -32002),
        (of("resources/read"), 200, -32602),
        (
            of("tools/call", name="get_dash_component", arguments={"component_id": {"type": "part", "index": 1}}),
            200,
            -32602,
        ),
        (of("tasks/get", taskId="a:b"), 200, -32602),
        (of("tasks/get", taskId=f"a:b:c:{10**20}"), 200, -32602),
        (of("tasks/cancel", taskId="total:1:2:3"), 200, -32603),
    ],
)
def test_bad_messages_get_errors_of_json_rpc(model, body, status, code):
    response = model.post(body)
    assert response.status_code == status
    assert response.json()["error"]["code"] == code
    assert response.json()["error"]["message"]


def test_other_methods_and_content_types(model):
    assert model.client.get(TILL, headers=model.headers).status_code == 405
    assert model.client.delete(TILL, headers=model.headers).status_code == 405
    assert model.post({"id": 1}, content_type="text/plain").status_code == 415


def test_tools_are_always_at_one_path():
    from django.core.exceptions import ImproperlyConfigured

    with pytest.raises(ImproperlyConfigured, match="Leave 'mcp_path' out"), temporary_app("Elsewhere", mcp_path="m"):
        pass
