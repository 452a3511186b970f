"""Dash's pages: each app has its own, below whatever mount it is asked at."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from textwrap import dedent
from typing import Any

import dash
import pytest
from dash import Dash, html
from django.contrib.auth.models import User
from django.test import Client

from django_plotly_dash import DjangoDash
from django_plotly_dash.models import DashApp, StatelessApp
from django_plotly_dash.registry.registry import registry
from tests.core.apps_for_tests import temporary_app

pytestmark = pytest.mark.django_db

BASE = "/django_plotly_dash"
PAGE = """
    import dash
    from dash import Input, Output, callback, dcc, get_app, html

    dash.register_page(__name__, {how})

    layout = html.Div([html.H1("{heading}"), dcc.Input(id="{name}-in"), html.P(id="{name}-out")])


    @callback(Output("{name}-out", "children"), Input("{name}-in", "value"))
    def tell(value):
        return f"{heading}: {{value}}"
"""


def write_page(folder: Path, name: str, heading: str, how: str = "") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.py").write_text(dedent(PAGE).format(how=how, heading=heading, name=name))


APPS = """
    import dash
    from dash import html

    from django_plotly_dash import DjangoDash

    app = DjangoDash("{name}", use_pages=True)
    links = [html.A(page["name"], href=page["relative_path"]) for page in dash.page_registry.values()]
    app.layout = html.Div([*links, dash.page_container])
