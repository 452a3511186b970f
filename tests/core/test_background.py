"""Background callbacks on Django's task framework: what pages are told, and whose jobs are whose."""

import asyncio
import json
import re
import threading
from contextlib import ExitStack
from urllib.parse import quote

import django
import pytest
from dash import ALL, MATCH, Input, Output, Patch, State, ctx, dcc, get_asset_url, html, no_update, set_props
from dash.exceptions import PreventUpdate
from django.contrib.auth.models import User
from django.core.cache import caches
from django.test import AsyncClient, Client

from django_plotly_dash import DjangoTaskManager, stop_if_cancelled
from django_plotly_dash.background.django_tasks import task_backends
from django_plotly_dash.background.store import JobState, JobStore, combined
from django_plotly_dash.background.worker import run_job
from django_plotly_dash.mcp.tokens import issue_token
from django_plotly_dash.models import DashApp, StatelessApp
from django_plotly_dash.mount.mount import current_mount
from django_plotly_dash.signals import callback_finished, callback_started
from tests.core.apps_for_tests import temporary_app

FRAMEWORK = "django.tasks" if django.VERSION >= (6, 0) else "django_tasks"
LATER = {"default": {"BACKEND": f"{FRAMEWORK}.backends.dummy.DummyBackend"}}
AT_ONCE = {"default": {"BACKEND": f"{FRAMEWORK}.backends.immediate.ImmediateBackend"}}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache():
    caches["default"].clear()


@pytest.fixture
def later(settings):
    """Jobs wait until the test runs them."""
    settings.TASKS = LATER
    backend = task_backends["default"]  # made here, and not within the context of a request

    def work():
        results = [result for result in backend.results if result.task.func is run_job.func]  # Wagtail has others
        backend.clear()
        for result in results:
            run_job.call(*result.args, **result.kwargs)

    return work


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
    wid, name = output.split(".")
    return {
        "output": output,
        "outputs": {"id": wid, "property": name},
        "inputs": [{"id": "colour", "property": "value", "value": value}],
        "changedPropIds": ["colour.value"],
        "state": [],
    }


@pytest.fixture
def make():
    """Make apps whose one background callback is a function of a colour."""
    with ExitStack() as apps:

        def made(function, name="Job", output=None, app_options=None, **options):
            app = apps.enter_context(temporary_app(name, **(app_options or {})))
            app.layout = html.Div(
                [dcc.Input(id="colour"), html.P(id="answer"), html.P(id="bar"), html.Button(id="stop")]
            )
            output = Output("answer", "children") if output is None else output
            app.callback(output, Input("colour", "value"), background=True, **options)(function)
            return app

        yield made


def test_a_job_runs_where_it_is_enqueued_with_an_immediate_backend(make):
    app = make(lambda colour: f"You chose {colour}")
    page = Page(app)
    handles = page.begin(body_of())
    assert page.ask(body_of(), handles).json()["response"] == {"answer": {"children": "You chose blue"}}


def test_progress_and_set_props_come_as_the_job_goes_on_and_nothing_twice(make, later):
    seen = []

    def work(set_progress, colour):
        set_progress("1")
        set_props("bar", {"title": "one"})
        seen.append(page.ask(body_of(), handles).json())
        seen.append(page.ask(body_of(), handles).json())
        set_progress(["2"])
        set_props("bar", {"title": Patch()})
        set_props("bar", {"hidden": False})
        seen.append(page.ask(body_of(), handles).json())
        set_props("bar", {"hidden": True})
        return colour

    app = make(work, progress=Output("bar", "children"), progress_default="0")
    page = Page(app)
    handles = page.begin(body_of())
    assert page.ask(body_of(), handles).json() == {"multi": True}
    later()
    assert seen[0] == {"multi": True, "progress": {"bar.children": "1"}, "sideUpdate": {"bar": {"title": "one"}}}
    assert seen[1] == {"multi": True}
    assert seen[2]["progress"] == {"bar.children": "2"}
    assert seen[2]["sideUpdate"]["bar"]["hidden"] is False
    last = page.ask(body_of(), handles).json()
    assert last["response"] == {"answer": {"children": "blue"}}
    assert last["sideUpdate"] == {"bar": {"hidden": True}}
    assert "progress" not in last


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


# Cancelling ----------------------------------------------------------------------------------------------------------


