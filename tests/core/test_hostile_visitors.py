"""What one visitor sends must not reach another's page, log, cache or header; and must cost no more than it is long."""

import pytest
from dash import html
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client, RequestFactory

from django_plotly_dash.access.refusals import refusal_response
from django_plotly_dash.files.external import localise
from django_plotly_dash.http.responses import timing_entry
from django_plotly_dash.middleware import StaticAssetMiddleware
from django_plotly_dash.state.arguments import audience
from django_plotly_dash.tickets.grants import visitor_grant
from django_plotly_dash.tickets.signing import issue_ticket
from tests.core.apps_for_tests import temporary_app

pytestmark = pytest.mark.django_db
BASE = "/django_plotly_dash/app"


@pytest.mark.parametrize("below", ["", "_dash-layout", "_dash-dependencies", "_dash-routes", "deep/link"])
def test_shared_caches_keep_nothing_of_an_app_with_a_rule(below):
    client = Client()
    client.force_login(User.objects.create_user("ada"))
    answer = client.get(f"{BASE}/Members/{below}")
    assert answer.status_code == 200
    assert {"private", "no-store"} & set(answer.headers["Cache-Control"].split(", "))


def test_nor_of_an_app_with_a_ticket():
    with temporary_app("Closed", embed_only=True) as app:
        app.layout = html.P("closed")
        ticket = issue_ticket(audience(app, None), {}, {"visitor": ["", 10**9]})
        answer = Client().get(f"{BASE}/Closed/initial/{ticket}/_dash-dependencies")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "private, no-cache"


def test_assets_behind_a_visitors_ticket_are_left_to_the_rest_of_the_middleware():
    """At the front of the stack nobody is known to be logged in yet: they were refused there."""
    user = User.objects.create_user("ada")
    request = RequestFactory().get("/")
    request.user = user
    with temporary_app("Closed", embed_only=True) as app:
        ticket = issue_ticket(audience(app, None), {}, visitor_grant(request))
        asked = RequestFactory().get(f"{BASE}/Closed/initial/{ticket}/assets/picture.svg")
        rest = HttpResponse("the rest of the stack")
        assert StaticAssetMiddleware(lambda _request: rest)(asked) is rest


@pytest.mark.parametrize("path", ["//evil.example/", "///evil.example", "//evil.example/?a=b"])
def test_a_login_never_leads_to_another_host(path):
    request = RequestFactory().get("/page/", headers={"Referer": f"http://testserver{path}"})
    assert b"evil" not in refusal_response(request, "frame", 401).content


def test_what_an_app_measures_stays_within_its_entry_of_the_header():
    entry = timing_entry('a b;x="y"\r\nSet-Cookie: z', {"desc": 'q"; dur=1, other\r\nX: y é\\', "dur": 3})
    response = HttpResponse(headers={"Server-Timing": entry})
    assert entry == 'a_b_x__y___Set-Cookie__z;desc="q_; dur=1, other__X: y __";dur=3'
    assert response.headers["Server-Timing"] == entry


def test_a_page_of_tags_that_never_end_is_looked_through_once():
    """Quadratic, these would take minutes, and the limit of a test would end it."""
    for text in ("<link " * 200_000, "<link " + "://" * 300_000, "<script src='" * 100_000 + "://"):
        assert localise(text) == text