"""


@pytest.fixture
def make_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], DjangoDash]]:
    """Import the app of a package that has a folder of pages, as autodiscovery does."""
    monkeypatch.syspath_prepend(tmp_path)
    before, made = set(sys.modules), []

    def make(name: str) -> DjangoDash:
        package = tmp_path / name.lower()
        (package / "dash_apps.py").write_text(dedent(APPS).format(name=name))
        made.append(name)
        app: DjangoDash = import_module(f"{name.lower()}.dash_apps").app
        return app

    yield make
    for name in made:
        registry.unregister(name)
    for module in set(sys.modules) - before:
        del sys.modules[module]


@pytest.fixture
def shop(tmp_path: Path, make_app: Callable[[str], DjangoDash]) -> DjangoDash:
    folder = tmp_path / "shop" / "pages"
    write_page(folder, "home", "The shop", 'path="/", order=0, redirect_from=["/start"]')
    write_page(folder, "special_offers", "Offers", 'description="What is cheap."')
    return make_app("Shop")


@pytest.fixture
def office(tmp_path: Path, make_app: Callable[[str], DjangoDash]) -> DjangoDash:
    """Another app, whose pages have the same modules and paths."""
    write_page(tmp_path / "office" / "pages", "home", "The office", 'path="/"')
    return make_app("Office")


def open_page(client: Client, path: str, app: DjangoDash, search: str = "", mount: str = "") -> Any:
    """What the app's page callback answers for a path below a mount."""
    mount = mount or f"{BASE}/app/{app.ident}/"
    client.get(mount)
    body = {
        "output": next(name for name in app.callback_map if "_pages_content" in name),
        "outputs": [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}],
        "inputs": [
            {"id": "_pages_location", "property": "pathname", "value": mount + path},
            {"id": "_pages_location", "property": "search", "value": search},
        ],
        "changedPropIds": [],
    }
    answer = client.post(f"{mount}_dash-update-component", json.dumps(body), content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()["response"]


def text(response: Any) -> str:
    return json.dumps(response["_pages_content"]["children"])


def test_two_apps_have_pages_of_the_same_names(client, shop, office):
    for app, heading in ((shop, "The shop"), (office, "The office")):
        assert heading in text(open_page(client, "", app))
        outputs = [spec["output"] for spec in client.get(f"{BASE}/app/{app.ident}/_dash-dependencies").json()]
        assert outputs.count("home-out.children") == 1
    assert [page["name"] for page in shop.pages.values()] == ["Home", "Special offers"]
    assert [page["path"] for page in office.pages.values()] == ["/"]
    assert "404" in text(open_page(client, "special-offers", office))


def test_callbacks_of_pages_belong_to_the_app_of_the_pages(client, shop, office):
    body = {
        "output": "home-out.children",
        "outputs": {"id": "home-out", "property": "children"},
        "inputs": [{"id": "home-in", "property": "value", "value": "open"}],
        "changedPropIds": ["home-in.value"],
    }
    for app, heading in ((office, "The office"), (shop, "The shop")):
        url = f"{BASE}/app/{app.ident}/_dash-update-component"
        answer = client.post(url, json.dumps(body), content_type="application/json")
        assert answer.json()["response"]["home-out"]["children"] == f"{heading}: open"


def test_links_to_pages_are_below_the_mount_of_the_visitor(client, shop):
    row = StatelessApp.objects.create(app_name="Shop")
    state = DashApp.objects.create(stateless_app=row, instance_name="Sale")
    seen: dict[str, list[str]] = {}

    def layout() -> html.Div:
        paths = [page["relative_path"] for page in dash.page_registry.values()]
        assert paths == [page.get("relative_path") for page in shop.pages.values()]
        seen.setdefault(paths[0], paths)
        return html.Div(dash.page_container)

    for mount in (f"{BASE}/app/Shop/", f"{BASE}/instance/{state.slug}/"):
        # A layout that was made at import time, where no mount is known.
        served = client.get(f"{mount}_dash-layout").json()
        assert [link["props"]["href"] for link in served["props"]["children"][:2]] == [mount, f"{mount}special-offers"]
    shop.layout = layout
    for mount in (f"{BASE}/app/Shop/", f"{BASE}/instance/{state.slug}/"):
        client.get(f"{mount}_dash-layout")
        assert seen[mount] == [mount, f"{mount}special-offers"]


def test_a_page_is_found_at_its_url_with_its_description(client, shop):
    page = client.get(f"{BASE}/app/Shop/special-offers").content.decode()
    assert '<meta name="description" content="What is cheap.">' in page
    assert '<meta property="og:title" content="Special offers">' in page
    assert "<title>Shop</title>" in page
    assert "What is cheap." not in client.get(f"{BASE}/app/Shop/").content.decode()


def test_the_picture_of_a_page_is_found_from_elsewhere(client, shop):
    assets = Path(shop.config.assets_folder)
    assets.mkdir()
    (assets / "special_offers.png").write_bytes(b"")
    with temporary_app("Pictured", use_pages=True, pages_folder="", assets_folder=str(assets)) as app:
        app.layout = html.Div(dash.page_container)
        dash.register_page("special_offers", path="/offers", description="Cheap", layout=html.P("offers"))
        dash.register_page("elsewhere", image_url="https://cdn.example.com/x.png", layout=html.P("elsewhere"))
        page = client.get(f"{BASE}/app/Pictured/offers").content.decode()
        assert (
            f'<meta property="og:image" content="http://testserver{BASE}/app/Pictured/assets/special_offers.png' in page
        )
        assert f'<meta property="twitter:url" content="http://testserver{BASE}/app/Pictured/offers">' in page
        page = client.get(f"{BASE}/app/Pictured/elsewhere").content.decode()
        assert '<meta property="og:image" content="https://cdn.example.com/x.png">' in page


def test_meta_tags_know_the_variables_of_a_path(client):
    with temporary_app("Described", use_pages=True, pages_folder="") as app:
        app.layout = html.Div(dash.page_container)
        dash.register_page(
            "item",
            path_template="/item/<number>",
            layout=html.P("item"),
            title=lambda number=None: f"Item <{number}>",
            description=lambda number=None: f"All about {number}",
        )
        page = client.get(f"{BASE}/app/Described/item/7").content.decode()
        assert '<meta property="og:title" content="Item &lt;7&gt;">' in page
        assert '<meta name="description" content="All about 7">' in page


def test_pages_stand_in_the_order_that_they_ask_for(tmp_path):
    with temporary_app("Ordered", use_pages=True, pages_folder=""):
        for name, how in (("c", {}), ("b", {"order": 1}), ("a", {}), ("z", {"order": 0}), ("home", {"path": "/"})):
            dash.register_page(name, layout=html.P(name), **how)
        assert [page["module"] for page in dash.page_registry.values()] == ["z", "b", "a", "c", "home"]


def test_an_app_may_say_what_is_not_there(client, shop, office):
    with temporary_app("Lost", use_pages=True, pages_folder="") as app:
        app.layout = html.Div(dash.page_container)
        dash.register_page("home", path="/", layout=html.P("home"))
        dash.register_page("not_found_404", layout=lambda **_: html.P("lost and found"))
        assert "lost and found" in text(open_page(client, "nowhere", app))
        assert client.get(f"{BASE}/app/Lost/nowhere").status_code == 200
    assert "lost and found" not in text(open_page(client, "nowhere", shop))


def test_what_an_app_is_called_is_what_its_pages_are_called(tmp_path):
    write_page(tmp_path / "pages", "home", "Home")
    with temporary_app("Titled", title="Our shop", use_pages=True, pages_folder=str(tmp_path / "pages")) as app:
        assert [page["title"] for page in app.pages.values()] == ["Our shop"]


def test_redirects_lead_to_the_page_below_the_same_mount(client, shop):
    answer = client.get(f"{BASE}/app/Shop/start")
    assert (answer.status_code, answer["Location"]) == (301, f"{BASE}/app/Shop/")
    row = StatelessApp.objects.create(app_name="Shop")
    state = DashApp.objects.create(stateless_app=row, instance_name="Sale")
    answer = client.get(f"{BASE}/instance/{state.slug}/start")
    assert (answer.status_code, answer["Location"]) == (301, f"{BASE}/instance/{state.slug}/")


def test_variables_of_a_path_and_queries_reach_the_layout(client):
    with temporary_app("Items", use_pages=True, pages_folder="") as app:
        app.layout = html.Div(dash.page_container)
        dash.register_page(
            "item",
            path_template="/item/<number>",
            layout=lambda number=None, colour="none", **others: f"{number} in {colour}, {sorted(others)}",
            title=lambda number=None: f"Item {number}",
        )
        found = open_page(client, "item/7", app, "?colour=red&user=admin")
        assert found["_pages_content"]["children"] == "7 in red, ['user']"
        assert found["_pages_store"]["data"] == {"title": "Item 7"}


@pytest.mark.parametrize("is_async", [False, True])
def test_a_query_cannot_say_who_the_visitor_is(client, is_async):
    def layout(user, request=None, **_query):
        return f"{user.get_username()} at {request.path}"

    async def async_layout(user, request=None, **_query):
        return layout(user, request)

    client.force_login(User.objects.create_user("ada"))
    with temporary_app("Whose", use_pages=True, pages_folder="") as app:
        app.layout = html.Div(dash.page_container)
        dash.register_page("mine", path="/", layout=async_layout if is_async else layout)
        found = open_page(client, "", app, "?user=admin&request=1")
        assert found["_pages_content"]["children"] == f"ada at {BASE}/app/Whose/_dash-update-component"


def test_a_path_may_have_a_variable_that_is_called_as_an_extra_is(client):
    with temporary_app("Users", use_pages=True, pages_folder="") as app:
        app.layout = html.Div(dash.page_container)
        dash.register_page("profile", path_template="/profile/<user>", layout=lambda user=None: f"Profile of {user}")
        assert open_page(client, "profile/bob", app)["_pages_content"]["children"] == "Profile of bob"


@pytest.mark.parametrize("is_async", [False, True])
def test_titles_may_wait_too(client, is_async):
    async def async_title(number=None):
        return f"Item {number}"

    def title(number=None):
        return f"Item {number}"

    with temporary_app("Waiting", use_pages=True, pages_folder="") as app:
        app.layout = html.Div(dash.page_container)
        dash.register_page(
            "item", path_template="/<number>", layout=html.P("item"), title=async_title if is_async else title
        )
        assert open_page(client, "3", app)["_pages_store"]["data"] == {"title": "Item 3"}


def test_an_app_of_dashs_own_keeps_its_pages_to_itself(shop):
    own = Dash("own", use_pages=True, pages_folder="")
    dash.register_page("mine", path="/mine", layout=html.P("mine"))
    try:
        assert list(dash.page_registry) == ["mine"]
        assert "mine" not in shop.pages
        assert own.use_pages
    finally:
        dash.page_registry.clear()


def test_the_registry_is_dashs_registry_for_whoever_reads_it(client, shop, office):
    from dash import _layout_utils, _pages

    assert _pages.PAGE_REGISTRY is _layout_utils.PAGE_REGISTRY is dash.page_registry
    seen = []
    shop.layout = lambda: seen.append([*dash.page_registry]) or html.Div(dash.page_container)
    client.get(f"{BASE}/app/Shop/_dash-layout")
    assert seen == [list(shop.pages)]
    assert list(reversed(dash.page_registry)) == ["pages.home"]  # outside of a request: the app that was made last


def test_a_page_that_fails_takes_no_other_with_it(client, shop):
    shop.pages["pages.special_offers"]["layout"] = lambda: 1 / 0
    shop.layout = html.Div(dash.page_container)
    client.get(f"{BASE}/app/Shop/")
    assert "The shop" in text(open_page(client, "", shop))
