"""A client of apps' tools, as a language model's."""

import json

from django.test import Client

BASE = "/django_plotly_dash"
TILL = f"{BASE}/app/Till/_mcp"
SHELF = f"{BASE}/app/Shelf/_mcp"
OLD = '{"label": {"children": "old"}}'
HEADERS = {"Accept": "application/json, text/event-stream"}


class Model:
    """The client of a language model, with no cookies and with every check of Django."""

    def __init__(self, url, token=None, **headers):
        self.url = url
        self.headers = {**HEADERS, **headers, **({"Authorization": f"Bearer {token}"} if token else {})}
        self.client = Client(enforce_csrf_checks=True)

    def post(self, body, **options):
        options.setdefault("content_type", "application/json")
        text = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return self.client.post(self.url, text, headers=self.headers, **options)

    def say(self, method, **params):
        return self.post({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})

    def ask(self, method, **params):
        response = self.say(method, **params)
        assert response.status_code == 200, response.content
        answer = response.json()
        assert "error" not in answer, answer
        return answer["result"]

    def error(self, method, **params):
        return self.say(method, **params).json()["error"]

    def call(self, name, **arguments):
        return self.ask("tools/call", name=name, arguments=arguments)

    def read(self, uri):
        return self.ask("resources/read", uri=uri)["contents"][0]["text"]


def tools(model):
    return {tool["name"]: tool for tool in model.ask("tools/list")["tools"]}


def of(method, **params):
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
