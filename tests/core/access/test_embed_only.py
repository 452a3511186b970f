"""Apps and saved states that are shown on pages alone: closed at their own URL, open with what a page grants."""

import json
import re
import time

import pytest
from dash import Input, Output, dcc, html
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Template
from django.test import Client, override_settings

from django_plotly_dash import DjangoDash
from django_plotly_dash.access.embed_only import is_embed_only
from django_plotly_dash.models import DashApp, StatelessApp
from django_plotly_dash.state.arguments import audience
from django_plotly_dash.tickets import grants
from django_plotly_dash.tickets.signing import issue_ticket
from tests.core.apps_for_tests import callback_body, temporary_app

pytestmark = pytest.mark.django_db

BASE = "/django_plotly_dash"
ROUTES = [
    "",
    "some/page",
    "_dash-layout",
    "_dash-dependencies",
    "_dash-update-component",
    "assets/picture.svg",
    "_dash-component-suites/dash/dcc/async-graph.js",
    "_dash-routes",
]


def fill(app):
    app.layout = html.Div([dcc.Input(id="colour", value="red"), html.P("private", id="answer")])

    @app.callback(Output("answer", "children"), Input("colour", "value"))
    def answer(colour):
        return "private"


@pytest.fixture
def app():
    with temporary_app("Only on pages") as made:
        fill(made)
        yield made


@pytest.fixture
def row(app):
    return StatelessApp.objects.create(app_name=app.app_name)


def ask(client, url, **headers):
    if url.endswith("update-component"):
        return client.post(url, json.dumps(callback_body()), content_type="application/json", headers=headers)
    return client.get(url, headers=headers)


def close_by_code(app, row, settings):
    app.embed_only = True


def close_by_setting(app, row, settings):
    settings.PLOTLY_DASH = {"embed_only": True}


def close_in_admin(app, row, settings):
    row.embed_only = True
    row.save()


@pytest.mark.parametrize("close", [close_by_code, close_by_setting, close_in_admin])
@pytest.mark.parametrize("route", ROUTES)
def test_every_route_of_a_closed_app_and_of_its_states_is_refused(app, row, settings, close, route):
    state = DashApp.objects.create(stateless_app=row, instance_name="State")
    close(app, row, settings)
    for place in (f"app/{app.ident}/", f"instance/{state.slug}/", f"app/{app.ident}/initial/{'0' * 32}/"):
        answer = ask(Client(), f"{BASE}/{place}{route}")
        assert answer.status_code == 403, place
        assert b"private" not in answer.content
    in_frame = ask(Client(), f"{BASE}/app/{app.ident}/", **{"Sec-Fetch-Dest": "iframe"})
    assert in_frame.status_code == 403
    assert "only on pages of this site" in in_frame.content.decode()


def test_a_state_can_be_closed_while_its_app_is_open(app, row):
    state = DashApp.objects.create(stateless_app=row, embed_only=True)
    assert Client().get(f"{BASE}/instance/{state.slug}/").status_code == 403
    assert Client().get(f"{BASE}/app/{app.ident}/").status_code == 200


def test_an_app_can_stay_open_whatever_the_setting(settings, app):
    settings.PLOTLY_DASH = {"embed_only": True}
    app.embed_only = False
    assert Client().get(f"{BASE}/app/{app.ident}/").status_code == 200


def test_what_embed_only_takes():
    with pytest.raises(ImproperlyConfigured, match="embed_only"):
        DjangoDash("Never made", embed_only="yes")


def url_on_page(rf, user=None, tag="plotly_app", **arguments):
    request = rf.get("/")
    if user is not None:
        request.user = user
    written = " ".join(f'{key}="{value}"' for key, value in arguments.items())
    html_text = Template(f"{{% load plotly_dash %}}{{% {tag} {written} %}}").render(Context({"request": request}))
    found = re.search(r'<dash-frame src="([^"]+)"', html_text) or re.search(r'<noscript><a href="([^"]+)"', html_text)
    return found[1]


@pytest.mark.parametrize("tag", ["plotly_app", "plotly_app_bootstrap", "plotly_direct"])
def test_a_page_lets_in_at_every_route(app, rf, tag):
    app.embed_only = True
    url = url_on_page(rf, tag=tag, name=app.app_name)
    for route in ROUTES:
        assert ask(Client(), url + route).status_code in (200, 404), route
    assert Client().get(url + "_dash-layout").json()["props"]["children"][0]["props"]["value"] == "red"


