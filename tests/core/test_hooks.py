"""``dash.hooks``: they are the process's, as in Dash, and reach every app that is made after them or served."""

from __future__ import annotations

import copy
import sys
from collections.abc import Iterator

import dash
import pytest
from dash import Input, Output, dcc, hooks, html
from django.test import Client

from django_plotly_dash.models import DashApp, StatelessApp
from django_plotly_dash.registry.registry import registry
from tests.core.apps_for_tests import callback_body, temporary_app

pytestmark = pytest.mark.django_db

BASE = "/django_plotly_dash"


@pytest.fixture(autouse=True)
def no_hooks_of_others() -> Iterator[None]:
    """Hooks that a test registers end with it."""
    kept = {name: copy.copy(value) for name, value in vars(hooks).items()}
    namespaces = {name: list(found) for name, found in hooks._ns.items()}
    yield
    for name, value in kept.items():
        setattr(hooks, name, value)
    hooks._ns.clear()
    hooks._ns.update(namespaces)


def get(path: str, client: Client | None = None) -> str:
    response = (client or Client()).get(f"{BASE}/{path}")
    assert response.status_code == 200, response.content
    return response.content.decode()


def test_layout_and_index_hooks_know_which_app_is_served():
    @hooks.layout()
    def note(layout):
        return html.Div([layout, html.Small(f"served: {dash.get_app().app_name}")])

    @hooks.index()
    def mark(page):
        return page.replace("<body>", f"<body data-app={dash.get_app().app_name}>")

    with temporary_app("HookedOne") as one, temporary_app("HookedTwo") as two:
        one.layout = two.layout = html.P("own", id="own")
        row = StatelessApp.objects.create(app_name="HookedOne")
        state = DashApp.objects.create(
            stateless_app=row, instance_name="A", base_state='{"own": {"children": "saved"}}'
        )
        for name, path, text in (
            ("HookedOne", "app/HookedOne/", "own"),
            ("HookedTwo", "app/HookedTwo/", "own"),
            ("HookedOne", f"instance/{state.slug}/", "saved"),
        ):
            layout = get(f"{path}_dash-layout")
            assert f"served: {name}" in layout
            assert f'"children":"{text}"' in layout
            assert f"<body data-app={name}>" in get(path)


def test_layout_hooks_run_in_the_order_of_their_priority():
    hooks.layout(final=True)(lambda layout: html.Div([layout, "last"]))
    hooks.layout()(lambda layout: html.Div([layout, "second"]))
    hooks.layout(priority=9)(lambda layout: html.Div([layout, "first"]))
    with temporary_app("HookedInOrder") as app:
        app.layout = html.P("own")
        layout = get("app/HookedInOrder/_dash-layout")
    assert [layout.index(word) for word in ("own", "first", "second", "last")] == sorted(
        layout.index(word) for word in ("own", "first", "second", "last")
    )


def test_setup_hooks_get_every_app_that_is_made_after_them():
    seen = []
    with temporary_app("HookedBefore"):
        hooks.setup()(lambda app: seen.append(app))
        with temporary_app("HookedAfter") as after:
            assert seen == [after]
            assert seen[0].app_name == "HookedAfter"


def test_routes_of_hooks_are_below_each_mount_and_behind_its_rule(client):
    @hooks.route(name="whose/<string:word>", methods=("GET", "POST"))
    def whose(word):
        return f"{word} of {dash.get_app().app_name}"

    with temporary_app("HookedRoute") as app, temporary_app("HookedClosed", login_required=True) as closed:
        app.layout = closed.layout = html.P("own")
        assert get("app/HookedRoute/whose/page") == "page of HookedRoute"
        assert client.post(f"{BASE}/app/HookedRoute/whose/page").content == b"page of HookedRoute"
        assert client.put(f"{BASE}/app/HookedRoute/whose/page").status_code == 405
        assert Client(enforce_csrf_checks=True).post(f"{BASE}/app/HookedRoute/whose/page").status_code == 403
        assert client.get(f"{BASE}/app/HookedClosed/whose/page").status_code in (302, 401, 403)


