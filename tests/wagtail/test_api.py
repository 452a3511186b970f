"""What a front end of its own gets of a Dash block, and the apps that it frames."""

from __future__ import annotations

from importlib.util import find_spec

import pytest
from django.test import Client
from django.urls import include, path

from cms_demo.api import api_router
from django_plotly_dash.models import DashApp
from tests import urls

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

HAS_V3 = find_spec("wagtail.api.v3") is not None
VERSIONS = ["v2", "v3"] if HAS_V3 else ["v2"]

urlpatterns = [path("api/v2/", api_router.urls), path("", include(urls))]
if HAS_V3:
    from wagtail.api.v3.urls import api

    urlpatterns.insert(0, path("api/v3/", api.urls))


@pytest.fixture
def blocks(make_page, app_row):
    """Ask an API for the Dash blocks of a page."""

    def get(version, **value):
        page = make_page({"type": "dash_app", "value": {"app": app_row.pk, **value}})
        answer = Client().get(f"/api/{version}/pages/{page.pk}/").json()
        return [block["value"] for block in answer["body"]]

    return get


def local(url):
    assert url.startswith("http://testserver/")
    return url.removeprefix("http://testserver")


@pytest.mark.parametrize("version", VERSIONS)
def test_names_and_an_address_not_keys_of_the_database(blocks, app_row, version):
    state = DashApp.objects.create(stateless_app=app_row, instance_name="Of 1977")
    (block,) = blocks(version, state=state.pk, title="Money", caption="By year", aspect_ratio="16:9", height=None)
    assert block == {
        "app": "GapminderExplorer",
        "state": "of-1977",
        "title": "Money",
        "caption": "By year",
        "embed_url": "http://testserver/django_plotly_dash/instance/of-1977/",
        "aspect_ratio": "16:9",
        "height": None,
        "text_alternative": "",
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_the_address_carries_arguments_and_opens_what_is_shown_on_pages_alone(blocks, app_row, version):
    app_row.embed_only = True
    app_row.save()
    (block,) = blocks(version, initial_arguments={"year": {"value": 1977}})
    url = local(block["embed_url"])
    layout = Client().get(url + "_dash-layout")
    assert layout.status_code == 200
    assert '"value":1977' in layout.content.decode()


@pytest.mark.parametrize("version", VERSIONS)
def test_an_app_that_is_gone_has_no_address(make_page, version):
    page = make_page({"type": "dash_app", "value": {"app": 99999, "text_alternative": "It rose."}})
    (block,) = Client().get(f"/api/{version}/pages/{page.pk}/").json()["body"]
    assert block["value"]["embed_url"] is None
    assert block["value"]["text_alternative"] == "It rose."


def test_a_front_end_elsewhere_may_frame_apps_where_the_site_says_so(settings, app_row):
    url = f"/django_plotly_dash/app/{app_row.app_name}/"
    assert Client().get(url).headers["Content-Security-Policy"] == "frame-ancestors 'self'"
    settings.PLOTLY_DASH = {"frame_ancestors": ["https://www.example.org"]}
    assert Client().get(url).headers["Content-Security-Policy"] == "frame-ancestors 'self' https://www.example.org"
