"""The same apps under ASGI: an async callback runs on the server's own loop."""

import asyncio
import json

import pytest
from asgiref.sync import ThreadSensitiveContext, sync_to_async
from dash import Input, Output, html
from django.db import connections
from django.test import AsyncClient

from tests.core.apps_for_tests import callback_body, temporary_app

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.asyncio
async def test_async_callbacks_run_side_by_side_on_the_servers_loop():
    both_are_here = asyncio.Event()
    loops = set()
    running = 0

    with temporary_app("OnTheLoop") as app:
        app.layout = html.P(id="answer")

        @app.callback(Output("answer", "children"), Input("colour", "value"))
        async def meet(value):
            nonlocal running
            running += 1
            loops.add(asyncio.get_running_loop())
            if running == 2:
                both_are_here.set()
            await asyncio.wait_for(both_are_here.wait(), 10)
            return f"{value} of {app.get_relative_path('/')}"

        async def call(colour):
            # Django's ASGI handler gives each request a thread of its own so; the test client does not.
            async with ThreadSensitiveContext():
                answer = await AsyncClient().post(
                    "/django_plotly_dash/app/OnTheLoop/_dash-update-component",
                    json.dumps(callback_body(value=colour)),
                    content_type="application/json",
                )
                await sync_to_async(connections.close_all)()  # those of the thread; the handler would do so
            return answer.json()["response"]["answer"]["children"]

        answers = await asyncio.gather(call("red"), call("blue"))
    assert answers == [f"{colour} of /django_plotly_dash/app/OnTheLoop/" for colour in ("red", "blue")]
    assert loops == {asyncio.get_running_loop()}