def cancelling(page, handles):
    body = {**body_of(output="stop.id"), "inputs": [{"id": "stop", "property": "n_clicks", "value": 1}]}
    return page.post({**body, "changedPropIds": ["stop.n_clicks"]}, [("cancelJob", handles[1][1])])


def test_a_job_that_has_not_begun_is_cancelled_at_once_and_never_begins(make, later):
    ran = []
    app = make(lambda colour: ran.append(colour), cancel=Input("stop", "n_clicks"))
    page = Page(app)
    handles = page.begin(body_of())
    assert cancelling(page, handles).status_code == 200
    assert page.ask(body_of(), handles).status_code == 204
    later()
    assert ran == []


def test_a_running_job_ends_when_it_tells_its_progress_or_asks(make, later):
    reached = []

    def with_progress(set_progress, colour):
        set_progress("1")
        assert cancelling(page, handles).status_code == 200
        assert page.ask(body_of(), handles).status_code == 204
        try:
            set_progress("2")
        except Exception:
            reached.append("a handler of errors")
        reached.append("the end")

    def without(colour):
        cancelling(page, handles)
        stop_if_cancelled()
        reached.append("the end")

    stop_if_cancelled()  # does nothing where there is no job
    for function, options in ((with_progress, {"progress": Output("bar", "children")}), (without, {})):
        app = make(function, function.__name__, cancel=Input("stop", "n_clicks"), **options)
        page = Page(app)
        handles = page.begin(body_of())
        later()
        assert page.ask(body_of(), handles).status_code == 204
    assert reached == []


def test_a_new_job_takes_the_place_of_the_old_one_of_the_same_page(make, later):
    ran = []
    app = make(lambda colour: ran.append(colour) or colour)
    page = Page(app)
    old = page.begin(body_of("red"))
    new = page.begin(body_of("green"), [("oldJob", old[1][1]), ("oldJob", "forged~0")])
    later()
    assert ran == ["green"]
    assert page.ask(body_of(), old).status_code == 204
    assert page.ask(body_of(), new).json()["response"]["answer"]["children"] == "green"


# Jobs that are lost --------------------------------------------------------------------------------------------------


def store():
    return DjangoTaskManager().store


def told(page, handles):
    """What on_error is told."""
    return page.ask(body_of(), handles).json()["sideUpdate"]["bar"]["children"]


@pytest.fixture
def telling(make):
    def tell(error):
        set_props("bar", {"children": str(error)})

    def made(function):
        return make(function, app_options={"on_error": tell})

    return made


def test_a_dead_worker_is_an_error_and_what_it_might_still_say_is_not_heard(telling, later):
    def work(colour):
        job = handles[1][1].partition("~")[0]
        assert store().state(job) is JobState.RUNNING
        caches["default"].delete(f"django_plotly_dash:job:{job}:beat")  # the time has passed
        assert "The worker that ran this job has gone away" in told(page, handles)
        return "too late"

    page = Page(telling(work))
    handles = page.begin(body_of())
    later()
    assert page.ask(body_of(), handles).status_code == 204


def test_the_heart_beats_from_a_thread_while_the_function_runs(make, later, settings):
    settings.PLOTLY_DASH = {"background_heartbeat": 1}
    beaten = threading.Event()
    original = JobStore.beat

    def work(colour):
        assert beaten.wait(60)
        return "done"

    def beat(self, job):
        original(self, job)
        if threading.current_thread() is not threading.main_thread():
            beaten.set()

    app = make(work)
    page = Page(app)
    handles = page.begin(body_of())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(JobStore, "beat", beat)
        later()
    assert page.ask(body_of(), handles).json()["response"]["answer"]["children"] == "done"
    assert not any(thread.name.startswith("heart of") for thread in threading.enumerate())


def test_a_job_that_no_worker_takes_is_an_error(telling, later, settings):
    page = Page(telling(lambda colour: "never"))
    handles = page.begin(body_of())
    job = handles[1][1].partition("~")[0]
    key = f"django_plotly_dash:job:{job}:order"
    order = json.loads(caches["default"].get(key))
    caches["default"].set(key, json.dumps({**order, "at": order["at"] - 601}))
    assert "No worker has begun this job" in told(page, handles)
    assert store().state(job) is JobState.CANCELLED


