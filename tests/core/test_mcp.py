"""Apps as tools of language models: a client's conversation, and who may have it."""

import json
import urllib.error
import urllib.request
from io import StringIO

import pytest
from dash import Input, Output, dcc, html
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import clear_url_caches, include, path

from django_plotly_dash.mcp.tokens import issue_token
from django_plotly_dash.models import DashApp, StatelessApp
from tests import mcp_apps, mcp_pages  # noqa: F401  make the apps
from tests.core.apps_for_tests import temporary_app

pytestmark = pytest.mark.django_db

BASE = "/django_plotly_dash"
TILL = f"{BASE}/app/Till/_mcp"
SHELF = f"{BASE}/app/Shelf/_mcp"
OLD = '{"label": {"children": "old"}}'
HEADERS = {"Accept": "application/json, text/event-stream"}


@pytest.fixture
def ada():
    return User.objects.create_user("ada", password="secret")


class Model:
    """The client of a language model, with no cookies and with every check of Django."""

    def __init__(self, url, token=None, **headers):
        self.url = url
        self.headers = {**HEADERS, **headers, **({"Authorization": f"Bearer {token}"} if token else {})}
        self.client = Client(enforce_csrf_checks=True)

    def post(self, body, **options):
        options.setdefault("content_type", "application/json")
        text = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return self.client.post(self.url, text, headers=self.headers, **options)

    def say(self, method, **params):
        return self.post({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})

    def ask(self, method, **params):
        response = self.say(method, **params)
        assert response.status_code == 200, response.content
        answer = response.json()
        assert "error" not in answer, answer
        return answer["result"]

    def error(self, method, **params):
        return self.say(method, **params).json()["error"]

    def call(self, name, **arguments):
        return self.ask("tools/call", name=name, arguments=arguments)

    def read(self, uri):
        return self.ask("resources/read", uri=uri)["contents"][0]["text"]


@pytest.fixture
def model(ada):
    return Model(TILL, issue_token(ada, days=1))


def tools(model):
    return {tool["name"]: tool for tool in model.ask("tools/list")["tools"]}


def test_a_conversation_over_http(live_server, transactional_db):
    ada = User.objects.create_user("ada")
    token = issue_token(ada, app_names=["Till"], days=1)

    def post(message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}", **HEADERS}
        with urllib.request.urlopen(urllib.request.Request(live_server.url + TILL, body, headers)) as response:
            return response.status, json.loads(response.read() or "null")

    _status, hello = post({"id": 0, "method": "initialize", "params": {"protocolVersion": "2025-06-18"}})
    assert hello["result"]["serverInfo"]["name"] == "Till"
    assert hello["result"]["protocolVersion"] == "2025-06-18"
    assert post({"method": "notifications/initialized"}) == (202, None)
    names = {tool["name"] for tool in post({"id": "a", "method": "tools/list"})[1]["result"]["tools"]}
    assert {"total", "total_later", "change", "change_later", "get_dash_component"} <= names
    call = {"name": "total", "arguments": {"price": 5, "kind": "gross"}}
    result = post({"id": 2, "method": "tools/call", "params": call})[1]["result"]
    assert result["structuredContent"]["response"] == {"total": {"children": "ada pays 5 gross; 1 users"}}
    layout = post({"id": 3, "method": "resources/read", "params": {"uri": "dash://layout"}})[1]
    assert layout["id"] == 3
    assert '"value":10' in layout["result"]["contents"][0]["text"]
    # Who does not say who he is gets an error of JSON-RPC, and is told what is wanted.
    request = urllib.request.Request(live_server.url + TILL, b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}')
    request.add_header("Content-Type", "application/json")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 401
    assert refused.value.headers["WWW-Authenticate"] == "Bearer"
    assert "dash_mcp_token" in json.loads(refused.value.read())["error"]["message"]


