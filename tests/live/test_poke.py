"""The HTTP endpoint that puts messages into channels: for ASGI, and as a view among Django's URLs."""

import asyncio
import json
from io import BytesIO

import pytest
from channels.testing import HttpCommunicator
from django.test import AsyncClient, Client
from django.urls import include, path

from django_plotly_dash.pipes.poke import poke_view
from django_plotly_dash.routing import application

from .sockets import socket

urlpatterns = [path("", include("django_plotly_dash.poke"))]

MESSAGE = {"channel_name": "live_button_counter", "label": "named_counts", "value": {"click_colour": "cyan"}}
CURL = [(b"content-type", b"application/x-www-form-urlencoded")]


@pytest.fixture(params=["consumer", "view"])
def poke(request):
    """Post to the endpoint, as curl does unless told otherwise; returns status and JSON."""

    async def post(body=MESSAGE, method="POST", **headers):
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        if request.param == "consumer":
            own = [(name.encode(), value.encode()) for name, value in headers.items()]
            caller = HttpCommunicator(application, method, "/dpd/views/poke/", body, [*CURL, *own])
            response = await caller.get_response()
            return response["status"], json.loads(response["body"])
        client = AsyncClient(enforce_csrf_checks=True)
        response = await client.generic(
            method, "/dpd/views/poke/", body, "application/x-www-form-urlencoded", headers=headers
        )
        return response.status_code, response.json()

    return post


pytestmark = [pytest.mark.asyncio, pytest.mark.urls(__name__)]


async def test_while_debug_is_on_curl_works_as_in_the_manual(settings, poke):
    settings.DEBUG = True
    async with socket("live_button_counter") as listening:
        assert await poke() == (200, {"channel_name": "live_button_counter", "label": "named_counts"})
        assert await listening.receive_json_from() == MESSAGE


async def test_without_a_token_it_is_closed_and_says_what_to_set(poke):
    status, answer = await poke()
    assert status == 403
    assert "PLOTLY_DASH['http_poke_token']" in answer["error"]


@pytest.mark.parametrize("debug", [False, True])
async def test_with_a_token_only_who_has_it_gets_in(settings, poke, debug):
    settings.DEBUG = debug
    settings.PLOTLY_DASH = {"http_poke_token": "secret"}
    for wrong in (
        {},
        {"authorization": "Bearer"},
        {"authorization": "Bearer secre"},
        {"authorization": "Basic secret"},
    ):
        assert (await poke(**wrong))[0] == 403
    async with socket("live_button_counter") as listening:
        assert (await poke(authorization="Bearer secret"))[0] == 200
        assert await listening.receive_json_from() == MESSAGE


async def test_pages_of_other_sites_cannot_use_it(settings, poke):
    settings.DEBUG = True
    assert (await poke(origin="http://evil.example"))[0] == 403
    assert (await poke(origin="http://testserver"))[0] == 200
    assert {(await poke(origin=origin))[0] for origin in ("http://[", "http://[x]")} == {403}


async def test_a_site_can_turn_it_off(settings, poke):
    settings.DEBUG = True
    settings.PLOTLY_DASH = {"http_poke_enabled": False}
    assert (await poke())[0] == 404


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[]", b"", {"channel_name": "c", "label": "l"}, b"[" * 100_000])
async def test_a_body_that_is_no_message_is_a_400(settings, poke, body):
    settings.DEBUG = True
    assert await poke(body) == (400, {"error": "The body must be a JSON object with channel_name, label and value."})


async def test_other_mistakes_are_explained(settings, poke):
    settings.DEBUG = True
    assert "channel_name must be" in (await poke({**MESSAGE, "channel_name": 7}))[1]["error"]
    assert (await poke(method="GET"))[0] == 405
    for length in (400_000, 3_000_000):
        assert (await poke({**MESSAGE, "value": "x" * length}))[0] == 413
    settings.CHANNEL_LAYERS = {}
    status, answer = await poke()
    assert status == 503
    assert "CHANNEL_LAYERS" in answer["error"]


async def test_the_sites_limit_for_forms_is_none_for_messages(settings, poke):
    settings.DEBUG, settings.DATA_UPLOAD_MAX_MEMORY_SIZE = True, 1000
    async with socket("live_button_counter") as listening:
        assert (await poke({**MESSAGE, "value": "x" * 100_000}))[0] == 200
        assert len((await listening.receive_json_from())["value"]) == 100_000


async def test_the_view_works_under_wsgi(settings):
    settings.PLOTLY_DASH = {"http_poke_token": "secret"}
    with_token = {"headers": {"authorization": "Bearer secret"}}
    response = await asyncio.to_thread(Client().post, "/dpd/views/poke/", MESSAGE, "application/json", **with_token)
    assert response.status_code == 200


@pytest.mark.parametrize("error", [OSError("connection lost"), ValueError("I/O operation on closed file.")])
async def test_who_goes_away_while_it_sends_is_no_error_of_the_site(settings, async_rf, error):
    class Gone(BytesIO):
        def read(self, *_size):
            raise error

    settings.DEBUG = True
    request = async_rf.post("/dpd/views/poke/", json.dumps(MESSAGE), content_type="application/json")
    request._stream = Gone()
    response = await poke_view(request)
    assert response.status_code == 400
