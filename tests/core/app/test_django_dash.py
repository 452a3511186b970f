"""DjangoDash: names, the registry, what it refuses, what stays Dash's."""

import dash
import pytest
from dash import html
from django.core.exceptions import ImproperlyConfigured

from django_plotly_dash import DjangoDash
from django_plotly_dash.models import StatelessApp, find_stateless_by_name
from django_plotly_dash.registry.registry import DuplicateApp, UnknownApp, registry
from tests.core.apps_for_tests import temporary_app

pytestmark = pytest.mark.django_db


def test_it_is_a_dash_app():
    app = registry.get("Echo")
    assert isinstance(app, dash.Dash)
    assert app.as_dash_instance() is app
    assert app.module == "tests.dash_apps"
    assert app.config.assets_folder.endswith("tests/assets")


def test_a_second_app_of_the_same_name_is_an_error_that_names_both_modules():
    with pytest.raises(DuplicateApp, match=r"tests\.dash_apps.*tests\.core"):
        DjangoDash("Echo")


def test_names_that_would_share_a_url_are_an_error():
    with pytest.raises(DuplicateApp):
        DjangoDash("echo")


def test_without_a_name_the_module_names_the_app():
    with temporary_app(__name__) as app:
        assert app.app_name == "tests.core.app.test_django_dash"
    app = DjangoDash()
    registry.unregister(app.app_name)
    assert app.app_name == "tests.core.app.test_django_dash"


def test_an_unknown_app_is_told_with_those_there_are():
    with pytest.raises(UnknownApp, match="Echo"):
        registry.get("Nobody")
    with pytest.raises(UnknownApp):
        find_stateless_by_name("Nobody")


@pytest.mark.parametrize("keyword", ["server", "backend"])
def test_another_server_is_refused(keyword):
    with pytest.raises(ImproperlyConfigured, match="Django"):
        DjangoDash("Refused", **{keyword: "flask"})
    assert "Refused" not in registry


def test_a_name_without_letters_is_refused():
    with pytest.raises(ImproperlyConfigured, match="URL"):
        DjangoDash("!!!")


def test_a_name_that_no_row_takes_is_refused():
    with pytest.raises(ImproperlyConfigured, match="100 characters"):
        DjangoDash("x" * 101)
    with temporary_app("x" * 100) as app:
        assert StatelessApp.objects.create(app_name=app.app_name).slug == app.ident


def test_an_extension_that_wants_flask_is_told():
    app = registry.get("Echo")
    with pytest.raises(AttributeError, match="Flask"):
        app.server.route("/x")
    with pytest.raises(RuntimeError, match="The Django site serves this app"):
        app.server({}, None)
    with pytest.raises(RuntimeError, match="runserver"):
        app.backend.run(app, "127.0.0.1", 8050, False)
    with pytest.raises(ImproperlyConfigured):
        app.init_app(object())


def test_a_layout_function_is_not_called_before_somebody_asks_for_it(client):
    calls = []

    def layout():
        calls.append(1)
        return html.P("fresh")

    with temporary_app("Lazy") as app:
        app.layout = layout
        client.get("/django_plotly_dash/app/Lazy/")
        assert calls == []
        client.get("/django_plotly_dash/app/Lazy/_dash-layout")
        client.get("/django_plotly_dash/app/Lazy/_dash-layout")
    assert calls == [1, 1]


def test_bootstrap_links_are_put_in_front():
    with temporary_app("Bootstrapped", add_bootstrap_links=True, external_stylesheets=["/own.css"]) as app:
        assert "bootstrap" in app.config.external_stylesheets[0]
        assert app.config.external_stylesheets[1] == "/own.css"


def test_serve_locally_follows_the_setting(settings):
    with temporary_app("Local") as app:
        assert app.config.serve_locally
    settings.PLOTLY_DASH = {"serve_locally": False}
    with temporary_app("Remote") as app:
        assert not app.config.serve_locally


def test_every_registered_app_has_a_row_after_migrate():
    rows = dict(StatelessApp.objects.values_list("app_name", "slug"))
    assert rows.keys() >= {"Echo", "Name with Spaces"}
    assert rows["Name with Spaces"] == "name-with-spaces"
    assert StatelessApp.objects.get(app_name="Echo").as_dash_app() is registry.get("Echo")


def test_slugs_that_are_taken_get_a_number():
    first = StatelessApp.objects.create(app_name="Sales!")
    second = StatelessApp.objects.create(app_name="Sales?")
    assert (first.slug, second.slug) == ("sales", "sales-2")
