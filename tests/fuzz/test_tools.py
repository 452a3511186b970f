"""Whatever a client of a language model posts to an app's tools: an answer or an error of JSON-RPC, never a failure."""

import json

import django
import pytest
from dash import Input, Output, html
from django.contrib.auth.models import Permission, User
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from django_plotly_dash.background.django_tasks import task_backends
from django_plotly_dash.background.worker import run_job
from django_plotly_dash.mcp import server as mcp_server
from django_plotly_dash.mcp import sign_in as mcp_access
from django_plotly_dash.mcp.tokens import issue_token
from django_plotly_dash.models import DashApp, StatelessApp
from tests.fuzz.apps import KEY, NAME, STATE, curious_app
from tests.fuzz.strategies import ANYTHING, TEXT, as_text, nearly

pytestmark = pytest.mark.django_db

FRAMEWORK = "django.tasks" if django.VERSION >= (6, 0) else "django_tasks"
PATHS = [f"/django_plotly_dash/{mount}/_mcp" for mount in (f"app/{NAME}", "instance/saving")]
KINDS = ("PARSE_ERROR", "INVALID_REQUEST", "NO_METHOD", "INVALID_PARAMS", "INTERNAL_ERROR", "NO_RESOURCE")
CODES = {getattr(mcp_server, f"_{kind}") for kind in KINDS}
ANY_PATH = st.sampled_from(PATHS)
URIS = [f"dash://{uri}" for uri in ("layout", "components", "pages", "clientside-callbacks", "page-layout/x")]
ENTRY = {"id": KEY, "property": "value", "value": 3}
PARTS = ["(tool)", "(job)", "(key)", "(time)"]
JOB = ":".join(PARTS)


def message(method, **params):
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}


def call(name, **arguments):
    return message("tools/call", name=name, arguments=arguments)


BEGIN = message("tools/call", name="later", arguments={"text": "x"}, task={"ttl": 1})
OF_JOBS = [
    call("get_background_task_result", taskId=JOB),
    call("cancel_background_task", taskId=JOB),
    *[message(f"tasks/{verb}", taskId=JOB) for verb in ("get", "result", "cancel")],
]
MESSAGES = [
    message("initialize", protocolVersion="2025-06-18", capabilities={}, clientInfo={"name": "model"}),
    {"jsonrpc": "2.0", "method": "notifications/initialized"},
    message("ping"),
    *[message(f"{things}/list") for things in ("tools", "resources", "resources/templates")],
    *[message("resources/read", uri=uri) for uri in URIS],
    call("tell", text="x", keys=[ENTRY]),
    call("log", value=ENTRY),
    call("grouped", kept={"a": 1}, more_text__value="x", **{'more_{"index":["ALL"],"type":"key"}__value': [ENTRY]}),
    call("repeat", value={"a": [1]}, times=2),
    call("get_dash_component", component_id="text", property="value"),
    call("later", text="x"),
    BEGIN,
    *OF_JOBS,
]

ran = []


@pytest.fixture(scope="module", autouse=True)
def app():
    with curious_app(enable_mcp=True, permission="auth.view_user") as app:
        shown = app.layout

        def layout():
            ran.append("layout")
            return html.Div([shown, html.P(id="late")])

        def repeat(value, times=1):
            ran.append("repeat")
            return [value, times]

        app.layout = layout
        # As for what a module of apps makes a tool with `dash.mcp.mcp_enabled`.
        app.add_tool("repeat", {"fn": repeat, "expose_docstring": None})

        @app.callback(Output("late", "title"), Input("text", "value"), background=True)
        def later(text):
            return text

        @app.callback(Output("late", "lang"), Input("text", "value"))
        def note(text):
            ran.append("note")
            return str(text)

        yield app


@pytest.fixture
def token(settings):
    # Nobody does the jobs.
    settings.TASKS = {"default": {"BACKEND": f"{FRAMEWORK}.backends.dummy.DummyBackend"}}
    task_backends["default"].clear()  # made here, and not within the context of a request
    row, _made = StatelessApp.objects.get_or_create(app_name=NAME)
    DashApp.objects.create(
        stateless_app=row, instance_name="saving", slug="saving", base_state=json.dumps(STATE), save_on_change=True
    )
    ada = User.objects.create_user("ada")
    ada.user_permissions.add(Permission.objects.get(codename="view_user"))
    return issue_token(ada, days=1)