def test_callbacks_of_hooks_belong_to_every_app(client):
    @hooks.callback(Output("answer", "children"), Input("colour", "value"))
    def answer(value):
        return f"{value} in {dash.get_app().app_name}"

    hooks.clientside_callback("value => 'hooked'", Output("answer", "title"), Input("colour", "value"))
    with temporary_app("HookedA") as one, temporary_app("HookedB") as two:
        one.layout = two.layout = html.Div([dcc.Input(id="colour"), html.P(id="answer")])
        for name in ("HookedA", "HookedB"):
            assert "'hooked'" in get(f"app/{name}/")
            url = f"{BASE}/app/{name}/_dash-update-component"
            got = client.post(url, callback_body(), content_type="application/json").json()
            assert got["response"]["answer"]["children"] == f"blue in {name}"


@pytest.mark.parametrize("is_async", [False, True])
def test_error_handlers_of_callback_app_and_hook(client, is_async):
    seen = []
    hooks.error()(lambda error: seen.append(f"hook: {error}"))

    def fail(value):
        raise ValueError(value)

    async def fail_later(value):
        raise ValueError(value)

    with temporary_app("HookedError", on_error=lambda error: f"app: {error}") as app:
        app.layout = html.Div([dcc.Input(id="colour"), html.P(id="answer"), html.P(id="other")])
        function = fail_later if is_async else fail
        app.callback(Output("answer", "children"), Input("colour", "value"))(function)
        app.callback(
            Output("other", "children"), Input("colour", "value"), on_error=lambda error: f"callback: {error}"
        )(function)

        def ask(output):
            url = f"{BASE}/app/HookedError/_dash-update-component"
            answer = client.post(url, callback_body(output), content_type="application/json")
            component_id, prop = output.split(".")
            return answer.json()["response"][component_id][prop]

        assert ask("answer.children") == "app: blue"
        assert seen == ["hook: blue"]
        assert ask("other.children") == "callback: blue"
        assert seen == ["hook: blue"]


def test_custom_data_of_hooks_is_in_the_context_of_callbacks(client):
    @hooks.custom_data(namespace="site")
    def site(_context):
        return {"app": dash.get_app().app_name}

    with temporary_app("HookedData") as app:
        app.layout = html.Div([dcc.Input(id="colour"), html.P(id="answer")])
        app.callback(Output("answer", "children"), Input("colour", "value"))(
            lambda value: dash.ctx.custom_data["site"]["app"]
        )
        url = f"{BASE}/app/HookedData/_dash-update-component"
        answer = client.post(url, callback_body(), content_type="application/json")
        assert answer.json()["response"]["answer"]["children"] == "HookedData"


def test_scripts_and_style_sheets_of_hooks_are_on_every_page_and_served(client):
    hooks.stylesheet(
        [{"relative_package_path": "static/django_plotly_dash/direct.css", "namespace": "django_plotly_dash"}]
    )
    hooks.script([{"relative_package_path": "static/django_plotly_dash/storage.js", "namespace": "django_plotly_dash"}])
    for name in ("Echo", "Members"):
        assert name in registry
    page = get("app/Echo/")
    for tag, path in (("link", "direct"), ("script", "storage")):
        (address,) = {
            part.split('"')[1]
            for part in page.replace("href=", "src=").split("src=")
            if part.startswith('"')
            and f"_dash-component-suites/django_plotly_dash/static/django_plotly_dash/{path}" in part
        }
        answer = client.get(address)
        assert answer.status_code == 200, tag
        assert "immutable" in answer["Cache-Control"]


def test_plugins_are_loaded_before_the_first_app_is_made(tmp_path, monkeypatch):
    plugin = tmp_path / "plugin_of_a_test.py"
    plugin.write_text("import dash\ndash.hooks.layout()(lambda layout: dash.html.Div([layout, 'plugged in']))\n")
    folder = tmp_path / "plugin_of_a_test-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: plugin-of-a-test\nVersion: 1.0\n")
    (folder / "entry_points.txt").write_text("[dash_hooks]\nplugin = plugin_of_a_test\n")
    monkeypatch.syspath_prepend(tmp_path)
    try:
        with temporary_app("HookedByPlugin") as app:
            app.layout = html.P("own")
            assert "plugged in" in get("app/HookedByPlugin/_dash-layout")
    finally:
        sys.modules.pop("plugin_of_a_test", None)
