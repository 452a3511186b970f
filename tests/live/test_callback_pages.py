"""Websocket callbacks on real servers: what pages show of them, and several processes that have them."""

import contextlib
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from websockets import Origin
from websockets.sync.client import connect

from tests.live.asgi_process import serve
from tests.live.callback_sockets import request
from tests.live.nginx_configurations import ASGI
from tests.site_process import gunicorn, run_django

SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.live.live_settings"}
# Prints the cookie of a visitor who is logged in.
PREPARE = """
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
ada = Client()
ada.force_login(User.objects.create_user("ada"))
print("cookie", ada.cookies["sessionid"].value)
"""


class Site(NamedTuple):
    urls: list[str]
    database: Path
    cookie: str


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site, in a process of uvicorn and one of daphne."""
    database = tmp_path_factory.mktemp("site") / "db.sqlite3"
    variables = {"DATABASE_URL": f"sqlite:///{database}"}
    cookie = run_django("shell", stdin=PREPARE, **SETTINGS, **variables).split("cookie ")[1].strip()
    with ExitStack() as stack:
        urls = [stack.enter_context(serve(server, **variables)) for server in ("uvicorn", "daphne")]
        yield Site(urls, database, cookie)


def handshake(url: str, origin: str) -> int:
    """The status with which a server answers who opens a websocket."""
    place = urlsplit(url)
    headers = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
    headers |= {"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Origin": origin}
    with contextlib.closing(HTTPConnection(place.netloc, timeout=60)) as connection:
        connection.request("GET", place.path, headers=headers)
        return connection.getresponse().status


@pytest.mark.nginx
def test_sockets_of_two_processes_run_callbacks_and_take_no_foreign_page(site, nginx, tmp_path):
    manual = ASGI
    for place, url in zip(("127.0.0.1:8001", "127.0.0.1:8002"), site.urls, strict=True):
        manual = manual.replace(place, url.removeprefix("http://"))
    message = request(1, inputs=[{"id": "go", "property": "n_clicks", "value": 1}], changedPropIds=["go.n_clicks"])
    with nginx(manual.replace("/srv/site/static/", f"{tmp_path}/")) as front, ExitStack() as stack:
        url = f"ws{front.removeprefix('http')}/dash/app/streaming/_dash-ws-callback"
        # nginx gives the servers their turns.
        sockets = [stack.enter_context(connect(url, origin=Origin(front))) for _number in range(4)]
        for socket in sockets:
            socket.send(json.dumps(message))
        processes = []
        for socket in sockets:
            said: list[str] = []
            while not (said and "answer" in said[-1]):
                text = json.loads(socket.recv(timeout=60))
                for each in text if isinstance(text, list) else [text]:
                    payload = each["payload"]
                    props = payload["props"] if each["type"] == "set_props" else payload["data"]["response"]["answer"]
                    said.append(f"{each['type']} {props['children']}".replace("callback_response", "answer"))
            assert said[:-1] == [f"set_props step {step}" for step in range(3)]
            assert said[-1].startswith("answer 1 over a websocket from process ")
            processes.append(said[-1])
        assert len(set(processes)) == 2
        # Three each time, so that both servers are asked each.
        for _server in site.urls:
            assert handshake(url, front) == 101
            for foreign in ("http://evil.example", "null"):
                assert handshake(url, foreign) == 403


def test_a_page_says_when_its_visitor_is_let_in_no_more(site, page):
    url = site.urls[0]
    page.context.add_cookies([{"name": "sessionid", "value": site.cookie, "url": url}])
    page.goto(f"{url}/page/?frames=Streaming Members&frames=Streaming On Pages")
    members, on_pages = (page.locator("dash-frame iframe").nth(number).content_frame for number in range(2))
    for app in (members, on_pages):
        app.get_by_role("button", name="Go").click()
        expect(app.locator("#answer")).to_have_text(re.compile("^1 over a websocket"))
        expect(app.get_by_role("alert")).to_have_count(0)
    database = sqlite3.connect(site.database)
    with database:
        assert database.execute("DELETE FROM django_session").rowcount
    database.close()
    for app in (members, on_pages):
        app.get_by_role("button", name="Go").click()
        expect(app.get_by_role("alert")).to_contain_text("Please log in to see this.")
        expect(app.locator("#answer")).to_have_text(re.compile("^1 over a websocket"))
    alert = members.get_by_role("alert")
    alert.get_by_role("link", name="Log in").click()
    page.wait_for_url("**/accounts/login/?next=*page*")


def test_over_wsgi_the_same_callbacks_go_over_http(page):
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    with gunicorn("tests.live.live_wsgi:application", workers=1, **SETTINGS) as url:
        page.goto(f"{url}/page/?frames=Streaming&direct=Streaming")
        for app in (page.locator("dash-frame iframe").content_frame, page.locator("dash-app")):
            for clicks in (1, 2):
                app.get_by_role("button", name="Go").click()
                expect(app.locator("#answer")).to_have_text(re.compile(f"^{clicks} over HTTP"))
                expect(app.locator("#step")).to_have_text("step 2")
    assert sockets == []
