"""The kept text of apps' pages: what is served is what Dash would write now, with the values of each request."""

import html as html_module
import json
import os
import re
import threading

import pytest
from asgiref.sync import async_to_sync
from dash import Dash, Input, Output, clientside_callback, hooks, html
from django.test import AsyncClient, Client

from django_plotly_dash import DjangoDash
from django_plotly_dash.models import DashApp, StatelessApp
from django_plotly_dash.page import page_cache
from django_plotly_dash.registry.registry import registry
from django_plotly_dash.websocket_callbacks import socket as websocket
from tests.core.apps_for_tests import temporary_app

pytestmark = pytest.mark.django_db

BASE = "/django_plotly_dash"
URL = f"{BASE}/app/Kept/"


@pytest.fixture(autouse=True)
def without_hooks(monkeypatch):
    """The demonstration site's gallery has a hook for the pages of all apps."""
    monkeypatch.setattr(hooks, "_ns", {})


@pytest.fixture
def app():
    with temporary_app("Kept") as made:
        made.layout = html.P("a layout", id="p")
        yield made


def page(client, url=URL):
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def config(text):
    return json.loads(re.search(r'<script id="_dash-config" type="application/json">(.*?)</script>', text)[1])


def comparable(text):
    return re.sub(r'"end_id":"[^"]*"', "", text.replace("\\u002f", "/"))


def test_a_page_is_what_dash_writes_but_for_the_end_id(app, client, monkeypatch):
    first = page(client)
    kept = [page(client) for _time in range(2)]
    monkeypatch.setattr(type(app._pages_kept), "_can_keep", lambda _self: False)
    for text in (first, *kept):
        assert comparable(text) == comparable(page(client))
    assert len(app._pages_kept._pages) == 1


def test_pages_below_several_prefixes_have_their_own(app, client):
    row = StatelessApp.objects.get_or_create(app_name="Kept")[0]
    slugs = [DashApp.objects.create(stateless_app=row, instance_name=f"Kept {number}").slug for number in range(20)]
    urls = [URL, *(f"{BASE}/instance/{slug}/" for slug in slugs)]
    for _time in range(2):
        assert [config(page(client, url))["requests_pathname_prefix"] for url in urls] == urls


def test_an_app_without_background_callbacks_has_no_end_id(app, client):
    assert "end_id" not in config(page(client))
    app.callback(Output("p", "children"), Input("p", "title"), background=True)(lambda title: title)
    assert config(page(client))["end_id"]


def test_each_page_has_an_end_id_of_its_own(app, client):
    app.callback(Output("p", "children"), Input("p", "title"), background=True)(lambda title: title)
    found = [config(page(client))["end_id"] for _time in range(3)]
    assert len(set(found)) == 3


