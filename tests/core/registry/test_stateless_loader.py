"""Apps that are made when they are first asked for: ``PLOTLY_DASH["stateless_loader"]``."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from dash import html
from django.test import Client

from django_plotly_dash import DjangoDash
from django_plotly_dash.models import find_stateless_by_name
from django_plotly_dash.registry.registry import UnknownApp, registry
from tests.core.threads import closing_the_connection

pytestmark = pytest.mark.django_db

MADE = []


def load(name):
    if name == "raises":
        raise KeyError(name)
    if name == "broken":
        return {}["a mistake in the loader"]
    if name == "wrong":
        return html.P("no app")
    if not name.startswith("made-"):
        return None
    time.sleep(0.05)
    app = DjangoDash(name)
    app.layout = html.P(f"layout of {name}")
    MADE.append(name)
    return app


@pytest.fixture(autouse=True)
def loader(settings):
    settings.PLOTLY_DASH = {"stateless_loader": f"{__name__}.load"}
    yield
    while MADE:
        registry.unregister(MADE.pop())


def test_an_app_that_is_not_registered_is_made_by_the_sites_function(client):
    layout = client.get("/django_plotly_dash/app/made-one/_dash-layout")
    assert layout.json()["props"]["children"] == "layout of made-one"
    assert find_stateless_by_name("made-one") is registry.get("made-one")
    assert MADE == ["made-one"]


@pytest.mark.parametrize("name", ["unknown", "raises", "made-" + "x" * 100])
def test_what_the_function_does_not_know_is_not_there(client, name):
    assert client.get(f"/django_plotly_dash/app/{name}/").status_code == 404
    with pytest.raises(UnknownApp, match=name):
        registry.get(name)


def test_a_function_that_returns_something_else_is_told():
    with pytest.raises(TypeError, match="must return a DjangoDash, not P"):
        registry.get("wrong")


def test_a_mistake_in_the_function_is_not_hidden():
    with pytest.raises(KeyError, match="a mistake"):
        registry.get("broken")


def test_a_saved_state_of_such_an_app_is_embedded_by_a_process_that_has_not_made_it(rf):
    from django_plotly_dash.embedding.frame import embed
    from django_plotly_dash.models import DashApp, StatelessApp

    row = StatelessApp.objects.create(app_name="made-later")
    state = DashApp.objects.create(stateless_app=row, instance_name="Later")
    assert embed(slug="later", request=rf.get("/")).app.app_name == "made-later"
    assert embed(da=state, request=rf.get("/")).url.endswith("/instance/later/")


def test_many_first_requests_make_one_app():
    @closing_the_connection
    def visit(_number):
        return Client().get("/django_plotly_dash/app/made-once/").status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(visit, range(8))) == {200}
    assert MADE == ["made-once"]
