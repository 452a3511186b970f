"""Async callbacks on real ASGI servers: they wait on the server's loop, and no thread waits with them."""

import json
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.core.apps_for_tests import callback_body
from tests.live.asgi_process import serve

TOGETHER = 100


def call(site, value, output="answer.children"):
    body = json.dumps(callback_body(output, value)).encode()
    token = "t" * 32
    headers = {"Content-Type": "application/json", "Cookie": f"csrftoken={token}", "X-CSRFToken": token}
    request = urllib.request.Request(f"{site}/dash/app/Waiting/_dash-update-component", body, headers)
    with urllib.request.urlopen(request, timeout=120) as response:
        component_id, name = output.split(".")
        return json.load(response)["response"][component_id][name]


def all_meet(site):
    with ThreadPoolExecutor(TOGETHER) as pool:
        return list(pool.map(lambda _number: call(site, ["party", TOGETHER]), range(TOGETHER)))


@pytest.mark.parametrize("server", ["uvicorn", "daphne"])
def test_a_hundred_waiting_callbacks_hold_hardly_any_thread(server):
    with serve(server) as site:
        answers = all_meet(site)
        assert len(answers) == TOGETHER
        assert len(set(answers)) == 1
        assert answers[0] < TOGETHER / 3
        # A plain callback goes on running in a thread, not on the loop.
        assert call(site, "red", "threads.children")[1] is False


def test_behind_a_middleware_that_is_not_async_they_all_answer_too(tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text('{"paths": {}, "version": "1.1", "hash": "0"}')
    with serve("uvicorn", DPD_TEST_STATIC=str(tmp_path / "static")) as site:
        # WhiteNoise waits in a thread for each of them: one for one.
        assert all_meet(site)[0] >= TOGETHER
