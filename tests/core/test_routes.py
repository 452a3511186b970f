"""The routes of apps: what they answer, and what they refuse."""

import json
import re
from io import BytesIO
from pathlib import Path

import pytest
from dash import Input, Output, html
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from django_plotly_dash.models import DashApp, StatelessApp
from django_plotly_dash.registry import module_callbacks
from tests.core.apps_for_tests import callback_body, temporary_app

pytestmark = pytest.mark.django_db

BASE = "/django_plotly_dash"
ECHO = f"{BASE}/app/Echo/"
UPDATE = f"{ECHO}_dash-update-component"


def post(client, url, body, content_type="application/json"):
    data = body if isinstance(body, (str, bytes)) else json.dumps(body)
    return client.post(url, data, content_type=content_type)


@pytest.mark.parametrize(
    ("name", "kwargs", "path"),
    [
        ("app-main", {}, ""),
        ("app-layout", {}, "_dash-layout"),
        ("app-dependencies", {}, "_dash-dependencies"),
        ("app-update-component", {}, "_dash-update-component"),
        ("app-routes", {}, "_dash-routes"),
        ("app-asset-redirect", {"path": "a/b.css"}, "assets/a/b.css"),
        ("app-component-suites", {"component": "dash", "resource": "a.js"}, "_dash-component-suites/dash/a.js"),
        ("app-main--args", {"cache_id": "x"}, "initial/x/"),
        ("app-layout--args", {"cache_id": "x"}, "initial/x/_dash-layout"),
    ],
)
def test_a_route_has_the_name_of_the_manual(name, kwargs, path):
    url = reverse(f"the_django_plotly_dash:{name}", kwargs={"ident": "Echo", **kwargs})
    assert url == ECHO + path
    assert resolve(url).url_name == name


def test_the_page_names_only_its_own_prefix_and_the_shared_bundles(client):
    page = client.get(ECHO)
    assert page.status_code == 200
    text = page.content.decode().replace("\\u002f", "/")
    assert f'"requests_pathname_prefix":"{ECHO}"' in text
    assert f'src="{BASE}/_dash-component-suites/dash/dash-renderer' in text
    assert f"{ECHO}_dash-component-suites" not in text
    assert "__dash-mount__" not in text


def test_every_bundle_of_the_page_is_served_for_ever(client):
    page = client.get(ECHO).content.decode().replace("\\u002f", "/")
    urls = re.findall(rf'"({BASE}/_dash-component-suites/[^"]+)"', page)
    assert len(urls) > 8
    for url in urls:
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert "immutable" in answer["Cache-Control"]


def test_a_bundle_without_fingerprint_is_asked_for_again(client):
    url = f"{BASE}/_dash-component-suites/dash/dcc/async-graph.js"
    first = client.get(url)
    assert first.status_code == 200
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize("path", ["os/__init__.py", "dash/dash.py", "dash/../dash.py", "nowhere/x.js"])
def test_only_declared_files_of_packages_are_served(client, path):
    assert client.get(f"{BASE}/_dash-component-suites/{path}").status_code == 404
    assert client.get(f"{ECHO}_dash-component-suites/{path}").status_code == 404


def test_the_layout_has_the_prefix_that_was_not_known_when_it_was_made(client):
    layout = client.get(f"{ECHO}_dash-layout").content.decode()
    assert f'"{ECHO}assets/picture.svg"' in layout.replace("\\u002f", "/")
    picture = client.get(f"{ECHO}assets/picture.svg")
    assert picture.status_code == 200
    assert b"".join(picture).startswith(b"<svg")


@pytest.mark.parametrize("path", ["../dash_apps.py", "%2e%2e/dash_apps.py", "nothing.css", "a" * 300, "%00"])
def test_assets_stay_in_their_folder(client, path):
    assert client.get(f"{ECHO}assets/{path}").status_code == 404


def test_a_callback_runs(client):
    answer = post(client, UPDATE, callback_body())
    assert answer.status_code == 200
    assert answer.json()["response"]["answer"]["children"] == f"You chose blue; {ECHO}deeper"


def test_an_async_callback_runs(client):
    body = {
        "output": "doubled.children",
        "outputs": {"id": "doubled", "property": "children"},
        "inputs": [{"id": "number", "property": "value", "value": 21}],
    }
    answer = post(client, f"{BASE}/app/Asynchronous/_dash-update-component", body)
    assert answer.json()["response"]["doubled"]["children"] == 42


