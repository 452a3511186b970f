"""The URLs of apps' files: hashed names where they are collected, else our own routes."""

import pytest
from dash import html
from django.test import Client

from django_plotly_dash.files.static_urls import static_url
from django_plotly_dash.registry.registry import registry
from tests.core.apps_for_tests import temporary_app
from tests.core.files.site import BASE, FINDERS, MANIFEST, PLAIN, RENDERER, VERSION

pytestmark = pytest.mark.django_db


def test_a_page_names_collected_files_under_hashed_names(served, client):
    page = client.get(f"{BASE}/app/Echo/").content.decode()
    assert f"/static/dpd/components/dash/{VERSION}/dash-renderer/build/dash_renderer.min." in page
    assert "_dash-component-suites" not in page
    assert '"plotlyjs_url":"/static/dpd/components/plotly/' in page.replace("\\u002f", "/")


def test_without_finders_or_without_collected_files_our_routes_serve(settings, with_finders, client, tmp_path):
    for root, storages in ((str(tmp_path), PLAIN), (None, PLAIN), (str(tmp_path), MANIFEST)):
        settings.STATIC_ROOT, settings.STORAGES = root, storages
        assert "_dash-component-suites/dash/dash-renderer" in client.get(f"{BASE}/app/Echo/").content.decode()
    settings.STATICFILES_FINDERS = FINDERS[:1]
    assert "_dash-component-suites/dash/dash-renderer" in client.get(f"{BASE}/app/Echo/").content.decode()


def test_while_debug_is_on_the_finders_serve_what_is_not_collected(settings, with_finders, client, tmp_path):
    settings.DEBUG = True
    settings.PLOTLY_DASH = {"enable_dev_tools": False}  # they take the renderer that is easier to read
    settings.STORAGES = MANIFEST
    settings.STATIC_ROOT = str(tmp_path)
    page = client.get(f"{BASE}/app/Echo/").content.decode()
    assert f"/static/{RENDERER}" in page


def test_asset_urls(served):
    echo = registry.get("Echo")
    assert echo.get_asset_static_url("nested/dot.svg").startswith("/static/dpd/assets/tests/nested/dot.")
    assert echo.get_asset_static_url("missing.svg") == echo.get_asset_url("missing.svg")
    assert echo.get_asset_static_url("../settings.py") == echo.get_asset_url("../settings.py")
    layout = Client().get(f"{BASE}/app/Echo/_dash-layout").json()
    made_at_import_time = layout["props"]["children"][2]["props"]["src"]
    assert made_at_import_time == f"{BASE}/app/Echo/assets/picture.svg"
    assert b"".join(Client().get(made_at_import_time)).startswith(b"<svg")


def test_assets_of_a_guarded_app_stay_behind_its_rule(served):
    from tests import dash_apps

    with temporary_app("Guarded assets", login_required=True, assets_folder=dash_apps.echo.config.assets_folder) as app:
        app.layout = lambda: html.Img(src=app.get_asset_url("picture.svg"))
        from django.contrib.auth.models import User

        client = Client()
        client.force_login(User.objects.create_user("ada"))
        src = client.get(f"{BASE}/app/guarded-assets/_dash-layout").json()["props"]["src"]
        assert src == f"{BASE}/app/guarded-assets/assets/picture.svg"
        assert b"".join(client.get(src)).startswith(b"<svg")
        assert Client().get(src).status_code == 401


def test_css_and_js_of_an_app_come_as_dash_orders_them(served, client):
    page = client.get(f"{BASE}/app/GapminderExplorer/").content.decode()
    assert '<link rel="stylesheet" href="/static/dpd/assets/cms_demo/dash_apps/dashboard.' in page


def test_static_url_of_what_is_outside_is_none(settings, tmp_path):
    settings.STORAGES = PLAIN
    settings.STATIC_ROOT = str(tmp_path)
    assert static_url("../../etc/passwd") is None
