"""Background callbacks on Django's task framework: what their functions are given, and what pages get of them."""

import json
from urllib.parse import quote

import pytest
from dash import ALL, MATCH, Input, Output, State, ctx, dcc, get_asset_url, html, no_update, set_props
from dash.exceptions import PreventUpdate
from django.contrib.auth.models import User
from django.test import Client

from django_plotly_dash.mcp.tokens import issue_token
from django_plotly_dash.models import DashApp, StatelessApp
from django_plotly_dash.mount.mount import current_mount
from tests.core.apps_for_tests import temporary_app
from tests.core.background.pages import Page, body_of

pytestmark = pytest.mark.django_db


def test_a_job_runs_where_it_is_enqueued_with_an_immediate_backend(make):
    app = make(lambda colour: f"You chose {colour}")
    page = Page(app)
    handles = page.begin(body_of())
    assert page.ask(body_of(), handles).json()["response"] == {"answer": {"children": "You chose blue"}}


def test_a_job_knows_its_context_and_app_but_no_request(make, later):
    found = {}

    def work(colour):
        found.update(
            mount=current_mount(), trigger=ctx.triggered_id, inputs=ctx.inputs, path=ctx.path, args=ctx.args["endId"]
        )
        found["grouped"] = ctx.args_grouping.value
        return get_asset_url("picture.png")

    app = make(work)
    page = Page(app)
    handles = page.begin(body_of())
    later()
    answer = page.ask(body_of(), handles).json()
    assert answer["response"]["answer"]["children"] == f"{page.prefix}assets/picture.png"
    assert found == {
        "mount": None,
        "trigger": "colour",
        "inputs": {"colour.value": "blue"},
        "path": f"{page.prefix}_dash-update-component?endId={quote(page.end_id)}",
        "args": page.end_id,
        "grouped": "blue",
    }


def test_coroutines_no_output_and_no_update(make, later):
    async def work(colour):
        set_props("bar", {"children": colour})

    async def nothing(colour):
        raise PreventUpdate

    silent, preventing = make(work, "SilentJob", output=[]), make(nothing, "PreventingJob")
    page = Page(silent)
    (callback_id,) = silent.callback_map
    body = {**body_of(), "output": callback_id, "outputs": []}
    handles = page.begin(body)
    later()
    assert page.ask(body, handles).json()["sideUpdate"] == {"bar": {"children": "blue"}}
    page = Page(preventing)
    handles = page.begin(body_of())
    later()
    assert page.ask(body_of(), handles).status_code == 204


def test_several_outputs_and_pattern_matching_ids(later):
    with temporary_app("Patterns") as app:
        app.layout = html.Div()

        @app.callback(
            output=[Output({"type": "out", "n": MATCH}, "children"), Output({"type": "out", "n": MATCH}, "title")],
            inputs={
                "own": Input({"type": "in", "n": MATCH}, "value"),
                "all_": State({"type": "in", "n": ALL}, "value"),
            },
            background=True,
        )
        def work(own, all_):
            return [html.B(f"{own} of {sum(all_)}"), no_update]

        (callback_id,) = app.callback_map
        ins = [{"id": {"n": n, "type": "in"}, "property": "value", "value": n} for n in (1, 2)]
        body = {
            "output": callback_id,
            "outputs": [{"id": {"n": 1, "type": "out"}, "property": name} for name in ("children", "title")],
            "inputs": [ins[0]],
            "state": [ins],
            "changedPropIds": ['{"n":1,"type":"in"}.value'],
        }
        page = Page(app)
        handles = page.begin(body)
        later()
        answer = page.ask(body, handles).json()["response"]
        assert list(answer) == ['{"n":1,"type":"out"}']
        assert list(answer['{"n":1,"type":"out"}']) == ["children"]
        assert answer['{"n":1,"type":"out"}']["children"]["props"]["children"] == "1 of 3"