def test_arguments_come_with_it(app, rf, settings):
    settings.PLOTLY_DASH = {"cache_arguments": False}
    app.embed_only = True
    request = rf.get("/")
    text = Template("{% load plotly_dash %}{% plotly_app name=name initial_arguments=arguments %}").render(
        Context({"request": request, "name": app.app_name, "arguments": {"colour": {"value": "green"}}})
    )
    url = re.search(r'src="(/[^"]+)"', text.partition("<dash-frame")[2])[1]
    assert Client().get(url + "_dash-layout").json()["props"]["children"][0]["props"]["value"] == "green"


def test_a_page_lets_in_nobody_but_its_visitor(app, rf):
    app.embed_only = True
    ada, bob = User.objects.create_user("ada"), User.objects.create_user("bob")
    url = url_on_page(rf, ada, name=app.app_name)
    client = Client()
    assert client.get(url).status_code == 302, "anonymous: to the login"
    client.force_login(bob)
    assert client.get(url).status_code == 403
    client.force_login(ada)
    assert client.get(url).status_code == 200


def test_a_page_lets_in_for_a_time(app, rf, monkeypatch):
    app.embed_only = True
    url = url_on_page(rf, name=app.app_name)
    assert url == url_on_page(rf, name=app.app_name), "so that pages can be compared"
    now = time.time()
    monkeypatch.setattr(grants.time, "time", lambda: now + 24 * 3600 - 1)
    assert Client().get(url).status_code == 200
    monkeypatch.setattr(grants.time, "time", lambda: now + 25 * 3600 + 1)
    assert Client().get(url).status_code == 302
    assert ask(Client(), url + "_dash-update-component").status_code == 401


def test_a_ticket_for_one_app_opens_no_other(app, rf):
    app.embed_only = True
    url = url_on_page(rf, name=app.app_name)
    with temporary_app("Another one") as other:
        fill(other)
        other.embed_only = True
        assert Client().get(url.replace(app.ident, other.ident)).status_code == 403


@pytest.mark.parametrize("change", [lambda t: t[:-1] + ("0" if t[-1] != "0" else "1"), lambda t: "t_", lambda t: t[:9]])
def test_a_changed_ticket_opens_nothing(app, rf, change):
    app.embed_only = True
    ticket = change(issue_ticket(audience(app, None), {}, {grants.VISITOR: ["", 10**9]}))
    assert Client().get(f"{BASE}/app/{app.ident}/initial/{ticket}/").status_code == 403


def test_arguments_alone_open_nothing(app):
    app.embed_only = True
    ticket = issue_ticket(audience(app, None), {"colour": {"value": "green"}})
    assert Client().get(f"{BASE}/app/{app.ident}/initial/{ticket}/").status_code == 403


def test_a_grant_that_nobody_judges_lets_nobody_in_though_the_app_is_open(app):
    ticket = issue_ticket(audience(app, None), {}, {"unheard of": 1})
    assert Client().get(f"{BASE}/app/{app.ident}/initial/{ticket}/_dash-layout").status_code == 401


def test_the_apps_own_rule_holds_whatever_a_page_grants(rf):
    with temporary_app("For members", login_required=True) as app:
        fill(app)
        ticket = issue_ticket(audience(app, None), {}, grants.visitor_grant(rf.get("/")))
        assert Client().get(f"{BASE}/app/{app.ident}/initial/{ticket}/_dash-layout").status_code == 401


def test_an_open_app_keeps_its_plain_url(app, rf):
    assert url_on_page(rf, name=app.app_name) == f"{BASE}/app/{app.ident}/"


def test_the_database_is_asked_once_a_request(app, row, rf, django_assert_num_queries):
    request = rf.get("/")
    with django_assert_num_queries(1):
        for _ in range(20):
            assert not is_embed_only(app, None, request)


@pytest.mark.django_db(transaction=True)
def test_it_is_not_asked_with_every_request_and_a_change_in_this_process_counts_at_once(
    app, row, django_assert_num_queries
):
    assert not is_embed_only(app)
    with django_assert_num_queries(0):
        assert not is_embed_only(app)
    row.embed_only = True
    row.save()
    assert is_embed_only(app)
    row.delete()
    assert not is_embed_only(app)


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_async_code_may_render_a_tag(app, rf):
    assert url_on_page(rf, name=app.app_name) == f"{BASE}/app/{app.ident}/"


@override_settings(ROOT_URLCONF="tests.urls")
def test_a_link_without_a_request_stays_plain(app):
    app.embed_only = True
    text = Template(f'{{% load plotly_dash %}}{{% plotly_app name="{app.app_name}" %}}').render(Context())
    assert f'href="{BASE}/app/{app.ident}/"' in text
