"""``manage.py dash_apps``: what it lists, and what it finds wrong."""

import io
import json

import pytest
from dash import Input, Output, dcc, html
from django.core.management import CommandError, call_command

from django_plotly_dash.models import DashApp, StatelessApp
from tests.core.apps_for_tests import temporary_app

pytestmark = pytest.mark.django_db


def listed(*arguments, **options):
    out = io.StringIO()
    call_command("dash_apps", *arguments, stdout=out, no_color=True, **options)
    return out.getvalue()


def test_it_lists_apps_urls_states_and_rules():
    with temporary_app("Fine", login_required=True) as app:
        app.layout = html.Div([dcc.Input(id="in"), html.P(id="out")])
        app.callback(Output("out", "children"), Input("in", "value"))(lambda value: value)
        row = StatelessApp.objects.create(app_name="Fine")
        DashApp.objects.create(
            stateless_app=row, instance_name="Its state", base_state='{"in": {"value": 1}, "out": {"data-x": 2}}'
        )
        text = listed("Fine", check=True)
    assert (
        text.splitlines()
        == [
            "Fine",
            "  made in    tests.core.apps_for_tests",
            "  URL        /django_plotly_dash/app/Fine/",
            "  for        login",
            "  state      its-state  /django_plotly_dash/instance/its-state/",
            "  problem    its-state: Its state has a value for in.data-x, which Input does not have.",
            "1 problem",
        ]
        or "No problems." in text
    )


def test_check_ends_with_an_error_where_something_is_wrong():
    with temporary_app("Broken") as app:
        app.layout = html.Div([html.P(id="out")])
        app.callback(Output("out", "children"), Input("elsewhere", "value"))(lambda value: value)
        row = StatelessApp.objects.create(app_name="Broken")
        for slug, state in (("gone", {"other": {"value": 1}}), ("wrong", [1]), ("prop", {"out": {"colour": 1}})):
            DashApp.objects.create(stateless_app=row, instance_name=slug, slug=slug, base_state=json.dumps(state))
        text = listed("Broken")
        with pytest.raises(CommandError, match="4 problems"):
            listed("Broken", check=True)
    assert "Callback out.children uses elsewhere, which the layout does not have." in text
    assert "gone: Its state has a value for other, which the layout does not have." in text
    assert "wrong: Its base state is ignored" in text
    assert "prop: Its state has a value for out.colour, which P does not have." in text


@pytest.mark.parametrize(
    ("layout", "text"),
    [(None, "cannot be set up: NoLayoutException"), (html.Div([html.P(id="a"), html.P(id="a")]), "DuplicateIdError")],
)
def test_an_app_that_cannot_be_set_up_is_told(layout, text):
    with temporary_app("Broken") as app:
        if layout is not None:
            app.layout = layout
        assert text in listed("Broken")


def test_rows_without_an_app_and_apps_without_a_row(settings):
    StatelessApp.objects.create(app_name="Only a row")
    with temporary_app("Only an app") as app:
        app.layout = lambda: 1 / 0  # is not called
        text = listed()
        assert "It is in the database, but no module registers it." in text.split("Only a row")[1]
        own = text.split("Only an app\n")[1]
        assert "It has no row in the database: run migrate" in own
    assert "There is no such app." in listed("nothing")
    assert listed("name-with-spaces").startswith("Name with Spaces\n")
    settings.ROOT_URLCONF = "tests.core.urls_without_apps"
    assert "It has no URL: add path('dash/'" in listed("Echo")


def test_apps_of_the_url_configuration_are_found(settings):
    settings.ROOT_URLCONF = "tests.core.management.urls_with_an_app"
    from django_plotly_dash.registry.registry import registry

    try:
        assert "Made in urls" in listed()
    finally:
        registry.unregister("Made in urls")


def test_before_migrate_it_says_to_migrate(monkeypatch):
    from django.db import OperationalError

    def missing(_names):
        raise OperationalError("no such table")

    monkeypatch.setattr("django_plotly_dash.management.commands.dash_apps.inspect_apps", missing)
    with pytest.raises(CommandError, match="run migrate first"):
        listed()
