"""The report “Dash apps”: what it tells, and whom."""

from __future__ import annotations

import csv
import json

import pytest
from dash import Input, Output, html
from django.contrib.auth.models import Permission, User
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from django_plotly_dash.callbacks.last_errors import last_errors
from django_plotly_dash.models import DashApp, StatelessApp
from tests.core.apps_for_tests import callback_body, temporary_app

pytestmark = pytest.mark.django_db

URL = "/admin/reports/dash-apps/"


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()
    yield
    cache.clear()


def reader(*names):
    client = Client()
    user = User.objects.create_user("reader")
    for name in ("wagtailadmin.access_admin", *names):
        label, codename = name.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=label, codename=codename))
    client.force_login(user)
    return client


def exported(client, query=""):
    answer = client.get(f"{URL}?export=csv{query}")
    text = b"".join(answer.streaming_content).decode()
    return {row["App"]: row for row in csv.DictReader(text.splitlines())}


@pytest.fixture
def failing():
    with temporary_app("Failing") as app:
        app.layout = html.Div(id="answer")

        @app.callback(Output("answer", "children"), Input("colour", "value"))
        def fail(value):
            raise ValueError(f"no such colour: <{value}>")

        yield app


def test_it_lists_states_and_pages_of_each_app(make_page, app_row, admin_client):
    state = DashApp.objects.create(stateless_app=app_row, instance_name="Of 1977")
    make_page({"type": "dash_app", "value": {"app": app_row.pk}}, slug="with-app").save_revision().publish()
    page = make_page({"type": "dash_app", "value": {"app": app_row.pk, "state": state.pk}}, slug="with-state")
    page.title = "A page of 1977"
    page.save_revision().publish()
    row = exported(admin_client)["GapminderExplorer"]
    assert row["Title"] == "Life expectancy and income"
    assert row["Saved states"] == "Of 1977"
    assert row["Pages"] == "A page, A page of 1977"
    assert row["Open to"] == "everybody"
    listing = admin_client.get(URL).content.decode()
    assert f'<a href="/admin/pages/{page.pk}/edit/">A page of 1977</a>' in listing


def test_it_says_what_is_closed_and_what_is_gone(app_row, admin_client):
    app_row.embed_only = True
    app_row.save()
    StatelessApp.objects.create(app_name="Gone")
    rows = exported(admin_client)
    assert rows["GapminderExplorer"]["Open to"] == "everybody, on pages only"
    assert rows["Gone"]["What is wrong"] == "It is no longer in the code of the site."


def test_it_tells_the_last_error_of_a_callback(failing, admin_client):
    StatelessApp.objects.create(app_name="Failing")
    body = json.dumps(callback_body(value="<b>"))
    url = "/django_plotly_dash/app/Failing/_dash-update-component"
    assert Client().post(url, body, content_type="application/json").status_code == 500
    row = exported(admin_client)["Failing"]
    assert row["Last error of a callback"] == "answer.children: ValueError: no such colour: <<b>>"
    assert row["Time of the last error"]
    assert "no such colour: &lt;&lt;b&gt;&gt;" in admin_client.get(URL).content.decode()


def test_a_cache_that_is_down_harms_neither_callback_nor_report(failing, admin_client, settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1"}
    }
    url = "/django_plotly_dash/app/Failing/_dash-update-component"
    answer = Client().post(url, json.dumps(callback_body()), content_type="application/json")
    assert answer.json()["error"].startswith("The callback failed")
    assert last_errors(["Failing"]) == {}
    assert "Failing" not in exported(admin_client)  # it has no row
    assert admin_client.get(URL).status_code == 200


@pytest.mark.parametrize(
    ("permission", "status"),
    [(None, 302), ("auth.view_group", 302), ("dpd_wagtail.view_app", 200), ("django_plotly_dash.view_dashapp", 302)],
)
@pytest.mark.parametrize("url", [URL, f"{URL}results/", f"{URL}?export=csv"])
def test_who_may_see_it(permission, status, url):
    client = reader(*([permission] if permission else []))
    assert client.get(url).status_code == status
    assert (f'"{URL}"' in client.get("/admin/").content.decode()) == (status == 200)
    assert Client().get(url).status_code == 302


def test_it_leaves_out_apps_whose_rule_refuses_who_looks_and_titles_of_pages_of_others(make_page, app_row):
    make_page({"type": "dash_app", "value": {"app": app_row.pk}}).save_revision().publish()
    with temporary_app("Closed", permission="auth.view_group") as closed:
        closed.layout = html.Div()
        StatelessApp.objects.create(app_name="Closed")
        rows = exported(reader("dpd_wagtail.view_app"))
    assert "Closed" not in rows
    assert rows["GapminderExplorer"]["Pages"] == "1 page of others"


def test_search(app_row, admin_client):
    assert set(exported(admin_client, "&q=gapminder")) == {"GapminderExplorer"}


def test_the_number_of_queries_does_not_grow_with_the_apps(app_row, admin_client, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in (1, 20):
        StatelessApp.objects.bulk_create(
            StatelessApp(app_name=f"More {number} {index}", slug=f"more-{number}-{index}") for index in range(number)
        )
        admin_client.get(URL)
        with CaptureQueriesContext(connection) as queries:
            admin_client.get(URL)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_it_is_in_the_menu(admin_client):
    assert reverse("dpd_wagtail_report") == URL
