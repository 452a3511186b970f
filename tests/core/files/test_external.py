"""Files of other hosts: which of them are here, and what is said of the others."""

import dash_ag_grid
import pytest
from dash import html
from django.core.checks import run_checks

from django_plotly_dash.files.external import local_url, localise
from tests.core.apps_for_tests import temporary_app
from tests.core.files.site import BASE, CDN

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "url",
    [
        CDN,
        "https://cdn.jsdelivr.net/npm/bootstrap@5.0.2/dist/css/bootstrap.css",
        "https://stackpath.bootstrapcdn.com/bootstrap/5.0.0/css/bootstrap.min.css",
        "https://cdnjs.cloudflare.com/ajax/libs/bootstrap/5.3.3/css/bootstrap.min.css",
        "https://unpkg.com/bootstrap@5/dist/css/bootstrap.min.css",
    ],
)
def test_bootstrap_5_is_here(url):
    assert local_url(url) == "/static/django_plotly_dash/bootstrap/bootstrap.min.css"


@pytest.mark.parametrize(
    "url",
    [
        "https://cdn.jsdelivr.net/npm/bootswatch@5.3.6/dist/darkly/bootstrap.min.css",
        "https://stackpath.bootstrapcdn.com/bootstrap/4.1.1/css/bootstrap.min.css",
        "https://evil.example/npm/bootstrap@5.3.6/dist/css/bootstrap.min.css",
        f"{CDN}?x",
        "/static/bootstrap.css",
    ],
)
def test_what_is_not_here_keeps_its_address(url):
    assert local_url(url) is None
    tag = f'<link rel="stylesheet" href="{url}" integrity="sha384-x" crossorigin>'
    assert localise(tag) == tag


def test_bootstrap_4_comes_from_the_support_package(monkeypatch):
    """The test project cannot be given one more app: Wagtail's do not get ready twice."""
    from django_plotly_dash.files import external as external_resources

    monkeypatch.setattr(external_resources.apps, "is_installed", lambda name: name == "dpd_static_support")
    external_resources._support_package.cache_clear()
    try:
        url = "https://stackpath.bootstrapcdn.com/bootstrap/4.1.1/css/bootstrap.min.css"
        assert local_url(url) == "/static/dpd_static_support/css/bootstrap.min.css"
    finally:
        external_resources._support_package.cache_clear()


def test_what_bound_the_element_to_the_other_host_goes_with_it():
    before = f"""<a href="{CDN}">a link stays</a>
<LINK integrity='sha384-x' HREF={CDN} crossorigin="anonymous" rel=stylesheet>
<link rel="stylesheet"
      href="{CDN}" crossorigin integrity="sha384-x" />"""
    here = "/static/django_plotly_dash/bootstrap/bootstrap.min.css"
    assert (
        localise(before)
        == f"""<a href="{CDN}">a link stays</a>
<LINK HREF="{here}" rel=stylesheet>
<link rel="stylesheet"
      href="{here}" />"""
    )


def test_an_app_takes_bootstrap_from_this_site_unless_it_says_otherwise(client):
    with temporary_app("Local", add_bootstrap_links=True) as app:
        app.layout = html.P("x")
        page = client.get(f"{BASE}/app/Local/").content.decode()
        assert "/static/django_plotly_dash/bootstrap/bootstrap.min.css" in page
        assert "https://" not in page
    with temporary_app("Remote", add_bootstrap_links=True, serve_locally=False) as app:
        app.layout = html.P("x")
        assert CDN in client.get(f"{BASE}/app/Remote/").content.decode()


def test_the_check_names_what_an_app_takes_from_another_host():
    with temporary_app("Foreign", external_stylesheets=["https://fonts.example/font.css", CDN, "/static/own.css"]):
        (message,) = [message for message in run_checks() if message.id == "django_plotly_dash.I001"]
    assert "'Foreign' loads https://fonts.example/font.css" in message.msg


def test_the_check_names_what_a_component_package_takes_from_another_host(monkeypatch, client):
    url = "https://maps.example/map.js"
    resource = {"external_url": url, "external_only": True, "namespace": "dash_ag_grid"}
    monkeypatch.setattr(dash_ag_grid, "_js_dist", [*dash_ag_grid._js_dist, resource])
    (message,) = [message for message in run_checks() if message.id == "django_plotly_dash.I001"]
    assert "'dash_ag_grid'" in message.msg
    assert url in message.msg
    assert url in client.get(f"{BASE}/app/Echo/").content.decode(), "the page does what the check says"
