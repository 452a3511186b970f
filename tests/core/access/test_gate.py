"""Who may reach an app, at every one of its routes, and what the others get to see."""

import json
import os

import pytest
from dash import Input, Output, dcc, html
from django.contrib.auth.models import AnonymousUser, Permission, User
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpResponse, HttpResponseForbidden, JsonResponse
from django.test import Client

from django_plotly_dash import DjangoDash
from django_plotly_dash.access import login_required
from django_plotly_dash.access.gate import with_view_decorator
from django_plotly_dash.models import DashApp, StatelessApp
from django_plotly_dash.registry.registry import registry
from tests.core.apps_for_tests import callback_body, temporary_app

pytestmark = pytest.mark.django_db

BASE = "/django_plotly_dash"
IN_FRAME = {"Sec-Fetch-Dest": "iframe"}
OF_SCRIPT = {"Sec-Fetch-Dest": "empty"}

# what it is, the path below the mount, whether it answers with a page
ROUTES = [
    ("page", "", True),
    ("page below", "some/page", True),
    ("layout", "_dash-layout", False),
    ("dependencies", "_dash-dependencies", False),
    ("callback", "_dash-update-component", False),
    ("asset", "assets/picture.svg", False),
    ("bundle", "_dash-component-suites/dash/dcc/async-graph.js", False),
    ("routes", "_dash-routes", False),
]


def fill(app):
    app.layout = html.Div([dcc.Input(id="colour"), html.P("private", id="answer")])

    @app.callback(Output("answer", "children"), Input("colour", "value"))
    def answer(colour):
        return "private"


def only_ada(request, app, instance):
    if request.user.username == "denied":
        raise PermissionDenied
    return request.user.username == "ada" and (instance is None or instance.slug == "hers")


async def asynchronous(request, app, instance):
    return True


RULES = [
    {"login_required": True},
    {"permission": "django_plotly_dash.view_dashapp"},
    {"permission": ["django_plotly_dash.view_dashapp", "django_plotly_dash.add_dashapp"]},
    {"access": only_ada},
]


def visitor(name=None, *codenames):
    client = Client()
    if name:
        user = User.objects.create_user(name)
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client.force_login(user)
    return client


def ask(client, url, headers):
    if url.endswith("update-component"):
        return client.post(url, json.dumps(callback_body()), content_type="application/json", headers=headers)
    return client.get(url, headers=headers)


@pytest.mark.parametrize("rule", RULES, ids=["login", "permission", "permissions", "function"])
@pytest.mark.parametrize("where", ["app/Guarded/", "instance/hers/", "app/Guarded/initial/abc/"])
def test_an_apps_own_rule_guards_every_route(rule, where):
    with temporary_app("Guarded", **rule) as app:
        fill(app)
        row = StatelessApp.objects.create(app_name="Guarded")
        DashApp.objects.create(stateless_app=row, instance_name="hers")
        stranger = visitor()
        ada = visitor("ada", "view_dashapp", "add_dashapp")
        for what, below, is_page in ROUTES:
            url = f"{BASE}/{where}{below}"
            whole = ask(stranger, url, {})
            assert b"private" not in whole.content, what
            if is_page:
                assert whole.status_code == 302, what
                assert whole.headers["Location"] == f"/accounts/login/?next={url}"
                framed = ask(stranger, url, {**IN_FRAME, "Referer": "http://testserver/page/?a=1&b=2"})
                assert framed.status_code == 401
                assert 'href="/accounts/login/?next=/page/%3Fa%3D1%26b%3D2" target="_top"' in framed.content.decode()
                assert framed.headers["X-Frame-Options"] == "SAMEORIGIN"
            else:
                assert whole.status_code == 401, what
                assert whole.json()["login_url"] == "/accounts/login/"
                assert "no-store" in whole.headers["Cache-Control"]
            assert ask(ada, url, {}).status_code in (200, 404), what