def test_an_emptied_cache_is_an_error(telling, later):
    page = Page(telling(lambda colour: "never"))
    handles = page.begin(body_of())
    caches["default"].clear()
    assert "Nothing is known of this job any more" in told(page, handles)


def test_a_task_that_is_delivered_twice_runs_once(make, later):
    ran = []
    app = make(lambda colour: ran.append(colour) or "once")
    page = Page(app)
    handles = page.begin(body_of())
    tasks = list(task_backends["default"].results)
    later()
    for result in tasks:
        run_job.call(*result.args)
    assert ran == ["blue"]
    assert page.ask(body_of(), handles).json()["response"]["answer"]["children"] == "once"


def test_a_worker_with_other_code_says_so(telling, later, caplog):
    app = telling(lambda colour: "never")
    page = Page(app)
    handles = page.begin(body_of())
    (result,) = task_backends["default"].results
    name, callback_id, job = result.args
    with pytest.raises(LookupError, match="has another code than the site"):
        run_job.call("An app of another release", callback_id, job)
    assert "has another code than the site" in told(page, handles)
    with pytest.raises(LookupError, match="no background"):
        run_job.call(name, "other.id", job)


def test_what_a_task_backend_refuses_is_an_error_of_the_request(make, settings, caplog):
    settings.TASKS = {"default": {"BACKEND": LATER["default"]["BACKEND"], "QUEUES": ["other"]}}
    assert Page(make(lambda colour: "never")).post(body_of()).status_code == 500
    assert "Queue 'default' is not valid" in caplog.text


# Whose handles -------------------------------------------------------------------------------------------------------


REFUSED = "This job is not one of this page and visitor: reload the page, and begin it again."


def expect_refused(page, handles):
    """Neither asking nor cancelling does anything to the job."""
    job = handles[1][1].partition("~")[0]
    before = store().state(job)
    for query in (handles, [("cancelJob", handles[1][1])]):
        answer = page.post(body_of(), query)
        assert (answer.status_code, answer.json()) == (403, {"error": REFUSED})
    assert store().state(job) is before


def test_a_handle_is_good_for_its_app_mount_visitor_and_page_alone(make, later):
    app, twin = make(lambda colour: colour), make(lambda colour: colour, "Twin")
    row = StatelessApp.objects.get_or_create(app_name=app.app_name)[0]
    state = DashApp.objects.create(stateless_app=row, instance_name="mine")
    ada = Client()
    ada.force_login(User.objects.create_user("ada"))
    grace = Client()
    grace.force_login(User.objects.create_user("grace"))
    page = Page(app, ada)
    handles = page.begin(body_of())
    others = [
        Page(twin, ada),
        Page(app, ada, f"/django_plotly_dash/instance/{state.slug}/"),
        Page(app, ada),  # loaded once more
        Page(app, grace),
        Page(app),
    ]
    for other in others:
        expect_refused(other, handles)
        other.end_id = page.end_id
        if other is not others[2]:
            expect_refused(other, handles)
    later()
    assert page.ask(body_of(), handles).json()["response"]["answer"]["children"] == "blue"


def test_two_browsers_that_nobody_is_logged_in_with_are_two_visitors(make, later):
    app = make(lambda colour: colour)
    page, other = Page(app), Page(app)
    handles = page.begin(body_of())
    other.end_id = page.end_id
    expect_refused(other, handles)
    later()
    assert page.ask(body_of(), handles).status_code == 200


def test_a_handle_ends_with_its_session(make, later):
    app = make(lambda colour: colour)
    client = Client()
    client.force_login(User.objects.create_user("ada"))
    page = Page(app, client)
    handles = page.begin(body_of())
    client.logout()
    expect_refused(page, handles)


def test_the_access_rule_is_asked_each_time(make, later):
    allowed = [True]
    app = make(lambda colour: colour, app_options={"access": lambda request, app, instance: allowed[0]})
    page = Page(app)
    handles = page.begin(body_of())
    allowed[0] = False
    assert page.ask(body_of(), handles).status_code == 401


@pytest.mark.parametrize("forge", [lambda token: token + "0", lambda token: "1234~" + token, lambda token: "1234"])
@pytest.mark.parametrize("number", [0, 1])
def test_a_handle_that_was_changed_is_refused(make, later, number, forge):
    page = Page(make(lambda colour: colour))
    handles = page.begin(body_of())
    handles[number] = (handles[number][0], forge(handles[number][1]))
    answer = page.ask(body_of(), handles)
    assert (answer.status_code, answer.json()["error"]) == (403, REFUSED)