CHANGES = {
    "the title": lambda app: setattr(app, "title", "Another title"),
    "the index string": lambda app: setattr(app, "index_string", app.index_string.replace("<body>", "<body><hr>")),
    "the renderer": lambda app: setattr(app, "renderer", "var renderer = new DashRenderer({});//"),
    "a key of the configuration": lambda app: app.config.update(update_title="Wait..."),
    "a meta tag": lambda app: app.config.meta_tags.append({"name": "author", "content": "me"}),
    "a part of a meta tag": lambda app: app.config.meta_tags[0].update(content="you"),
    "an external script": lambda app: app.config.external_scripts.append("https://example.org/x.js"),
    "an external style sheet": lambda app: app.config.external_stylesheets.append("https://example.org/x.css"),
    "an appended script": lambda app: app.scripts.append_script({"external_url": "/x.js", "external_only": True}),
    "an appended style sheet": lambda app: app.css.append_css({"external_url": "/x.css", "external_only": True}),
    "a clientside callback": lambda app: app.clientside_callback(
        "value => value", Output("p", "children"), Input("p", "title")
    ),
    "a clientside callback of a module": lambda app: clientside_callback(
        "value => value", Output("p", "children"), Input("p", "title")
    ),
    "a method": lambda app: setattr(
        app, "interpolate_index", lambda **parts: Dash.interpolate_index(app, **parts) + "<!-- mine -->"
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_of_the_app_is_served(client, change):
    with temporary_app("Kept", meta_tags=[{"name": "generator", "content": "me"}]) as app:
        app.layout = html.P(id="p")
        before = {comparable(page(client)) for _time in range(2)}
        change(app)
        now = {comparable(page(client)) for _time in range(2)}
        assert len(before) == len(now) == 1
        assert before != now


def test_a_changed_file_of_the_app_has_another_url(client, tmp_path):
    script, favicon = tmp_path / "own.js", tmp_path / "favicon.ico"
    script.write_text("1")
    favicon.write_text("1")
    with temporary_app("Kept", assets_folder=str(tmp_path)) as app:
        app.layout = html.P(id="p")
        texts = [page(client)]
        for path in (script, favicon):
            os.utime(path, (1_700_000_000, 1_700_000_000))
            texts.append(page(client))
        assert len(set(map(comparable, texts))) == 3
        assert "own.js?m=1700000000" in texts[1]


def test_a_hook_is_asked_each_time(app, client):
    page(client)
    count = iter(range(9))
    hooks.index()(lambda text: text + f"<!-- {next(count)} -->")
    assert ["<!-- 0 -->" in page(client), "<!-- 1 -->" in page(client)] == [True, True]


class Numbered(DjangoDash):
    """An app whose page is another each time."""

    count = 0

    def interpolate_index(self, **parts):
        self.count += 1
        return super().interpolate_index(**parts) + f"<!-- {self.count} -->"


def test_a_subclass_makes_its_page_each_time(client):
    app = Numbered("Numbered page")
    try:
        app.layout = html.P()
        first, second = page(client, f"{BASE}/app/numbered-page/"), page(client, f"{BASE}/app/numbered-page/")
        assert "<!-- 1 -->" in first
        assert "<!-- 2 -->" in second
    finally:
        registry.unregister(app.app_name)


def test_each_mount_has_its_own_prefix_and_namespace(app, client):
    row = StatelessApp.objects.create(app_name="Kept")
    for slug in ("one", "two"):
        DashApp.objects.create(stateless_app=row, slug=slug, instance_name=slug)
    places = {
        URL: "app/Kept/",
        f"{BASE}/instance/one/": "instance/one/",
        f"{BASE}/instance/two/": "instance/two/",
        f"{URL}initial/none/": "app/Kept/",
    }
    for _time in range(2):
        for url, namespace in places.items():
            text = page(client, url)
            assert config(text)["requests_pathname_prefix"] == url
            assert f'data-namespace="{namespace}"' in text
            assert "__dash-mount__" not in text


def test_a_hidden_token_is_the_visitors_own(app, settings):
    settings.CSRF_COOKIE_HTTPONLY = True
    visitors = [Client(enforce_csrf_checks=True) for _visitor in range(2)]
    body = {"output": "x.y"}
    for _time in range(2):
        for visitor in visitors:
            token = re.search(r'data-token="([^"]+)"', page(visitor))[1]
            url = f"{URL}_dash-update-component"
            answer = visitor.post(url, body, content_type="application/json", headers={"X-CSRFToken": token})
            assert answer.status_code == 400  # the token fits, the body does not
            other = next(one for one in visitors if one is not visitor)
            page(other)
            answer = other.post(url, body, content_type="application/json", headers={"X-CSRFToken": token})
            assert answer.status_code == 403


def test_nonces_are_those_of_each_request(app, client, settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "csp.middleware.CSPMiddleware"]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"script-src": ["'self'", "'strict-dynamic'"]}}
    from csp.constants import NONCE

    settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["script-src"].append(NONCE)
    seen = []
    for _time in range(3):
        answer = client.get(URL)
        (nonce,) = set(re.findall(r'nonce="([^"]+)"', answer.content.decode()))
        assert f"'nonce-{html_module.unescape(nonce)}'" in answer.headers["Content-Security-Policy"]
        seen.append(nonce)
    assert len(set(seen)) == 3