def test_who_is_logged_in_and_may_not_is_told_so_and_not_sent_to_the_login():
    with temporary_app("Guarded", access=only_ada) as app:
        fill(app)
        for bob in (visitor("bob"), visitor("denied")):
            assert ask(bob, f"{BASE}/app/Guarded/", {}).status_code == 403
            framed = ask(bob, f"{BASE}/app/Guarded/", IN_FRAME)
            assert framed.status_code == 403
            assert b"login" not in framed.content
            script = ask(bob, f"{BASE}/app/Guarded/_dash-layout", OF_SCRIPT)
            assert script.status_code == 403
            assert script.json() == {"error": "You may not see this."}


def test_the_rule_sees_the_saved_state():
    with temporary_app("Guarded", access=only_ada) as app:
        fill(app)
        row = StatelessApp.objects.create(app_name="Guarded")
        for name in ("hers", "his"):
            DashApp.objects.create(stateless_app=row, instance_name=name)
        ada = visitor("ada")
        assert ada.get(f"{BASE}/instance/hers/").status_code == 200
        assert ada.get(f"{BASE}/instance/his/").status_code == 403


def test_a_page_that_asks_for_it_by_script_gets_json():
    with temporary_app("Guarded", login_required=True) as app:
        fill(app)
        assert visitor().get(f"{BASE}/app/Guarded/", headers=OF_SCRIPT).json()["login"] == "Log in"


def test_a_link_back_goes_to_pages_of_this_site_only():
    with temporary_app("Guarded", login_required=True) as app:
        fill(app)
        for referer in ("https://evil.example/page", "http://testserver.evil.example/", "//", "no url", "http://[x/"):
            page = visitor().get(f"{BASE}/app/Guarded/", headers={**IN_FRAME, "Referer": referer}).content.decode()
            assert "next=/django_plotly_dash/app/Guarded/" in page
            assert "evil" not in page


def test_the_page_of_a_guarded_app_tells_when_the_login_has_ended(settings):
    with temporary_app("Guarded", login_required=True) as with_view_decorator, temporary_app("Open") as app:
        fill(with_view_decorator)
        fill(app)
        assert b"refusal.js" in visitor("ada").get(f"{BASE}/app/Guarded/").content
        assert b"refusal.js" not in visitor().get(f"{BASE}/app/Open/").content


@pytest.mark.parametrize(
    ("keywords", "text"),
    [
        ({"login_required": "yes"}, "True or False"),
        ({"permission": "view_dashapp"}, "app_label.codename"),
        ({"permission": 3}, "app_label.codename"),
        ({"permission": []}, "is empty"),
        ({"access": True}, "function"),
        ({"access": asynchronous}, "not async"),
    ],
)
def test_a_rule_of_another_form_is_an_error_where_the_app_is_made(keywords, text):
    with pytest.raises(ImproperlyConfigured, match=text):
        DjangoDash("Wrong rule", **keywords)
    assert "Wrong rule" not in registry


def test_an_access_function_that_answers_something_else_lets_nobody_in():
    with temporary_app("Guarded", access=lambda *_: HttpResponseForbidden()) as app:
        fill(app)
        with pytest.raises(TypeError, match="True or False"):
            visitor().get(f"{BASE}/app/Guarded/")


def test_assets_of_a_guarded_app_are_kept_by_the_visitors_browser_alone():
    from tests.dash_apps import echo

    folder = echo.config.assets_folder
    with (
        temporary_app("Guarded", login_required=True, assets_folder=folder),
        temporary_app("Open", assets_folder=folder),
    ):
        for app in (registry.get("Guarded"), registry.get("Open")):
            fill(app)
        changed = int(os.stat(f"{folder}/picture.svg").st_mtime)
        for name, whose in (("Guarded", "private"), ("Open", "public")):
            answer = visitor(f"of {name}").get(f"{BASE}/app/{name}/assets/picture.svg?m={changed}")
            b"".join(answer)
            assert answer.headers["Cache-Control"] == f"{whose}, max-age=31536000, immutable"


def test_a_rule_says_what_it_asks_for():
    with temporary_app("Guarded", login_required=True, permission="a.b", access=only_ada) as app:
        assert str(app.access_rule) == "login, a.b, only_ada"
    with temporary_app("Open") as app:
        assert str(app.access_rule) == "everybody"