def test_an_error_goes_to_on_error_after_what_was_set_before_it(make, later, caplog):
    def work(colour):
        set_props("bar", {"title": "begun"})
        raise ValueError("no such colour")

    def tell(error):
        set_props("bar", {"children": str(error).splitlines()[0]})

    app = make(work, app_options={"on_error": tell})
    page = Page(app)
    handles = page.begin(body_of())
    later()
    assert page.ask(body_of(), handles).json() == {"multi": True, "sideUpdate": {"bar": {"title": "begun"}}}
    told = page.ask(body_of(), handles).json()["sideUpdate"]["bar"]["children"]
    assert told == "An error occurred inside a background callback: no such colour"
    assert "callback answer.children of Dash app 'Job', failed" in caplog.text


def test_an_error_without_a_handler_tells_visitors_nothing(make, later):
    def work(colour):
        return object()  # no JSON

    app = make(work)
    page = Page(app)
    handles = page.begin(body_of())
    later()
    answer = page.ask(body_of(), handles)
    assert (answer.status_code, answer.json()["error"]) == (500, "The callback failed; the log of the server says why.")


def test_language_models_begin_ask_for_and_cancel_jobs(later):
    with temporary_app("Tools", enable_mcp=True) as app:
        app.layout = html.Div([dcc.Input(id="colour", value="red"), html.P(id="answer")])

        @app.callback(Output("answer", "children"), Input("colour", "value"), background=True)
        def shout(colour):
            return colour.upper()

        ada, grace = (issue_token(User.objects.create_user(name), days=1) for name in ("ada", "grace"))

        def ask(token, method, **params):
            return (
                Client()
                .post(
                    "/django_plotly_dash/app/Tools/_mcp",
                    json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}),
                    content_type="application/json",
                    headers={"Accept": "application/json, text/event-stream", "Authorization": f"Bearer {token}"},
                )
                .json()
            )

        call = {"name": "shout", "arguments": {"colour": "blue"}, "task": {}}
        begun, other = (ask(ada, "tools/call", **call)["result"]["task"]["taskId"] for _number in range(2))
        assert ask(ada, "tasks/get", taskId=begun)["result"]["status"] == "working"
        assert "Invalid taskId" in ask(grace, "tasks/cancel", taskId=begun)["error"]["message"]
        assert ask(ada, "tasks/cancel", taskId=other)["result"]["status"] == "cancelled"
        later()
        assert ask(ada, "tasks/get", taskId=begun)["result"]["status"] == "completed"
        assert ask(ada, "tasks/get", taskId=other)["result"]["status"] == "failed"
        assert "Invalid taskId" in ask(grace, "tasks/result", taskId=begun)["error"]["message"]
        assert "BLUE" in json.dumps(ask(ada, "tasks/result", taskId=begun)["result"])


def test_what_a_job_is_given_and_gives_is_saved_in_the_state_once(make, later):
    app = make(lambda colour: colour.upper(), output=Output("answer", "title"))
    row = StatelessApp.objects.get_or_create(app_name=app.app_name)[0]
    tracked = {"colour": {"value": "red"}, "answer": {"title": ""}}
    state = DashApp.objects.create(
        stateless_app=row, instance_name="kept", base_state=json.dumps(tracked), save_on_change=True
    )
    page = Page(app, prefix=f"/django_plotly_dash/instance/{state.slug}/")
    body = body_of(output="answer.title")
    handles = page.begin(body)
    page.ask(body, handles)  # the renderer sends null for each value
    state.refresh_from_db()
    assert state.current_state() == {"colour": {"value": "blue"}, "answer": {"title": ""}}
    later()
    page.ask(body, handles)
    state.refresh_from_db()
    assert state.current_state() == {"colour": {"value": "blue"}, "answer": {"title": "BLUE"}}


def test_apps_made_alike_run_their_own_function(make, later):
    def factory(name):
        return make(lambda colour: f"{name} {colour}", name)

    pages = [Page(factory("First")), Page(factory("Second"))]
    handles = [page.begin(body_of()) for page in pages]
    later()
    answers = [page.ask(body_of(), own).json() for page, own in zip(pages, handles, strict=True)]
    assert [answer["response"]["answer"]["children"] for answer in answers] == ["First blue", "Second blue"]
