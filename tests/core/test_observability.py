"""The recipes of docs/how-to/observability.md, run as they are written; its table of loggers."""

import json
import re
from pathlib import Path

import pytest
from dash import Input, Output, html
from django.test import Client, RequestFactory
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from django_plotly_dash.signals import callback_finished
from tests.core.apps_for_tests import callback_body, temporary_app

pytestmark = pytest.mark.django_db

PROJECT = Path(__file__).resolve().parents[2]
PAGE = (PROJECT / "docs" / "how-to" / "observability.md").read_text()
NAME = "Measured"


def recipe(title):
    """The namespace of the block of Python of a section, executed."""
    section = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    namespace = {}
    exec(re.search(r"```python\n(.*?)```", section, re.DOTALL)[1], namespace)  # noqa: S102  our own page
    return namespace


@pytest.fixture
def app():
    with temporary_app(NAME) as app:
        app.layout = html.Div([html.P(id="colour"), html.P(id="answer")])

        @app.callback(Output("answer", "children"), Input("colour", "value"))
        def answer(value):
            return 1 / value

        yield app


def run(value):
    body = json.dumps(callback_body(value=value))
    return Client().post(f"/django_plotly_dash/app/{NAME}/_dash-update-component", body, "application/json").status_code


def test_prometheus(app):
    namespace = recipe("Prometheus")
    try:
        assert [run(value) for value in (1, 2, 0)] == [200, 200, 500]
    finally:
        callback_finished.disconnect(dispatch_uid="prometheus")
    answer = namespace["metrics"](RequestFactory().get("/metrics"))
    lines = answer.content.decode().splitlines()
    assert answer.headers["Content-Type"].startswith("text/plain")
    labels = 'app="Measured",callback="answer.children"'
    assert f"dash_callback_seconds_count{{{labels}}} 3.0" in lines
    assert f'dash_callback_errors_total{{{labels},error="ZeroDivisionError"}} 1.0' in lines


def test_opentelemetry(app, monkeypatch):
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    namespace = recipe("OpenTelemetry")  # Django holds receivers weakly
    try:
        assert [run(value) for value in (1, 0)] == [200, 500]
    finally:
        assert callback_finished.disconnect(dispatch_uid="opentelemetry"), namespace
        provider.shutdown()
    good, bad = exporter.get_finished_spans()
    assert good.name == bad.name == "dash Measured"
    assert dict(good.attributes) == {
        "dash.app": "Measured",
        "dash.callback": "answer.children",
        "dash.outputs": ("answer.children",),
    }
    assert good.status.status_code is StatusCode.UNSET
    assert bad.status.status_code is StatusCode.ERROR
    assert bad.events[0].attributes["exception.type"] == "ZeroDivisionError"
    assert 0 < good.start_time < good.end_time


def test_every_logger_is_in_the_table():
    told = set(re.findall(r"^\| `([\w.]+)` \|", PAGE, re.MULTILINE))
    sources = [
        path.read_text() for name in ("django_plotly_dash", "dpd_wagtail") for path in (PROJECT / name).rglob("*.py")
    ]
    names = {name for source in sources for name in re.findall(r"getLogger\(([^)]*)\)", source)}
    ours = {name.strip('"') for name in names if name != "__name__" and not name.startswith('"django.')}
    assert {"dpd_wagtail" if name.startswith("dpd_wagtail") else name for name in ours} == told
