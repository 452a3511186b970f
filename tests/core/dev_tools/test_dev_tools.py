"""Dash's developer tools: with DEBUG as Dash has them, without it none."""

import json
import os
import re

import pytest
from dash import Input, Output, ctx, dcc, html
from django.test import AsyncClient

from django_plotly_dash.dev_tools.hot_reload import code_version
from tests.core.apps_for_tests import callback_body, temporary_app

pytestmark = pytest.mark.django_db

BASE = "/django_plotly_dash/app"


def fill(app):
    app.layout = html.Div([dcc.Input(id="colour"), html.Div(id="answer")])

    @app.callback(Output("answer", "children"), Input("colour", "value"))
    def answer(colour, user=None):
        return dig(colour)

    return app


def dig(colour):
    raise RuntimeError(f"no such colour: <b>{colour}</b>")


def post(client, ident, **changes):
    body = json.dumps(callback_body(**changes))
    return client.post(f"{BASE}/{ident}/_dash-update-component", body, content_type="application/json")


def config(client, ident):
    page = client.get(f"{BASE}/{ident}/").content.decode()
    return json.loads(re.search(r'id="_dash-config"[^>]*>(.*?)</script>', page)[1]), page


@pytest.fixture
def debug(settings):
    settings.DEBUG = True
    return settings


def test_with_debug_they_are_there(client, debug):
    with temporary_app("Tools") as app:
        fill(app)
        told, page = config(client, "Tools")
    assert told["ui"] is True
    assert told["props_check"] is True
    assert told["validate_callbacks"] is True
    assert told["hot_reload"] == {"interval": 3000, "max_retry": 8}
    assert told["disable_version_check"] is True, "the page would ask a server of Dash's makers"
    assert ".dev.js" in page


def test_without_debug_none_of_them_is_there_whatever_the_environment_says(client, monkeypatch):
    for name in ("DEBUG", "UI", "PROPS_CHECK", "SERVE_DEV_BUNDLES", "HOT_RELOAD", "VALIDATE_CALLBACKS"):
        monkeypatch.setenv(f"DASH_{name}", "true")
    with temporary_app("Toolless", enable_dev_tools=True) as app:
        fill(app)
        assert app.enable_dev_tools(debug=True, dev_tools_ui=True, dev_tools_hot_reload=True) is False
        told, page = config(client, "Toolless")
        failed = post(client, "Toolless")
        assert client.get(f"{BASE}/Toolless/_reload-hash").status_code == 404
    assert told["ui"] is told["props_check"] is told["validate_callbacks"] is False
    assert "hot_reload" not in told
    assert "dev_tools" not in told
    assert ".dev.js" not in page
    assert failed.status_code == 500
    assert failed.json() == {"error": "The callback failed; the log of the server says why."}
    assert "Server-Timing" not in failed.headers


@pytest.mark.parametrize("how", ["setting", "keyword", "method"])
def test_they_can_be_turned_off(client, debug, how):
    debug.PLOTLY_DASH = {"enable_dev_tools": how != "setting"}
    with temporary_app("Turned off", enable_dev_tools=False if how == "keyword" else None) as app:
        fill(app)
        if how == "method":
            app.enable_dev_tools(debug=False)
        told, _page = config(client, "turned-off")
        assert post(client, "turned-off").headers["Content-Type"] == "application/json"
    assert told["ui"] is False


def test_single_tools_are_chosen_as_in_dash(client, debug, monkeypatch):
    monkeypatch.setenv("DASH_PROPS_CHECK", "false")
    with temporary_app("Chosen") as app:
        fill(app)
        assert app.enable_dev_tools(True, None, None, dev_tools_hot_reload=False, dev_tools_hot_reload_interval=9)
        told, _page = config(client, "Chosen")
    assert told["ui"] is True
    assert told["props_check"] is False
    assert "hot_reload" not in told


def test_the_overlay_shows_the_developers_own_frames(client, debug):
    with temporary_app("Failing") as app:
        fill(app)
        failed = post(client, "Failing")
        page = failed.content.decode()
        shown = page.partition("<details")[0]
        assert failed.status_code == 500
        assert re.findall(r'<code class="function">(\w+)</code>', shown) == ["answer", "dig"]
        assert "raise RuntimeError(f&quot;no such colour" in shown
        assert "core/<wbr>dev_tools/<wbr>test_dev_tools.py" in shown, "a long path is broken where the overlay ends"
        assert "<b>blue</b>" not in page, "what a visitor sent is no markup"
        assert "&lt;b&gt;blue&lt;/b&gt;" in shown
        assert "_callback.py" in page, "the whole traceback is below"
        app.enable_dev_tools(True, dev_tools_prune_errors=False)
        assert "_invoke_callback" in post(client, "Failing").content.decode().partition("<details")[0]


def test_an_error_of_dash_itself_is_shown_whole(client, debug):
    with temporary_app("Wrong answer") as app:
        app.layout = html.Div([dcc.Input(id="colour"), html.Div(id="answer")])
        app.callback(Output("answer", "children"), Input("colour", "value"))(lambda colour: object())
        shown = post(client, "wrong-answer").content.decode()
    assert "InvalidCallbackReturnValue" in shown
    assert "_callback.py" in shown.partition("<details")[0]