def test_extras_are_no_parameters_and_cannot_be_given(model):
    listed = tools(model)
    assert set(listed["total"]["inputSchema"]["properties"]) == {"price", "kind"}
    assert set(listed["total_later"]["inputSchema"]["properties"]) == {"price"}
    assert set(listed["change"]["inputSchema"]["properties"]) == {"paid", "price"}
    assert listed["change"]["description"] == "What to give back."
    given = model.call("total", price=1, kind="net", user="root")
    assert given["structuredContent"]["response"]["total"]["children"] == "ada pays 1 net; 1 users"
    forged = model.call("change", paid=20, user="root")
    assert forged["isError"] is True
    assert "user: given by the server" in forged["content"][0]["text"]
    assert model.call("change", paid=20)["structuredContent"] == {"result": "ada gets 10"}
    assert "do not fit" in model.call("change", much=20)["content"][0]["text"]


def test_coroutine_functions_are_tools_too(model):
    answer = model.call("total_later", price=4)
    assert answer["structuredContent"]["response"]["total"]["title"] == "ada later: 4"
    assert model.call("change_later", paid=4)["structuredContent"] == {"result": 3}


def test_what_is_no_number_is_null_as_in_the_answers_of_callbacks(model):
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "mean_of_nothing"}}
    answer = json.loads(model.post(body).content, parse_constant=pytest.fail)
    assert answer["result"]["structuredContent"] == {"result": [None, None, 0.5]}


def test_components_with_dictionary_ids(model):
    parts = [{"id": {"type": "part", "index": number}, "property": "value", "value": 5} for number in (1, 2, 3)]
    answer = model.call("sum_of_parts", parts=parts)
    assert answer["structuredContent"]["response"]["sum"]["children"] == 15
    foreign = [{"id": "price", "property": "value", "value": 5}]
    refused = model.call("sum_of_parts", parts=foreign)
    assert refused["isError"] is True
    assert "which this callback declares" in refused["content"][0]["text"]


def test_what_a_tool_raises_is_told_with_debug_alone(model, settings, caplog):
    wrong = model.call("wrong", price=1)
    assert wrong["isError"] is True
    assert "the log of the server says why" in wrong["content"][0]["text"]
    assert "swordfish" not in json.dumps(wrong)
    assert "swordfish" not in json.dumps(model.call("change", paid=1))
    assert "Callback 'wrong.children' of Dash app 'Till' failed for 'ada'" in caplog.text
    assert "Not at this till." in model.call("refused", price=1)["content"][0]["text"]
    quiet = model.call("nothing", price=1)
    assert quiet.get("isError") is not True
    assert quiet["structuredContent"]["response"] == {}
    settings.DEBUG = True
    assert "swordfish" in json.dumps(model.call("wrong", price=1))


def test_a_layout_that_raises_tells_nothing_without_debug(ada, settings):
    def broken():
        raise ValueError("swordfish")

    with temporary_app("Broken tools", enable_mcp=True) as app:
        app.layout = broken
        app.callback(Output("y", "children"), Input("x", "children"))(lambda x: x)
        model = Model(f"{BASE}/app/broken-tools/_mcp", issue_token(ada, days=1))
        for method, params in [("tools/list", {}), ("resources/read", {"uri": "dash://layout"})]:
            error = model.error(method, **params)
            assert error == {"code": -32603, "message": "It failed; the log of the server says why."}
        settings.DEBUG = True
        assert model.error("tools/list")["message"] == "ValueError: swordfish"


def test_each_visitor_has_values_of_his_own(model):
    bob = Model(TILL, issue_token(User.objects.create_user("bob"), days=1))
    for who, price in ((model, 10), (bob, 3), (model, 10)):
        found = who.call("get_dash_component", component_id="price", property="value")
        assert found["structuredContent"]["properties"]["value"]["initial_value"] == price
        assert f"{price}" in tools(who)["total"]["inputSchema"]["properties"]["price"]["description"]


def test_apps_are_kept_apart(ada, model):
    shelf = Model(SHELF, issue_token(ada, days=1))
    here, there = tools(model), tools(shelf)
    assert set(here) & set(there) == {
        "get_dash_component",
        "get_background_task_result",
        "cancel_background_task",
    } & set(here)
    assert "jars" in there
    assert "label" in there  # its input is on a page
    assert "resources" in model.ask("resources/list")
    assert "dash://pages" not in [one["uri"] for one in model.ask("resources/list")["resources"]]
    pages = json.loads(shelf.read("dash://pages"))
    assert [page["path"] for page in pages] == ["/", "/low"]
    assert "for ada" in shelf.read("dash://page-layout/low")
    assert "for ada" not in json.dumps(model.error("resources/read", uri="dash://page-layout/low"))
    assert model.error("tools/call", name="jars", arguments={})["code"] == -32601


