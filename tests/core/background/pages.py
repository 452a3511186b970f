"""A page of a visitor that begins background callbacks, as the renderer talks to the server."""

import json
import re
from urllib.parse import quote

import django
from django.test import Client

from django_plotly_dash import DjangoTaskManager

FRAMEWORK = "django.tasks" if django.VERSION >= (6, 0) else "django_tasks"
LATER = {"default": {"BACKEND": f"{FRAMEWORK}.backends.dummy.DummyBackend"}}
AT_ONCE = {"default": {"BACKEND": f"{FRAMEWORK}.backends.immediate.ImmediateBackend"}}


class Page:
    """A page of a visitor with an app in it, as the renderer talks to the server."""

    def __init__(self, app, client=None, prefix=None):
        self.client = client or Client()
        self.prefix = prefix or f"/django_plotly_dash/app/{app.ident}/"
        text = self.client.get(self.prefix).content.decode()
        self.end_id = re.search(r'"end_id":\s*"([^"]+)"', text)[1]

    def post(self, body, query=()):
        pairs = [("endId", self.end_id), *query]
        text = "&".join(f"{name}={quote(value)}" for name, value in pairs)
        url = f"{self.prefix}_dash-update-component?{text}"
        return self.client.post(url, json.dumps(body), content_type="application/json")

    def begin(self, body, query=()):
        """The handles of a job."""
        answer = self.post(body, query).json()
        return [("cacheKey", answer["cacheKey"]), ("job", answer["job"])]

    def ask(self, body, handles):
        """How the job stands; the renderer no longer sends the values."""
        inputs = [item if isinstance(item, list) else {**item, "value": None} for item in body["inputs"]]
        return self.post({**body, "inputs": inputs}, handles)


def body_of(value="blue", output="answer.children"):
    component_id, name = output.split(".")
    return {
        "output": output,
        "outputs": {"id": component_id, "property": name},
        "inputs": [{"id": "colour", "property": "value", "value": value}],
        "changedPropIds": ["colour.value"],
        "state": [],
    }


def cancelling(page, handles):
    body = {**body_of(output="stop.id"), "inputs": [{"id": "stop", "property": "n_clicks", "value": 1}]}
    return page.post({**body, "changedPropIds": ["stop.n_clicks"]}, [("cancelJob", handles[1][1])])


def store():
    return DjangoTaskManager().store


def told(page, handles):
    """What on_error is told."""
    return page.ask(body_of(), handles).json()["sideUpdate"]["bar"]["children"]
