"""Whose jobs are whose: what a page names its jobs by is good for that page alone."""

import pytest
from dash import Input, Output
from django.contrib.auth.models import User
from django.test import Client

from django_plotly_dash.models import DashApp, StatelessApp
from tests.core.background.pages import Page, body_of, store

pytestmark = pytest.mark.django_db


REFUSED = "This job does not belong to this page and visitor. Reload the page and start it again."


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
    assert page.ask(body_of(), [one[0]]).json() == {"error": "'cacheKey' and 'job' must be sent together."}
    assert page.ask(body_of(), [one[1]]).status_code == 403


def test_a_job_is_asked_for_through_its_own_callback(make, later):
    app = make(lambda colour: colour)
    app.callback(Output("bar", "title"), Input("colour", "value"), background=True)(lambda colour: "title")
    page = Page(app)
    handles = page.begin(body_of())
    assert page.ask(body_of(output="bar.title"), handles).status_code == 403