def test_tools_of_a_saved_state_show_it_and_never_change_it(ada):
    app = StatelessApp.objects.get(app_name="Shelf")
    state = DashApp.objects.create(
        stateless_app=app,
        instance_name="s",
        slug="s-1",
        base_state='{"label": {"children": "old"}}',
        save_on_change=True,
    )
    model = Model(f"{BASE}/instance/s-1/_mcp", issue_token(ada, days=1))
    assert "old" in model.read("dash://layout")
    assert model.call("label", jar="fig")["structuredContent"]["response"]["label"]["children"] == "a jar of fig"
    state.refresh_from_db()
    assert state.base_state == OLD


# Who may ---------------------------------------------------------------------------------------------------------


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


# Not asked for, and bad input ----------------------------------------------------------------------------------------


def test_no_tools_where_an_app_is_not_asked(ada, monkeypatch):
    monkeypatch.setenv("DASH_MCP_ENABLED", "true")
    token = issue_token(ada, days=1)
    with temporary_app("Not asked") as app:
        app.layout = html.P("x", id="x")
        for ident in ("not-asked", "Silent"):
            url = f"{BASE}/app/{ident}/_mcp"
            assert Model(url, token).say("initialize").status_code == 404
            assert Client().get(url).status_code == 404


def of(method, **params):
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, -32700),
        ("[]", 400, -32700),
        ('"text"', 400, -32700),
        ("[" * 5000, 400, -32700),
        ({**of("ping"), "id": None}, 400, -32600),
        ({**of("ping"), "id": {}}, 400, -32600),
        (of(5), 200, -32600),
        (of("prompts/list"), 200, -32601),
        ({**of("tools/call"), "params": []}, 200, -32602),
        (of("tools/call", name=5), 200, -32602),
        (of("tools/call", name="total", arguments=[1]), 200, -32602),
        (of("tools/call", name="total", task=1), 200, -32602),
        (of("resources/read", uri="file:///etc/passwd"), 200, -32002),
        (of("resources/read"), 200, -32602),
        (
            of("tools/call", name="get_dash_component", arguments={"component_id": {"type": "part", "index": 1}}),
            200,
            -32602,
        ),
        (of("tasks/get", taskId="a:b"), 200, -32602),
        (of("tasks/get", taskId=f"a:b:c:{10**20}"), 200, -32602),
        (of("tasks/cancel", taskId="total:1:2:3"), 200, -32603),
    ],
)
def test_bad_messages_get_errors_of_json_rpc(model, body, status, code):
    response = model.post(body)
    assert response.status_code == status
    assert response.json()["error"]["code"] == code
    assert response.json()["error"]["message"]


def test_other_methods_and_content_types(model):
    assert model.client.get(TILL, headers=model.headers).status_code == 405
    assert model.client.delete(TILL, headers=model.headers).status_code == 405
    assert model.post({"id": 1}, content_type="text/plain").status_code == 415


def test_tools_are_always_at_one_path():
    from django.core.exceptions import ImproperlyConfigured

    with pytest.raises(ImproperlyConfigured, match="leave 'mcp_path' out"), temporary_app("Elsewhere", mcp_path="m"):
        pass


# The command ---------------------------------------------------------------------------------------------------------


def test_the_command_makes_tokens(ada):
    out = StringIO()
    call_command("dash_mcp_token", "ada", "--app", "Till", "--days", "2", stdout=out)
    token = out.getvalue().strip()
    assert Model(TILL, token).ask("ping") == {}
    assert Model(SHELF, token).say("ping").status_code == 403


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["eve"], "no active user 'eve'"),
        (["ada", "--app", "Nowhere"], "No Dash app is registered as 'Nowhere'"),
        (["ada", "--app", "Silent"], "'Silent' has no tools"),
        (["ada", "--days", "0"], "above 0"),
    ],
)
def test_the_command_says_what_is_wrong(ada, arguments, message):
    with pytest.raises(CommandError, match=message):
        call_command("dash_mcp_token", *arguments)
