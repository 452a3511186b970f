"""The worker that runs jobs: the threads it tells their pages from, and the signals it sends."""

import asyncio
import threading

import pytest
from dash import Output, set_props
from dash.exceptions import PreventUpdate
from django.core.cache import caches

from django_plotly_dash import stop_if_cancelled
from django_plotly_dash.background.store import JobStore
from django_plotly_dash.signals import callback_finished, callback_started
from tests.core.background.pages import (
    Page,
    body_of,
)

pytestmark = pytest.mark.django_db


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
    assert not any(thread.name.startswith("heartbeat of") for thread in threading.enumerate())


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
