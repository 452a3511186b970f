"""A worker that is killed in the middle of a callback: the next request works, and no half of its work is stored."""

import http.client
import json
import os
import signal
import threading
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from django_plotly_dash.state.values import component_key
from tests.site_process import Visitor, gunicorn, run_django, wait_until
from tests.stress.apps_text import IN_CALLBACK, IN_TRANSACTION
from tests.stress.rows import base_state
from tests.stress.scale import scaled
from tests.stress.twenty_keys import KEYS, MAKE_STATE, key_body

KILLS = scaled(3, 40)
STATE = {"text": {"value": "as it was"}, "answer": {"title": "as it was"}}
MAKE_STOPPING = f"""
from django_plotly_dash.models import DashApp, StatelessApp
app = StatelessApp.objects.get(app_name="Stopping")
DashApp.objects.create(stateless_app=app, instance_name="shared", save_on_change=True, base_state='{json.dumps(STATE)}')
"""


def stop_body(text: str) -> dict:
    return {
        "output": "answer.title",
        "outputs": {"id": "answer", "property": "title"},
        "inputs": [{"id": "text", "property": "value", "value": text}],
        "state": [{"id": "answer", "property": "title", "value": "as it was"}],
        "changedPropIds": ["text.value"],
    }


def stored(database):
    return json.loads(base_state(database))


def test_nothing_is_half_written_wherever_it_was_killed(database, variables, tmp_path, figure):
    run_django("shell", stdin=MAKE_STOPPING, **variables)
    url = "/dash/instance/shared/_dash-update-component"
    written = tmp_path / "gate" / "process"
    with gunicorn(workers=2, threads=2, **variables) as base:
        for where in (IN_CALLBACK, IN_TRANSACTION):
            before = stored(database)
            visitor = Visitor(base)
            visitor.get("/dash/instance/shared/")
            failed = []

            def ask(visitor=visitor, where=where, failed=failed):
                try:
                    visitor.post(url, stop_body(where))
                except (OSError, http.client.HTTPException) as error:
                    failed.append(error)

            asking = threading.Thread(target=ask)
            asking.start()
            wait_until(written.exists, f"the worker to stand {where!r}")
            os.kill(int(written.read_text()), signal.SIGKILL)
            asking.join(60)
            written.unlink()
            assert failed, "the visitor is told"
            assert stored(database) == before
            # The row is free again.
            answer = visitor.post(url, stop_body(f"after {where}"))
            assert answer["response"]["answer"]["title"] == f"after {where}"
            assert stored(database)["answer"]["title"] == f"after {where}"
            figure(
                f"A worker killed {where.removeprefix('wait ')}, {database.partition(':')[0]}: "
                "state as before, the next callback is answered and saved"
            )


def test_what_was_answered_is_saved_while_workers_are_killed(database, variables, figure):
    """Every callback that was answered 200 is in the row, whichever workers were killed meanwhile."""
    run_django("shell", stdin=MAKE_STATE, **variables)
    answered, failed, ended = [], [], threading.Event()
    with gunicorn(workers=3, threads=4, **variables) as base:

        def call(number: int) -> None:
            visitor = Visitor(base)
            count = 0
            while not ended.is_set():
                key, value = (number + count) % KEYS, number * 100_000 + count
                count += 1
                try:
                    if not list(visitor.cookies):
                        visitor.get("/dash/instance/shared/")
                    visitor.post("/dash/instance/shared/_dash-update-component", key_body(key, value))
                except urllib.error.HTTPError:  # an answer of ours, which is an OSError too
                    raise
                except (OSError, http.client.HTTPException) as error:
                    failed.append(error)
                else:
                    answered.append((key, value))

        with ThreadPoolExecutor(8) as pool:
            calls = [pool.submit(call, number) for number in range(8)]
            try:
                for _kill in range(KILLS):
                    had = len(answered)
                    wait_until(lambda had=had: len(answered) >= had + 30, "callbacks to be answered")
                    with urllib.request.urlopen(f"{base}/process/", timeout=60) as response:
                        os.kill(int(response.read()), signal.SIGKILL)
                had = len(answered)
                wait_until(lambda: len(answered) >= had + 30, "callbacks after the last kill")
            finally:
                ended.set()
            for done in calls:
                done.result()
    state = stored(database)
    lost = [
        (key, value)
        for key, value in answered
        if value not in state[component_key({"type": "log", "index": key})]["data"]
    ]
    assert lost == []
    figure(
        f"{KILLS} workers killed under load, {database.partition(':')[0]}: {len(answered)} callbacks "
        f"answered, {len(lost)} of them not saved; {len(failed)} requests cut off"
    )