def test_the_two_handles_of_a_job_go_together(make, later):
    app = make(lambda colour: colour)
    page = Page(app)
    one, two = page.begin(body_of()), page.begin(body_of("red"))
    assert page.ask(body_of(), [one[0], two[1]]).status_code == 403
    assert page.ask(body_of(), [one[0]]).json() == {"error": "'cacheKey' and 'job' go together."}
    assert page.ask(body_of(), [one[1]]).status_code == 403


def test_a_job_is_asked_for_through_its_own_callback(make, later):
    app = make(lambda colour: colour)
    app.callback(Output("bar", "title"), Input("colour", "value"), background=True)(lambda colour: "title")
    page = Page(app)
    handles = page.begin(body_of())
    assert page.ask(body_of(output="bar.title"), handles).status_code == 403


# Results that are kept -----------------------------------------------------------------------------------------------


def test_without_cache_by_everybody_has_a_job_of_his_own(make, later):
    ran = []
    app = make(lambda colour: ran.append(colour) or colour)
    pages = [Page(app), Page(app)]
    handles = [page.begin(body_of()) for page in pages]
    later()
    for page, own in zip(pages, handles, strict=True):
        assert page.ask(body_of(), own).json()["response"]["answer"]["children"] == "blue"
    assert ran == ["blue", "blue"]


def test_cache_by_gives_the_next_who_asks_what_is_kept(make, later):
    ran, version = [], [1]
    manager = DjangoTaskManager(cache_by=lambda: version[0], expire=60)
    app = make(lambda colour: ran.append(colour) or f"{colour} {len(ran)}", manager=manager)
    other = make(lambda colour: "of another app", "Other", manager=manager)

    def answer(app=app, colour="blue"):
        page = Page(app)
        handles = page.begin(body_of(colour))
        later()
        return page.ask(body_of(), handles).json()["response"]["answer"]["children"]

    assert [answer(), answer(), answer(colour="red"), answer()] == ["blue 1", "blue 1", "red 2", "blue 1"]
    version[0] = 2
    assert answer() == "blue 3"
    assert answer(other) == "of another app"


def test_errors_are_not_kept(make, later):
    failing = [True]

    def work(colour):
        if failing.pop():
            raise ValueError("the first time")
        return "well"

    app = make(work, app_options={"background_callback_manager": DjangoTaskManager(cache_by=[lambda: 1])})
    page = Page(app)
    handles = page.begin(body_of())
    later()
    assert page.ask(body_of(), handles).status_code == 500
    failing.append(False)
    handles = page.begin(body_of())
    later()
    assert page.ask(body_of(), handles).json()["response"]["answer"]["children"] == "well"


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


def test_coroutines_tell_their_page_from_another_thread_than_that_of_their_loop(make, later, monkeypatch):
    on_loop = []

    def watched(name):
        original = getattr(JobStore, name)

        def call(self, *arguments):
            on_loop.append(asyncio._get_running_loop() is not None)
            return original(self, *arguments)

        monkeypatch.setattr(JobStore, name, call)

    for name in ("is_cancelled", "set_progress", "set_updates"):
        watched(name)
    reached = []

    async def work(set_progress, colour):
        set_progress("1")
        set_props("bar", {"title": "one"})
        cancel()
        reached.append("before")
        stop_if_cancelled()
        reached.append("after")

    app = make(work, progress=Output("bar", "children"))
    page = Page(app)
    handles = page.begin(body_of())
    job = handles[1][1].partition("~")[0]

    def cancel():
        caches["default"].set(f"django_plotly_dash:job:{job}:cancel", 1)

    later()
    assert reached == ["before"]
    assert on_loop
    assert not any(on_loop)
    assert not any(thread.name.startswith("job ") for thread in threading.enumerate())


def test_updates_that_nobody_asks_for_do_not_become_ever_more(make, later):
    def work(colour):
        for number in range(50):
            set_props("bar", {"title": str(number)})
        set_props("bar", {"hidden": True})
        (kept, last) = json.loads(caches["default"].get(f"django_plotly_dash:job:{job}:updates"))
        assert (kept[1:], last[1:]) == (["bar", {"title": "49"}], ["bar", {"hidden": True}])
        return "done"

    page = Page(make(work))
    handles = page.begin(body_of())
    job = handles[1][1].partition("~")[0]
    later()
    answer = page.ask(body_of(), handles).json()
    assert answer["sideUpdate"] == {"bar": {"title": "49", "hidden": True}}
    assert answer["response"]["answer"]["children"] == "done"