def post(path, body, **headers):
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    return client.post(path, body, content_type="application/json", headers=headers)


def begun_jobs():
    # Wagtail has other tasks.
    return [result for result in task_backends["default"].results if result.task.func is run_job.func]


def with_job(token, path, body):
    """A body with the id of a job that was begun, or with those parts of it that the body names."""
    if any(part in body for part in PARTS):
        begun = post(path, json.dumps(BEGIN), Authorization=f"Bearer {token}").json()
        for part, right in zip(PARTS, begun["result"]["task"]["taskId"].split(":"), strict=True):
            body = body.replace(part, right)
    return body


def check(token, caplog, path, body):
    caplog.clear()
    answer = post(path, with_job(token, path, body), Authorization=f"Bearer {token}")
    if answer.status_code == 202:
        assert not answer.content
    else:
        assert answer.status_code in {200, 400, 413, 415}
        told = json.loads(answer.content, parse_constant=pytest.fail)
        assert told.keys() == {"jsonrpc", "id", "error" if "error" in told else "result"}
        if "error" in told:
            assert told["error"]["code"] in CODES
            assert told["error"]["message"]
    assert not [record for record in caplog.records if record.exc_info]
    assert DashApp.objects.get().base_state == json.dumps(STATE)
    task_backends["default"].clear()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("body", MESSAGES, ids=as_text)
def test_what_a_client_sends_is_answered(token, caplog, path, body):
    check(token, caplog, path, json.dumps(body))


@given(ANY_PATH, st.sampled_from(MESSAGES).flatmap(nearly))
def test_messages_that_are_nearly_right(token, caplog, path, body):
    check(token, caplog, path, as_text(body))


@given(
    ANY_PATH,
    st.sampled_from([body["params"] for body in MESSAGES if body["method"] == "tools/call"]).flatmap(
        lambda params: nearly(params["arguments"]).map(lambda arguments: {**params, "arguments": arguments})
    ),
)
@example(PATHS[0], {"name": "log", "arguments": {"value": [5]}})
@example(PATHS[0], {"name": "log", "arguments": {"value": {"id": KEY, "value": 3}}})
@example(PATHS[0], {"name": "get_dash_component", "arguments": {"component_id": KEY}})
@example(PATHS[0], {"name": "get_background_task_result", "arguments": {"taskId": [JOB]}})
def test_any_arguments_of_a_tool(token, caplog, path, params):
    check(token, caplog, path, as_text(message("tools/call", **params)))


@given(
    ANY_PATH,
    st.sampled_from(OF_JOBS),
    st.tuples(*[st.just(part) | TEXT | st.integers().map(str) for part in PARTS]).map(":".join) | TEXT,
)
@example(PATHS[0], OF_JOBS[0], f"a:b:c:{10**20}")
def test_any_id_of_a_job(token, caplog, path, right, job):
    check(token, caplog, path, as_text(right).replace(JOB, as_text(job)[1:-1]))


@given(ANY_PATH, ANYTHING.map(as_text) | st.text(st.characters(codec="utf-8"), max_size=60))
@example(PATHS[0], "")
def test_any_body(token, caplog, path, body):
    check(token, caplog, path, body)


@given(
    ANY_PATH,
    st.sampled_from(MESSAGES).flatmap(lambda right: st.just(right) | nearly(right)),
    st.sampled_from(["", "Bearer (token)"]) | TEXT.map("Bearer {}".format),
)
@example(PATHS[0], call("note", text="x"), "")
@example(PATHS[0], call("repeat", value="x"), "Bearer x")
@example(PATHS[1], BEGIN, "Bearer (token)")
def test_who_may_not_come_in_makes_nothing_run(token, path, body, credentials):
    ran.clear()
    eve = issue_token(User.objects.get_or_create(username="eve")[0], days=1)
    answer = post(path, as_text(body), Authorization=credentials.replace("(token)", eve))
    assert answer.status_code == (403 if credentials == "Bearer (token)" else 401)
    assert answer.json()["error"]["code"] == mcp_access.REFUSED
    assert ran == []
    assert not begun_jobs()


def test_who_may_come_in_makes_it_run(token):
    for body in (call("note", text="x"), call("repeat", value="x"), BEGIN):
        post(PATHS[0], as_text(body), Authorization=f"Bearer {token}")
    assert {"layout", "note", "repeat"} <= set(ran)
    assert begun_jobs()