def test_an_app_is_found_by_its_slug_too(client):
    assert client.get(f"{BASE}/app/name-with-spaces/").status_code == 200


@pytest.mark.parametrize("path", ["app/Nobody/", "app/Nobody/_dash-layout", "app/Nobody/initial/x/"])
def test_an_unknown_app_is_a_404(client, path):
    assert client.get(f"{BASE}/{path}").status_code == 404


def test_an_unknown_state_is_a_404(client):
    assert client.get(f"{BASE}/instance/nobody/").status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", "_dash-update-component"), ("post", ""), ("post", "_dash-layout"), ("put", "_dash-update-component")],
)
def test_a_wrong_method_is_a_405_that_says_the_right_one(client, method, path):
    answer = getattr(client, method)(ECHO + path)
    assert answer.status_code == 405
    assert answer["Allow"] in {"GET", "POST"}


def test_half_an_emoji_is_taken_as_browsers_send_it(client):
    answer = post(client, UPDATE, json.dumps(callback_body(value="half")).replace("half", "\\ud83d"))
    assert answer.json()["response"]["answer"]["children"].startswith("You chose \ufffd;")


def test_a_length_that_is_no_number_is_a_400(client):
    answer = client.post(UPDATE, "{}", content_type="application/json", CONTENT_LENGTH="many")
    assert answer.status_code == 400


def test_a_body_that_is_not_called_json_is_refused(client):
    assert post(client, UPDATE, callback_body(), content_type="text/plain").status_code == 415


def test_a_body_that_is_too_large_is_refused(client, settings):
    settings.PLOTLY_DASH = {"callback_body_limit": 100}
    answer = post(client, UPDATE, callback_body(value="x" * 200))
    assert answer.status_code == 413
    assert "callback_body_limit" in answer.json()["error"]


@pytest.mark.parametrize("error", [OSError("connection lost"), ValueError("I/O operation on closed file.")])
def test_a_browser_that_goes_away_while_it_sends_is_no_error_of_the_app(rf, caplog, error):
    class Gone(BytesIO):
        def read(self, *_size):
            raise error

    match = resolve(UPDATE)
    request = rf.post(UPDATE, "{}", content_type="application/json")
    request._stream = Gone()
    answer = match.func(request, *match.args, **match.kwargs)
    assert answer.status_code == 400
    assert json.loads(answer.content)["error"] == "The body is incomplete."
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_a_body_larger_than_djangos_limit_is_taken(client):
    answer = post(client, UPDATE, callback_body(value="x" * 3_000_000))
    assert answer.status_code == 200


