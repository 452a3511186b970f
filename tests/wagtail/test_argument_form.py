"""The view that answers the form of an app, who may ask it, and what the block does with what comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from dash import dcc, html
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django_plotly_dash import DjangoDash
from django_plotly_dash.models import DashApp, StatelessApp
from django_plotly_dash.registry.registry import registry
from dpd_wagtail.argument_form.fields import fields_of
from dpd_wagtail.argument_form.views import Input
from dpd_wagtail.argument_form.widget import ArgumentsWidget
from dpd_wagtail.arguments import check_against_layout
from dpd_wagtail.blocks import InitialArgumentsBlock
from tests.wagtail.component_strategies import components

pytestmark = pytest.mark.django_db

AJAX = {"x-requested-with": "XMLHttpRequest"}
EXPECTED = {"anonymous": 403, "access_admin only": 403, "editor": 200, "superuser": 200}


@pytest.fixture
def make_app() -> Iterator[Callable[..., StatelessApp]]:
    """Make an app with a layout, and the row by which it is chosen."""
    names = []

    def make(layout: Any, **options: Any) -> StatelessApp:
        app = DjangoDash(f"Form app {len(names)}", **options)
        names.append(app.app_name)
        app.layout = layout
        return StatelessApp.objects.create(app_name=app.app_name)

    yield make
    for name in names:
        registry.unregister(name)


def ask(client: Any, row: Any, **query: Any) -> Any:
    key = row.pk if isinstance(row, StatelessApp) else row
    return client.get(reverse("dpd_argument_form"), {"app": key, "prefix": "b", **query}, headers=AJAX)


@pytest.mark.parametrize("who", EXPECTED)
def test_who_may_ask_for_a_form(client, users, app_row, who):
    if users[who] is not None:
        client.force_login(users[who])
    response = ask(client, app_row)
    assert response.status_code == EXPECTED[who]
    assert ("Continent" in response.content.decode()) == (EXPECTED[who] == 200)


def test_the_form_shows_the_components_as_the_app_has_them(client, users, app_row):
    client.force_login(users["editor"])
    html = ask(client, app_row).content.decode()
    assert 'data-component="continent" data-property="value" data-kind="choice"' in html
    assert "As the app has it: <strong>World</strong>" in html
    assert 'type="range" id="b-argument-2" min="1952" max="2007" step="5"' in html


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_asked(client, users, app_row, method):
    client.force_login(users["superuser"])
    assert getattr(client, method)(reverse("dpd_argument_form"), {"app": app_row.pk}).status_code == 405


@pytest.mark.parametrize("key", ["", "0", "x", "-1", "٣", "9" * 40])
def test_a_key_that_is_none_is_not_found(client, users, key):
    client.force_login(users["superuser"])
    assert ask(client, key).status_code == 404


def test_an_app_that_is_no_longer_in_the_code_is_not_found(client, users):
    client.force_login(users["superuser"])
    assert ask(client, StatelessApp.objects.create(app_name="No longer here")).status_code == 404


def test_the_rule_of_the_app_is_asked(client, users, make_app):
    row = make_app(html.Div(dcc.Input(id="secret")), permission="auth.delete_group")
    client.force_login(users["editor"])
    response = ask(client, row)
    assert response.status_code == 403
    assert b"secret" not in response.content
    users["editor"].user_permissions.add(Permission.objects.get(codename="delete_group"))
    assert b"secret" in ask(client, row).content


def test_a_layout_function_gets_the_request_of_the_editor(client, users, make_app):
    def layout(request, user):
        return html.Div(dcc.Input(id="who", value=f"{user} by {request.method}"))

    client.force_login(users["editor"])
    assert "test-editor by GET" in ask(client, make_app(layout)).content.decode()


@pytest.mark.parametrize("error", [ValueError("<b>broken</b>"), PermissionError("no"), SystemError("x")])
def test_a_layout_that_raises_gives_a_message(client, users, make_app, error, caplog):
    def layout():
        raise error

    client.force_login(users["editor"])
    response = ask(client, make_app(layout))
    assert response.status_code == 200
    text = response.content.decode()
    assert "data-dpd-no-form" in text
    assert "<b>" not in text
    assert "layout of Dash app 'Form app 0' failed" in caplog.text


def test_an_app_without_a_layout_gives_a_message(client, users):
    app = DjangoDash("Without a layout")
    try:
        row = StatelessApp.objects.create(app_name=app.app_name)
        client.force_login(users["editor"])
        assert ask(client, row).status_code == 200
    finally:
        registry.unregister(app.app_name)


def test_values_of_a_saved_state_are_shown_to_those_who_may_see_states(client, users, app_row):
    state = DashApp.objects.create(stateless_app=app_row, base_state='{"continent": {"value": "Asia"}}')
    client.force_login(users["superuser"])
    assert "As the app has it: <strong>Asia</strong>" in ask(client, app_row, state=state.pk).content.decode()
    client.force_login(users["editor"])
    assert "As the app has it: <strong>World</strong>" in ask(client, app_row, state=state.pk).content.decode()


@pytest.mark.parametrize("key", ["0", "x", "9" * 40])
def test_a_state_of_another_app_or_of_none_changes_nothing(client, users, app_row, make_app, key):
    other = DashApp.objects.create(
        stateless_app=make_app(html.Div(dcc.Input(id="continent"))), base_state='{"continent": {"value": "Asia"}}'
    )
    client.force_login(users["superuser"])
    for state in (key, other.pk):
        assert "<strong>World</strong>" in ask(client, app_row, state=state).content.decode()


def test_asking_writes_nothing(client, users, app_row):
    client.force_login(users["superuser"])
    ask(client, app_row)  # Wagtail makes the profile of a user with the first request.
    with CaptureQueriesContext(connection) as queries:
        ask(client, app_row)
    assert queries.captured_queries
    assert all(query["sql"].startswith("SELECT") for query in queries.captured_queries)


@pytest.mark.parametrize("prefix", ['"><script>', "", "x" * 501])
def test_a_prefix_that_is_none_gets_into_no_id(client, users, app_row, prefix):
    client.force_login(users["superuser"])
    html = ask(client, app_row, prefix=prefix).content.decode()
    assert 'id="dpd-argument-1"' in html
    assert "<script>" not in html


def test_what_the_app_says_is_escaped(client, users, make_app):
    nasty = '"><script>alert(1)</script>'
    row = make_app(html.Div([html.Label(nasty), dcc.Dropdown([nasty], nasty, id=nasty)]))
    client.force_login(users["superuser"])
    assert "<script>" not in ask(client, row).content.decode()


def test_the_answer_has_no_inline_script_or_style(client, users, app_row):
    client.force_login(users["editor"])
    text = ask(client, app_row).content.decode()
    assert "<script" not in text
    assert "style=" not in text
    assert "onclick" not in text


def test_without_javascript_there_is_a_textarea_with_the_json():
    html = ArgumentsWidget().render("b", '{"a": {"value": 1}}', {"id": "b"})
    assert '<div data-dpd-view="json"><textarea name="b"' in html
    assert 'role="group" hidden' in html


def test_migrations_name_no_class_of_ours():
    assert InitialArgumentsBlock().deconstruct()[0] == "wagtail.blocks.TextBlock"


def check(layout: Any, **arguments: Any) -> None:
    app = DjangoDash("Checked app")
    try:
        app.layout = layout
        check_against_layout(arguments, app)
    finally:
        registry.unregister(app.app_name)


def test_a_wrong_value_is_an_error_that_names_component_property_and_options():
    with pytest.raises(ValidationError, match=r"“value” of “area” cannot be East\. The options are: North, South"):
        check(dcc.Dropdown(["North", "South"], id="area"), area={"value": "East"})


def test_options_that_the_arguments_bring_along_count():
    check(dcc.Dropdown(["North"], id="area"), area={"value": "East", "options": ["East"]})
    with pytest.raises(ValidationError, match="cannot be North"):
        check(dcc.Dropdown(["North"], id="area"), area={"value": "North", "options": ["East"]})


def test_the_type_of_a_component_is_not_that_of_the_value_to_be_judged():
    with pytest.raises(ValidationError, match="must be a number"):
        check(dcc.Input(id="count", type="number", value=3), count={"value": "three"})


def test_ids_of_several_spellings_are_the_same_component():
    with pytest.raises(ValidationError, match="must be a number"):
        check(dcc.Input(id={"type": "n", "index": 1}, type="number"), **{'{"type": "n", "index": 1}': {"value": "x"}})


def test_properties_that_no_form_shows_are_not_judged():
    check(html.Div([dcc.Graph(id="chart"), dcc.Store(id="data")]), chart={"figure": 3}, data={"data": [1]})


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(components(), max_size=3))
def test_any_layout_can_be_shown(layout):
    shown = [
        (component, [Input(field, f"b-{field.name}", field.label) for field in component.fields])
        for component in fields_of(html.Div(layout))
    ]
    text = render_to_string("dpd_wagtail/argument_form/form.html", {"components": shown, "app_title": "An app"})
    assert text.count("data-dpd-argument ") == sum(len(inputs) for _component, inputs in shown)
