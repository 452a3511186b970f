"""A page ends its jobs: those that wait, those that run, and those that a newer one replaces."""

import pytest
from dash import Input, Output
from django.test import Client

from django_plotly_dash import stop_if_cancelled
from tests.core.background.pages import Page, body_of, cancelling

pytestmark = pytest.mark.django_db


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
