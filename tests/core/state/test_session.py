"""``session_state``: written when it changed, entry by entry, in whichever store the site's sessions are."""

import datetime
import importlib
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from dash import Input, Output, dcc, html
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client

from tests.core.apps_for_tests import callback_body, temporary_app

pytestmark = pytest.mark.django_db(transaction=True)

URL = "/django_plotly_dash/app/Sessions/_dash-update-component"


@pytest.fixture
def app():
    with temporary_app("Sessions") as app:
        app.layout = html.Div([dcc.Input(id="colour"), html.P(id="answer")])
        yield app


def post(client, value):
    return client.post(URL, json.dumps(callback_body(value=value)), content_type="application/json")


@pytest.fixture
def counting(app):
    """A callback that counts under the key it is given, adds nothing for "read", and forgets for "forget"."""

    @app.callback(Output("answer", "children"), Input("colour", "value"))
    def count(key, session_state, request):
        if key == "forget":
            session_state.pop("a", None)
        elif key in ("true", "date"):
            session_state["a"] = True if key == "true" else datetime.date(2026, 7, 1)
        elif key == "nested":
            session_state.setdefault("nested", {"n": 0})["n"] += 1
        elif key in ("fail", "refuse"):
            session_state["a"] = "lost"
            raise PermissionDenied if key == "refuse" else ValueError
        elif key != "read":
            session_state[key] = session_state.get(key, 0) + 1
        return json.dumps(session_state, sort_keys=True, default=str)

    return app


BACKENDS = ["db", "cached_db", "cache", "file", "signed_cookies"]


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_a_callback_changes_the_next_one_finds(counting, settings, tmp_path, backend):
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{backend}"
    settings.SESSION_FILE_PATH = str(tmp_path)
    client, other = Client(), Client()
    answers = [
        json.loads(post(client, key).json()["response"]["answer"]["children"])
        for key in ("a", "a", "nested", "nested", "forget", "b", "read")
    ]
    assert answers[-1] == {"b": 1, "nested": {"n": 2}}
    assert answers[1] == {"a": 2}
    assert json.loads(post(other, "read").json()["response"]["answer"]["children"]) == {}


def test_views_of_the_site_and_callbacks_share_it(counting):
    client = Client()
    session = client.session
    session["django_plotly_dash"] = {"ind_use": 3}
    session["basket"] = [1]
    session.save()
    assert json.loads(post(client, "a").json()["response"]["answer"]["children"]) == {"ind_use": 3, "a": 1}
    assert client.session["django_plotly_dash"] == {"ind_use": 3, "a": 1}
    assert client.session["basket"] == [1]


def test_what_does_not_change_is_not_written(counting):
    visitor = Client()
    assert post(visitor, "read").status_code == 200
    assert "sessionid" not in visitor.cookies
    assert not Session.objects.exists()
    post(visitor, "a")
    before = Session.objects.get().session_data
    post(visitor, "read")
    assert Session.objects.get().session_data == before


def test_a_callback_that_fails_changes_nothing(counting):
    client = Client()
    post(client, "b")
    assert post(client, "fail").status_code == 500
    assert post(client, "refuse").status_code == 403
    assert client.session["django_plotly_dash"] == {"b": 1}


def test_layout_functions_can_write_it(app):
    def layout(session_state):
        session_state["seen"] = session_state.get("seen", 0) + 1
        return html.P(str(session_state["seen"]))

    app.layout = layout
    client = Client()
    texts = [client.get("/django_plotly_dash/app/Sessions/_dash-layout").json()["props"]["children"] for _ in "123"]
    assert texts == ["1", "2", "3"]


@pytest.mark.parametrize("backend", ["db", "cached_db"])
def test_concurrent_callbacks_of_one_session_do_not_undo_each_other(app, settings, backend):
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{backend}"
    together = threading.Barrier(6, timeout=30)

    @app.callback(Output("answer", "children"), Input("colour", "value"))
    def write(key, session_state):
        if key != "first":
            together.wait()  # all have read before any writes
        session_state[key] = True
        return "ok"

    client = Client()
    post(client, "first")
    cookie = client.cookies["sessionid"].value

    def visit(key):
        try:
            own = Client()
            own.cookies["sessionid"] = cookie
            return post(own, key).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(visit, "abcdef")) == {200}
    store = importlib.import_module(settings.SESSION_ENGINE).SessionStore(cookie)
    assert sorted(store["django_plotly_dash"]) == ["a", "b", "c", "d", "e", "f", "first"]


def test_a_session_that_ends_meanwhile_is_logged(app, caplog):
    @app.callback(Output("answer", "children"), Input("colour", "value"))
    def end(key, session_state, request):
        session_state[key] = 1
        if key == "end":
            Session.objects.all().delete()
        return "ok"

    client = Client()
    post(client, "a")
    assert post(client, "end").status_code == 200
    assert "session ended" in caplog.text


def test_true_is_not_one_and_what_is_not_json_is_told(counting, caplog):
    client = Client()
    post(client, "a")
    post(client, "true")
    assert client.session["django_plotly_dash"]["a"] is True
    response = post(client, "date")
    assert response.status_code == 500
    assert response.json()["error"]
    assert "The session_state that Dash app 'Sessions' changed cannot be stored" in caplog.text
    assert client.session["django_plotly_dash"]["a"] is True


def test_without_sessions_a_change_is_an_error_that_says_what_to_do(counting, settings, caplog):
    settings.MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
    assert post(Client(), "read").status_code == 200
    response = post(Client(), "a")
    assert response.status_code == 500
    assert "SessionMiddleware" in caplog.text
