"""The task manager: which results it keeps for others, and that it never blocks the loop of a server."""

import asyncio
import json

import pytest
from dash import Input, Output, dcc, html
from django.core.cache import caches
from django.test import AsyncClient

from django_plotly_dash import DjangoTaskManager
from tests.core.apps_for_tests import temporary_app
from tests.core.background.pages import (
    Page,
    body_of,
)

pytestmark = pytest.mark.django_db


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


def test_nothing_is_left_in_the_cache_but_for_a_moment(make, later):
    app = make(lambda set_progress, colour: set_progress("1") or colour, progress=Output("bar", "children"))
    page = Page(app)
    handles = page.begin(body_of())
    later()
    page.ask(body_of(), handles)
    assert [key for key in caches["default"]._cache if ":job:" in key] == []
