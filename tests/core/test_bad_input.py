"""Bad input on every route, of an app and of a saved state that saves: a clear refusal, and no row changed."""

import json

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from django_plotly_dash.models import DashApp, StatelessApp
from tests.bad_bodies import BAD_BODIES
from tests.core.apps_for_tests import callback_body

pytestmark = pytest.mark.django_db

BASE = "/django_plotly_dash"
STATE = {"colour": {"value": "green"}, "answer": {"children": "as it was"}}
MOUNTS = ["app/Echo/", "instance/saved/", "app/Echo/initial/unknown/", "instance/saved/initial/t_forged/"]


@pytest.fixture
def state():
    app, _made = StatelessApp.objects.get_or_create(app_name="Echo")
    return DashApp.objects.create(
        stateless_app=app, instance_name="saved", base_state=json.dumps(STATE), save_on_change=True
    )


def rows():
    return (
        list(StatelessApp.objects.order_by("pk").values()),
        list(DashApp.objects.order_by("pk").values()),
        Session.objects.count(),
    )


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=range(len(BAD_BODIES)))
@pytest.mark.parametrize("mount", MOUNTS)
def test_a_callback_request_that_does_not_fit_is_refused_and_changes_no_row(state, mount, body):
    before = rows()
    url = f"{BASE}/{mount}_dash-update-component"
    answer = Client().post(url, body, content_type="application/json")
    assert answer.status_code == 400, answer.content
    assert answer.json()["error"]
    assert rows() == before


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_other_types_of_content_are_refused(state, kind):
    before = rows()
    answer = Client().post(
        f"{BASE}/instance/saved/_dash-update-component", json.dumps(callback_body()), content_type=kind
    )
    assert answer.status_code == 415
    assert "application/json" in answer.json()["error"]
    assert rows() == before


@pytest.mark.parametrize("mount", MOUNTS)
@pytest.mark.parametrize(
    "below",
    ["", "_dash-layout", "_dash-dependencies", "_dash-update-component", "_dash-routes", "assets/picture.svg", "a/b/c"],
)
@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options", "head", "trace"])
def test_any_method_on_any_route_is_answered_and_changes_no_row(state, mount, below, method):
    before = rows()
    answer = getattr(Client(), method)(f"{BASE}/{mount}{below}")
    b"".join(answer)
    assert answer.status_code in (200, 400, 404, 405, 415)
    if answer.status_code == 405:
        assert answer.headers["Allow"]
    assert rows() == before


@pytest.mark.parametrize(
    "path",
    [
        "app/%00/",
        "app/Echo/assets/%00",
        "app/Echo/assets/..%2f..%2fsettings.py",
        "app/Echo/_dash-component-suites/os/path.py",
        "app/Echo/_dash-component-suites/dash/..%2fdash.py",
        "_dash-component-suites/dash/%00",
        "_dash-component-suites/no-such-package/x.js",
        "instance/%E2%80%AE/",
        "app/Echo/initial/t_/",
        "app/Echo/initial/" + "a" * 3000 + "/",
    ],
)
def test_strange_paths_are_answered(state, path):
    before = rows()
    answer = Client().get(f"{BASE}/{path}")
    assert answer.status_code in (200, 404)
    assert b"import " not in b"".join(answer), "no source of Python is served"
    assert rows() == before