def test_async_callbacks_have_an_overlay_too(client, debug):
    with temporary_app("Failing later") as app:
        app.layout = html.Div([dcc.Input(id="colour"), html.Div(id="answer")])

        @app.callback(Output("answer", "children"), Input("colour", "value"))
        async def answer(colour):
            return dig(colour)

        shown = post(client, "failing-later").content.decode().partition("<details")[0]
    assert re.findall(r'<code class="function">(\w+)</code>', shown) == ["answer", "dig"]


def post_timed(client):
    """Ask a callback that records a timing."""
    with temporary_app("Timed") as app:
        app.layout = html.Div([dcc.Input(id="colour"), html.Div(id="answer")])

        @app.callback(Output("answer", "children"), Input("colour", "value"))
        def answer(colour):
            ctx.record_timing("query", 0.5, "the rows")
            return colour

        return post(client, "Timed")


def test_timing_is_told_as_in_dash(client, debug):
    timing = post_timed(client).headers["Server-Timing"]
    assert re.fullmatch(r'__dash_server;dur=\d+, query;desc="the rows";dur=500', timing)


def test_without_the_tools_nobody_hears_of_timings(client):
    answered = post_timed(client)
    assert answered.status_code == 200
    assert "Server-Timing" not in answered.headers


# Hot reload ----------------------------------------------------------------------------------------------------


def reload_hash(client, ident):
    return client.get(f"{BASE}/{ident}/_reload-hash").json()


def test_assets_that_change_are_told_to_every_page(client, debug, tmp_path):
    style = tmp_path / "style.css"
    style.write_text("p {color: red}")
    with temporary_app("Reloading", assets_folder=str(tmp_path)) as app:
        fill(app)
        page = client.get(f"{BASE}/Reloading/").content.decode()
        before = reload_hash(client, "Reloading")
        assert before == reload_hash(client, "Reloading"), "nothing changed"
        assert before["files"] == []
        assert before["hard"] is False

        os.utime(style, (2_000_000_000, 2_000_000_000))
        for _page in range(2):
            after = reload_hash(client, "Reloading")
            assert after["reloadHash"] != before["reloadHash"]
            assert after["hard"] is True
            assert after["files"] == [
                {"url": f"{BASE}/Reloading/assets/style.css", "modified": 2_000_000_000, "is_css": True}
            ]
        assert "style.css?m=2000000000" not in page
        assert "style.css?m=2000000000" in client.get(f"{BASE}/Reloading/").content.decode()

        (tmp_path / "new.js").write_text("1")
        assert "assets/new.js" in client.get(f"{BASE}/Reloading/").content.decode()
        (tmp_path / "new.js").unlink()
        assert "assets/new.js" not in client.get(f"{BASE}/Reloading/").content.decode()
        assert [file["modified"] for file in reload_hash(client, "Reloading")["files"]][-1] == -1


def test_processes_agree_on_the_version_of_the_code():
    first = code_version.__wrapped__("tests.dash_apps")
    assert first == code_version.__wrapped__("tests.dash_apps")
    assert code_version.__wrapped__("__main__") != code_version.__wrapped__("__main__")


def test_the_apps_own_rule_guards_hot_reload(client, debug):
    with temporary_app("Guarded tools", login_required=True) as app:
        fill(app)
        assert client.get(f"{BASE}/guarded-tools/_reload-hash").status_code in (302, 401)


# What callbacks set on the response --------------------------------------------------------------------------------


def answering(app, is_async):
    app.layout = html.Div([dcc.Input(id="colour"), html.Div(id="answer")])

    def set_all(colour):
        ctx.response.set_cookie("colour", colour, max_age=60, samesite="Lax", httponly=True)
        ctx.response.set_header("X-Colour", "old")
        ctx.response.set_header("X-Colour", colour)
        ctx.response.append_header("X-Many", "1")
        ctx.response.append_header("X-Many", "2")
        ctx.response.append_header("Set-Cookie", "size=3; Path=/; Max-Age=5")
        return colour

    async def set_all_later(colour):
        return set_all(colour)

    app.callback(Output("answer", "children"), Input("colour", "value"))(set_all_later if is_async else set_all)


def check_response(response):
    assert response.status_code == 200
    assert response.headers["X-Colour"] == "blue"
    assert response.headers["X-Many"] == "1, 2"
    assert response.cookies["colour"].value == "blue"
    assert response.cookies["colour"]["max-age"] == 60
    assert response.cookies["colour"]["httponly"] is True
    assert response.cookies["size"].value == "3"
    assert response.cookies["size"]["max-age"] == "5"
    assert json.loads(response.content)["response"]["answer"]["children"] == "blue"


@pytest.mark.parametrize("is_async", [False, True])
def test_callbacks_set_cookies_and_headers(client, is_async):
    with temporary_app("Answering") as app:
        answering(app, is_async)
        check_response(post(client, "Answering"))


@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_async", [False, True])
async def test_callbacks_set_cookies_and_headers_under_asgi(is_async):
    with temporary_app("Answering there") as app:
        answering(app, is_async)
        response = await AsyncClient().post(
            f"{BASE}/answering-there/_dash-update-component", json.dumps(callback_body()), "application/json"
        )
        check_response(response)