# The site's view_decorator ------------------------------------------------------------------------------------------

CALLS = []


def noting(view, *, route_name, url_part, name):
    CALLS.append((route_name, url_part, name))
    return view


def answering(view, name, **_kwargs):
    """What decorators do that know nothing of frames and scripts, chosen by the visitor."""

    def wrapped(request, **kwargs):
        how = request.GET.get("how")
        if how == "redirect":
            return HttpResponse(status=302, headers={"Location": "/somewhere/"})
        if how == "forbid":
            return HttpResponseForbidden("<h1>Forbidden</h1>")
        if how == "raise":
            raise PermissionDenied
        if how == "json":
            return JsonResponse({"error": "my own words"}, status=403)
        return view(request, **kwargs)

    return wrapped


def test_the_decorator_is_told_route_and_type_of_every_view(decorated):
    CALLS.clear()
    decorated(f"{__name__}.noting")
    names = {name for _route, _part, name in CALLS}
    assert names >= {"main", "component-suites", "routes", "layout", "dependencies", "update-component"}
    assert ("app-layout--args", "_dash-layout", "layout") in CALLS
    assert ("update-component", "_dash-update-component", "update-component") in CALLS


def test_login_required_as_the_decorator(decorated):
    decorated("django_plotly_dash.access.login_required")
    with temporary_app("Open") as app:
        fill(app)
        stranger, ada = visitor(), visitor("ada")
        for what, below, is_page in ROUTES:
            url = f"/dash/app/Open/{below}"
            assert ask(stranger, url, {}).status_code == (302 if is_page else 401), what
            if is_page:
                framed = ask(stranger, url, IN_FRAME)
                assert framed.status_code == 401
                assert framed.headers["X-Frame-Options"] == "SAMEORIGIN"
            assert ask(ada, url, {}).status_code in (200, 404), what
        assert b"refusal.js" in ada.get("/dash/app/Open/").content


@pytest.mark.parametrize(
    ("how", "page", "frame", "script"),
    [("redirect", 302, 401, 401), ("forbid", 403, 403, 403), ("raise", 403, 403, 403), ("json", 403, 403, 403)],
)
def test_what_a_decorator_answers_is_shown_where_the_browser_can_show_it(decorated, how, page, frame, script):
    decorated(f"{__name__}.answering")
    with temporary_app("Open") as app:
        fill(app)
        client = Client()
        assert client.get(f"/dash/app/Open/?how={how}").status_code == page
        framed = client.get(f"/dash/app/Open/?how={how}", headers=IN_FRAME)
        assert framed.status_code == frame
        answer = client.get(f"/dash/app/Open/_dash-layout?how={how}", headers=OF_SCRIPT)
        assert answer.status_code == script
        assert answer.json()["error"]
        assert ("my own words" in answer.json()["error"]) == (how == "json")
        assert client.get("/dash/app/Open/").status_code == 200


def test_a_callback_that_refuses_is_not_taken_for_the_decorator(decorated):
    decorated(f"{__name__}.answering")
    with temporary_app("Open") as app:
        app.layout = html.P(id="answer")

        @app.callback(Output("answer", "children"), Input("colour", "value"))
        def refuse(colour):
            raise PermissionDenied("only on Sundays")

        answer = ask(Client(), "/dash/app/Open/_dash-update-component", OF_SCRIPT)
        assert answer.status_code == 403
        assert answer.json() == {"error": "only on Sundays"}


def test_a_view_decorator_that_is_not_there_is_an_error(settings):
    settings.PLOTLY_DASH = {"view_decorator": "tests.nowhere.nothing"}
    with pytest.raises(ImproperlyConfigured, match="view_decorator"):
        with_view_decorator(lambda request: None, route_name="x", url_part="", name="main")


def test_login_required_sends_visitors_to_the_login(rf):
    request = rf.get("/app/")
    request.user = AnonymousUser()
    answer = login_required(lambda request: None, route_name="app-main")(request)
    assert answer.status_code == 302
