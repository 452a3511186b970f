"""Who may use the tools of apps."""

import pytest
from dash import Input, Output, dcc, html
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.urls import clear_url_caches, include, path

from django_plotly_dash.mcp.tokens import issue_token
from tests.core.apps_for_tests import temporary_app
from tests.core.mcp.client import BASE, SHELF, TILL, Model

pytestmark = pytest.mark.django_db


def test_anonymous_clients_are_refused(ada):
    response = Model(TILL).say("initialize")
    assert response.status_code == 401
    assert response.json()["error"]["code"] == -32001
    # Neither does an app that everybody may see take a POST without a token or a CSRF token.
    assert Model(SHELF).say("initialize").status_code == 401


@pytest.mark.parametrize("token", ["nonsense", "a.b", "", "x" * 9000, "é"])
def test_a_wrong_token_lets_nobody_in(token, ada):
    response = Model(SHELF, Authorization=f"Bearer {token}".encode().decode("latin-1")).say("initialize")
    assert response.status_code == 401
    assert "token" in response.json()["error"]["message"]


def test_a_token_ends(ada, model, settings):
    assert Model(TILL, issue_token(ada, days=-1)).say("ping").json()["error"]["message"] == "The token has expired."
    assert model.ask("ping") == {}
    ada.is_active = False
    ada.save()
    assert model.say("ping").status_code == 401
    ada.is_active = True
    ada.set_password("another")
    ada.save()
    assert model.say("ping").json()["error"]["message"] == "The token is no longer valid."
    fresh = Model(TILL, issue_token(ada, days=1))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", [settings.SECRET_KEY]
    assert fresh.ask("ping") == {}
    settings.SECRET_KEY_FALLBACKS = []
    assert fresh.say("ping").status_code == 401
    settings.SECRET_KEY = "new"
    ada.delete()
    assert fresh.say("ping").status_code == 401


def test_a_token_is_for_tools_alone_and_for_its_apps(ada):
    token = issue_token(ada, app_names=["Shelf"], days=1)
    refused = Model(TILL, token).say("ping")
    assert refused.status_code == 403
    assert refused.json()["error"]["message"] == "This token is for other apps."
    assert Model(SHELF, token).ask("ping") == {}
    page = Client().get(f"{BASE}/app/Till/", headers={"Authorization": f"Bearer {token}"})
    assert page.status_code == 302
    layout = Client().get(
        f"{BASE}/app/Till/_dash-layout", headers={"Authorization": f"Bearer {issue_token(ada, days=1)}"}
    )
    assert layout.status_code == 401


def test_a_token_is_its_user_whatever_session_comes_along(ada, model):
    bob = User.objects.create_user("bob")
    model.client.force_login(bob)
    answer = model.call("total", price=1, kind="net")
    assert answer["structuredContent"]["response"]["total"]["children"].startswith("ada")


def test_a_token_ends_no_session_that_comes_along(model):
    model.client.force_login(User.objects.create_user("bea"))
    cookie = model.client.cookies["sessionid"].value
    response = model.say("ping")
    assert response.status_code == 200
    assert "sessionid" not in response.cookies
    assert model.client.cookies["sessionid"].value == cookie
    assert model.client.session["_auth_user_id"]


def test_what_a_tool_keeps_in_the_session_of_a_token_ends_with_the_request(ada):
    with temporary_app("Noting", enable_mcp=True) as app:
        app.layout = html.Div([dcc.Input(id="item", value="tea"), html.P(id="noted")])

        @app.callback(Output("noted", "children"), Input("item", "value"))
        def note(item: str, session_state):
            session_state["item"] = item
            return item

        model = Model(f"{BASE}/app/Noting/_mcp", issue_token(ada, days=1))
        assert model.call("note", item="tea")["structuredContent"]["response"] == {"noted": {"children": "tea"}}
    assert not model.client.cookies
    assert not Session.objects.exists()


def test_permissions_are_those_of_the_tokens_user(ada):
    with temporary_app("Permitted tools", enable_mcp=True, permission="auth.view_user") as app:
        app.layout = html.P("x", id="x")
        url = f"{BASE}/app/permitted-tools/_mcp"
        assert Model(url, issue_token(ada, days=1)).say("ping").status_code == 403
        root = User.objects.create_superuser("root")
        assert Model(url, issue_token(root, days=1)).ask("ping") == {}


def test_a_session_needs_a_csrf_token(ada):
    model = Model(TILL)
    model.client.force_login(ada)
    refused = model.say("ping")
    assert refused.status_code == 403
    assert "CSRF" in refused.json()["error"]["message"]
    model.client.get(f"{BASE}/app/Till/")
    model.headers["X-CSRFToken"] = model.client.cookies["csrftoken"].value
    assert model.ask("ping") == {}


def signed_in_by_header(request):
    return User.objects.filter(username=request.headers.get("X-Known-As", "")).first()


def test_a_site_may_have_tokens_of_its_own(ada, settings):
    settings.PLOTLY_DASH = {"mcp_user": f"{__name__}.signed_in_by_header"}
    assert Model(TILL, **{"X-Known-As": "ada"}).ask("ping") == {}
    assert Model(TILL, **{"X-Known-As": "eve"}).say("ping").status_code == 401
    assert Model(TILL, issue_token(ada, days=1)).ask("ping") == {}


seen_by_decorator = []


def decorator(view, route_name="", url_part="", name=""):
    def decorated(request, *args, **kwargs):
        seen_by_decorator.append((name, str(request.user)))
        return HttpResponse("no", status=403) if request.user.username == "ada" else view(request, *args, **kwargs)

    return decorated


def async_decorator(view, route_name="", url_part="", name=""):
    async def decorated(request, *args, **kwargs):
        user = await request.auser()
        seen_by_decorator.append((name, str(user)))
        return HttpResponse("no", status=403) if user.username == "ada" else await view(request, *args, **kwargs)

    return decorated


@pytest.mark.parametrize("which", [decorator, async_decorator])
def test_the_sites_decorator_guards_tools(ada, settings, monkeypatch, which):
    import importlib

    from django_plotly_dash import urls

    seen_by_decorator.clear()
    settings.PLOTLY_DASH = {"view_decorator": f"{__name__}.{which.__name__}"}
    importlib.reload(urls)
    try:
        urlconf = type("urls", (), {"urlpatterns": [path("django_plotly_dash/", include(urls))]})
        settings.ROOT_URLCONF = urlconf
        clear_url_caches()
        refused = Model(SHELF, issue_token(ada, days=1)).say("ping")
        assert refused.status_code == 403
        assert refused.json()["error"]["code"] == -32001
        assert Model(SHELF, issue_token(User.objects.create_user("bob"), days=1)).ask("ping") == {}
        assert seen_by_decorator == [("mcp", "ada"), ("mcp", "bob")]
        no_token = Model(SHELF).say("ping")
        assert no_token.status_code == 401
        assert "CSRF" not in no_token.content.decode()
    finally:
        settings.PLOTLY_DASH = {}
        importlib.reload(urls)
        clear_url_caches()


def test_djangos_own_login_middleware_lets_tokens_in(ada, settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.contrib.auth.middleware.LoginRequiredMiddleware"]
    assert Model(SHELF, issue_token(ada, days=1)).ask("ping") == {}
    anonymous = Model(SHELF)
    anonymous.client = Client()
    assert anonymous.say("ping").status_code == 401