def test_a_callback_needs_the_csrf_token(rf):
    client = Client(enforce_csrf_checks=True)
    assert post(client, UPDATE, callback_body()).status_code == 403
    client.get(ECHO)
    token = client.cookies["csrftoken"].value
    answer = client.post(
        UPDATE, json.dumps(callback_body()), content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert answer.status_code == 200


def test_a_page_whose_csrf_cookie_is_hidden_carries_the_token(client, settings):
    settings.CSRF_COOKIE_HTTPONLY = True
    page = client.get(ECHO).content.decode()
    assert "django_plotly_dash/csrf.js" in page
    assert page.index("csrf.js") < page.index("dash_renderer")


def test_an_app_may_be_framed_by_its_own_site_whatever_the_default(client):
    answer = client.get(ECHO)
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Content-Security-Policy"] == "frame-ancestors 'self'"


def test_a_layout_that_raises_says_so_in_its_place_and_in_the_log(client, caplog, settings):
    assert client.get(f"{BASE}/app/Raising/").status_code == 200
    answer = client.get(f"{BASE}/app/Raising/_dash-layout")
    assert answer.status_code == 200
    assert "cannot be shown" in answer.content.decode()
    assert "gone" not in answer.content.decode()
    assert "Raising" in caplog.text
    settings.DEBUG = True
    assert "the source of the data is gone" in client.get(f"{BASE}/app/Raising/_dash-layout").content.decode()


def test_a_callback_that_raises_is_a_500_with_a_message_and_a_log_line(client, caplog, settings):
    body = {
        "output": "out.children",
        "outputs": {"id": "out", "property": "children"},
        "inputs": [{"id": "in", "property": "value", "value": 1}],
    }
    url = f"{BASE}/app/Raising/_dash-update-component"
    answer = post(client, url, body)
    assert answer.status_code == 500
    assert "broke" not in answer.content.decode()
    assert "out.children" in caplog.text
    assert "Raising" in caplog.text
    settings.DEBUG = True
    assert "the callback broke" in post(client, url, body).content.decode()


@pytest.mark.parametrize(("error", "status"), [(PermissionDenied("not you"), 403), (Http404("not there"), 404)])
def test_a_callback_may_refuse_as_a_view_does(client, error, status):
    def refuse(value):
        raise error

    with temporary_app("Refusing") as app:
        app.layout = html.P(id="answer")
        app.callback(Output("answer", "children"), Input("colour", "value"))(refuse)
        answer = post(client, f"{BASE}/app/Refusing/_dash-update-component", callback_body())
    assert answer.status_code == status
    assert answer.json()["error"] == str(error)


def test_an_asset_is_kept_for_ever_under_the_time_of_its_last_change_only(client, settings):
    changed = (Path(__file__).parent.parent / "assets/picture.svg").stat().st_mtime
    url = f"{ECHO}assets/picture.svg"

    def freshness(query):
        answer = client.get(url + query)
        assert b"".join(answer).startswith(b"<svg")
        return answer["Cache-Control"]

    assert freshness(f"?m={changed}") == "public, max-age=31536000, immutable"
    no_times = ("?m=x", "?m=inf", "?m=1e20", "?m=-1e15", "?m=99999999999999")
    assert {freshness(query) for query in ("", "?m=1", *no_times)} == {"no-cache"}
    settings.PLOTLY_DASH = {"view_decorator": "django_plotly_dash.access.login_required"}
    assert freshness(f"?m={changed}").startswith("private")


def test_a_callback_with_an_endpoint_answers_machine_clients(client):
    with temporary_app("Machine") as app:
        app.layout = html.P(id="answer")
        app.callback(Output("answer", "children"), Input("colour", "value"), api_endpoint="/double")(
            lambda number: 2 * number
        )
        module_callbacks.claim_leftovers()
        app.setup_apis()
        url = f"{BASE}/app/Machine/double"
        assert post(client, url, {"number": 4}).json() == 8
        for body in ({"nonsense": 3}, {}, "[]", "bad"):
            assert post(client, url, body).status_code == 400


def test_bundles_are_found_below_an_include_that_captures(client, settings):
    settings.ROOT_URLCONF = "tests.core.urls_with_tenants"
    page = client.get("/t/acme%20inc/dash/app/Echo/").content.decode()
    (url,) = re.findall(r'src="(/t/acme%20inc/dash/_dash-component-suites/[^"]*dash_renderer[^"]*)"', page)
    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 405


def test_an_app_without_a_layout_is_a_page_that_says_so_and_works_once_it_has_one(client, settings, caplog):
    settings.DEBUG = True
    with temporary_app("Unfinished") as app:
        answer = client.get(f"{BASE}/app/Unfinished/")
        assert answer.status_code == 500
        assert "layout" in answer.content.decode()
        assert answer["X-Frame-Options"] == "SAMEORIGIN"
        app.layout = html.P("ready")
        assert client.get(f"{BASE}/app/Unfinished/").status_code == 200


def test_a_saved_state_is_laid_over_the_layout(client):
    row = StatelessApp.objects.get(app_name="Echo")
    state = DashApp.objects.create(
        stateless_app=row, instance_name="Green", base_state='{"colour": {"value": "green", "nonsense": 1}}'
    )
    layout = client.get(f"{BASE}/instance/{state.slug}/_dash-layout").content.decode()
    assert '"value":"green"' in layout
    assert "nonsense" not in layout
    assert '"value":"red"' in client.get(f"{ECHO}_dash-layout").content.decode()


def test_no_get_writes_to_the_database(client):
    paths = ["", "_dash-layout", "_dash-dependencies", "_dash-routes", "_favicon.ico", "deeper/page", "assets/x.css"]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for path in paths:
            client.get(ECHO + path)
            client.get(f"{BASE}/app/Nobody/{path}")
            client.get(f"{BASE}/instance/nobody/{path}")
    verbs = {query["sql"].split()[0] for query in queries}
    assert verbs <= {"SELECT"}