@pytest.mark.asyncio
async def test_under_asgi_the_manager_never_works_on_the_servers_loop(later):
    on_loop = []

    class Watching(DjangoTaskManager):
        @property
        def store(self):
            on_loop.append(asyncio._get_running_loop() is not None)
            return super().store

    with temporary_app("Async job", background_callback_manager=Watching()) as app:
        app.layout = html.Div([dcc.Input(id="colour"), html.P(id="answer")])

        @app.callback(Output("answer", "children"), Input("colour", "value"), background=True)
        async def work(colour):
            return colour

        url = f"/django_plotly_dash/app/{app.ident}/_dash-update-component"
        answer = await AsyncClient().post(url, json.dumps(body_of()), content_type="application/json")
        assert "cacheKey" in answer.json()
    assert on_loop
    assert not any(on_loop)


# Signals -------------------------------------------------------------------------------------------------------------


def prevented(colour):
    raise PreventUpdate


def broken(colour):
    raise ZeroDivisionError("the job broke")


async def awaited(colour):
    return colour


@pytest.mark.parametrize(
    ("function", "error"),
    [(lambda colour: colour, None), (awaited, None), (prevented, None), (broken, ZeroDivisionError)],
    ids=["well", "awaited", "prevented", "broken"],
)
def test_the_worker_tells_by_signals_that_a_job_began_and_how_it_ended(make, later, function, error):
    heard = []

    def started(sender, signal, **told):
        heard.append(told)

    def finished(sender, signal, seconds, error, **told):
        assert 0 < seconds < 60
        heard.append((told, type(error)))

    app = make(function)
    callback_started.connect(started, sender=app)
    callback_finished.connect(finished, sender=app)
    try:
        page = Page(app)
        handles = page.begin(body_of())
        page.ask(body_of(), handles)
        assert heard == [], "what only orders a job, or asks how it stands, is no run of it"
        later()
        page.ask(body_of(), handles)
    finally:
        callback_started.disconnect(started, sender=app)
        callback_finished.disconnect(finished, sender=app)
    told = {"app": app, "callback": "answer.children", "outputs": ["answer.children"], "user": None}
    assert heard == [told, (told, error or type(None))]


# Around --------------------------------------------------------------------------------------------------------------


def test_nothing_is_left_in_the_cache_but_for_a_moment(make, later):
    app = make(lambda set_progress, colour: set_progress("1") or colour, progress=Output("bar", "children"))
    page = Page(app)
    handles = page.begin(body_of())
    later()
    page.ask(body_of(), handles)
    assert [key for key in caches["default"]._cache if ":job:" in key] == []


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


def test_a_set_up_that_fails_once_leaves_the_inputs_that_cancel(make, later):
    app = make(lambda colour: colour, cancel=Input("stop", "n_clicks"))

    def fail():
        raise RuntimeError("the first time")

    app.backend._set_up.append(fail)
    client = Client(raise_request_exception=False)
    assert client.get(f"/django_plotly_dash/app/{app.ident}/").status_code == 500
    app.backend._set_up.remove(fail)
    page = Page(app)
    handles = page.begin(body_of())
    assert cancelling(page, handles).status_code == 200
    assert page.ask(body_of(), handles).status_code == 204


def test_updates_come_together_in_their_order():
    def patch(**values):
        made = Patch()
        for name, value in values.items():
            made[name] = value
        return made.to_plotly_json()

    assert combined([(1, "a", {"x": 1, "y": {"k": 0}}), (2, "b", {"x": 2}), (3, "a", {"x": 3})]) == {
        "a": {"x": 3, "y": {"k": 0}},
        "b": {"x": 2},
    }
    assert combined([(1, "a", {"y": {"k": 0}}), (2, "a", {"y": patch(k=1, m=2)})]) == {"a": {"y": {"k": 1, "m": 2}}}
    both = combined([(1, "a", {"y": patch(k=1)}), (2, "a", {"y": patch(m=2)})])["a"]["y"]
    assert [operation["location"] for operation in both["operations"]] == [["k"], ["m"]]
