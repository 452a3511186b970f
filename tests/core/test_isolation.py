"""What belongs to one app or one visitor reaches no other."""

import json

import dash
import pytest
from dash import Input, Output, html
from django.test import Client

from django_plotly_dash.mount.mount import PREFIX_PLACEHOLDER, Mount, mounted, resolve_prefix
from django_plotly_dash.registry import module_callbacks
from django_plotly_dash.registry.registry import registry
from tests.core.apps_for_tests import callback_body, temporary_app

pytestmark = pytest.mark.django_db(transaction=True)

BASE = "/django_plotly_dash/app"


def outputs(name):
    return [spec["output"] for spec in Client().get(f"{BASE}/{name}/_dash-dependencies").json()]


def test_the_context_of_an_async_callback_ends_with_it(client):
    seen = []

    def layout():
        try:
            seen.append(dict(dash.callback_context.cookies))
        except dash.exceptions.MissingCallbackContextException:
            seen.append(None)
        return html.P(id="answer")

    with temporary_app("AsyncContext") as app:
        app.layout = layout

        @app.callback(Output("answer", "children"), Input("colour", "value"))
        async def read(value):
            return dash.callback_context.cookies["secret"]

        client.cookies["secret"] = "of Alice"
        body = json.dumps(callback_body())
        url = f"{BASE}/AsyncContext/_dash-update-component"
        answer = client.post(url, body, content_type="application/json")
        assert answer.json()["response"]["answer"]["children"] == "of Alice"
        Client().get(f"{BASE}/AsyncContext/_dash-layout")
    assert seen == [None]


def test_module_level_callbacks_belong_to_the_app_being_defined():
    with temporary_app("ModuleA") as first:
        first.layout = html.P(id="a")

        @dash.callback(Output("a", "children"), Input("in", "value"))
        def of_first(value):
            return value

        dash.clientside_callback("value => value", Output("a", "title"), Input("in", "value"))
        module_callbacks.claim_leftovers()
        with temporary_app("ModuleB") as second:
            second.layout = html.P(id="b")

            @dash.callback(Output("b", "children"), Input("in", "value"))
            def of_second(value):
                return value

            assert outputs("ModuleB") == ["b.children"]
            assert sorted(outputs("ModuleA")) == ["a.children", "a.title"]
            assert "value => value" in Client().get(f"{BASE}/ModuleA/").content.decode()
            assert "value => value" not in Client().get(f"{BASE}/ModuleB/").content.decode()


def test_callbacks_that_wait_when_the_next_app_is_made_belong_to_the_one_before():
    with temporary_app("Before") as before:
        before.layout = html.P(id="a")
        dash.clientside_callback("value => 1", Output("a", "title"), Input("in", "value"))
        with temporary_app("After") as after:
            after.layout = html.P(id="b")
            assert outputs("After") == []
            assert outputs("Before") == ["a.title"]


def test_pages_do_not_ship_what_the_first_visitor_saw(client):
    with temporary_app("WithPages", use_pages=True, pages_folder="") as app:
        app.layout = html.Div(dash.page_container)
        dash.register_page("private", path="/", layout=lambda **_: html.P("private of the first visitor", id="a"))
        try:
            page = client.get(f"{BASE}/WithPages/").content.decode()
            assert "validation_layout" not in page
            assert "private of" not in page
            assert '"suppress_callback_exceptions":true' in page
            body = {
                "output": "_pages_content.children",
                "outputs": [
                    {"id": "_pages_content", "property": "children"},
                    {"id": "_pages_store", "property": "data"},
                ],
                "inputs": [
                    {"id": "_pages_location", "property": "pathname", "value": f"{BASE}/WithPages/"},
                    {"id": "_pages_location", "property": "search", "value": ""},
                ],
                "changedPropIds": [],
            }
            dash.page_registry["private"]["layout"] = lambda: html.P("takes no arguments")
            body["output"] = next(name for name in app.callback_map if "_pages_content" in name)
            url = f"{BASE}/WithPages/_dash-update-component"
            answer = client.post(url, json.dumps(body), content_type="application/json")
            assert "takes no arguments" in answer.content.decode()
        finally:
            dash.page_registry.clear()


def test_a_module_that_is_imported_anew_after_an_error_replaces_its_apps():
    source = "from django_plotly_dash import DjangoDash; app = DjangoDash('Anew')"
    namespaces = [{"__name__": "tests.anew"}, {"__name__": "tests.anew"}]
    for namespace in namespaces:
        exec(source, namespace)  # noqa: S102  stands for the import of a module
    assert registry.get("Anew") is namespaces[1]["app"]
    registry.unregister("Anew")


def test_a_path_is_recognised_however_it_is_percent_encoded(rf):
    app = registry.get("Echo")
    for path in ("/dash/app/Echo/deeper", "/dash/app/%45cho/deeper"):
        mount = Mount(app=app, request=rf.get(path), root="/dash/", prefix="/dash/app/Echo/", subpath="deeper")
        with mounted(mount):
            assert app.strip_relative_path(path) == "deeper"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f'"{PREFIX_PLACEHOLDER}x"', '"/p/app/A/x"'),
        ('"\\u002f__dash-mount__\\u002fx"', '"/p/app/A/x"'),
        ('"/__dash-mount__"', '"/p/app/A"'),
        ("?next=%2F__dash-mount__%2Fx", "?next=%2Fp%2Fapp%2FA%2Fx"),
        ("nothing here", "nothing here"),
    ],
)
def test_the_placeholder_is_resolved_in_every_form(text, expected):
    assert resolve_prefix(text.encode(), "/p/app/A/") == expected.encode()