def test_a_page_is_told_of_its_websocket_where_it_can_have_one(app, client, monkeypatch):
    app.callback(Output("p", "children"), Input("p", "title"), websocket=True)(lambda title: title)
    has_sockets = threading.Event()
    monkeypatch.setattr(websocket, "callback_sockets_are_served", has_sockets)

    async def over_asgi():
        return config((await AsyncClient().get(URL)).content.decode())

    assert "websocket" not in config(page(client))
    assert "websocket" not in async_to_sync(over_asgi)()
    has_sockets.set()
    for _time in range(2):
        assert async_to_sync(over_asgi)()["websocket"]["url"] == f"{URL}_dash-ws-callback"
        assert "websocket" not in config(page(client))


def test_a_page_in_development_is_made_each_time(app, client, settings):
    settings.DEBUG = True
    page(client)
    assert not app._pages_kept._pages


def test_no_session_is_read_and_a_visitor_with_a_cookie_gets_no_other(app, client):
    first = client.get(URL)
    assert "csrftoken" in first.cookies
    again = client.get(URL)
    assert not again.cookies
    assert "Cookie" not in again.get("Vary", "")


def test_a_cookie_of_a_short_life_is_renewed(app, client, settings):
    settings.CSRF_COOKIE_AGE = 3600
    client.get(URL)
    assert "csrftoken" in client.get(URL).cookies


# What Dash reads of an app while it makes the page, but for methods and page_cache._ATTRIBUTES.
SEEN_OTHERWISE = {
    "PageKeeper._watched() looks into it": {"config", "_dev_tools", "_inline_scripts", "css", "scripts", "_hooks"},
    "it is a property of what is watched": {"_given_validation_layout", "has_dev_tools", "index_string"},
    "it is a part of the key": {"has_background_callbacks", "callback_map"},
    "an app with pages is not kept": {"use_pages"},
    "what is asked of it is the same for all apps": {"backend"},
    "making the page only writes to it": {"registered_paths"},
    "Dash works it out for the first page, once and for all": {"_plotly_cloud"},
}


def test_all_that_dash_reads_of_an_app_for_its_page_is_watched(client, monkeypatch):
    read, is_making = set(), [False]
    made = page_cache.PageKeeper._made

    def recording(self, *arguments):
        is_making[0] = True
        try:
            return made(self, *arguments)
        finally:
            is_making[0] = False

    def get(self, name):
        if is_making[0]:
            read.add(name)
        return object.__getattribute__(self, name)

    with temporary_app("Kept") as app:
        app.layout = html.P("a layout", id="p")
        client.get(f"{URL}_dash-dependencies")
        monkeypatch.setattr(page_cache.PageKeeper, "_made", recording)
        monkeypatch.setattr(DjangoDash, "__getattribute__", get, raising=False)
        page(client)
    data = {name for name in read - page_cache._methods(DjangoDash) if not name.startswith("__")}
    assert {"title", "config", "_get_worker_url"} <= read
    assert data - set().union(*SEEN_OTHERWISE.values()) <= set(page_cache._ATTRIBUTES)


OVERRIDES = {
    "resources": ("_collect_and_register_resources", lambda original: [*original, "/own.js"]),
    "the worker of websockets": ("_get_worker_url", lambda _original: "/own-worker.js"),
    "the title of the document": ("interpolate_index", lambda original: f"{original}<!-- own -->"),
}


@pytest.mark.parametrize(("name", "change"), OVERRIDES.values(), ids=OVERRIDES)
def test_an_app_of_a_class_that_overrides_a_method_is_asked_each_time(client, name, change):
    calls = []

    def method(self, *arguments, **keywords):
        calls.append(name)
        return change(getattr(super(kind, self), name)(*arguments, **keywords))

    kind = type("Own", (DjangoDash,), {name: method})
    with temporary_app("Kept", kind=kind, websocket_callbacks=True) as app:
        app.layout = html.P("a layout", id="p")
        page(client)
        first = len(calls)
        page(client)
        assert len(calls) > first > 0
