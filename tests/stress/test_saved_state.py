"""One saved state under a real gunicorn with several processes, on SQLite and on PostgreSQL."""

import json
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from django_plotly_dash.state.values import component_key
from tests.site_process import Visitor, gunicorn, run_django
from tests.stress.rows import base_state
from tests.stress.scale import scaled
from tests.stress.twenty_keys import KEYS, MAKE_STATE, key_body

CALLBACKS = scaled(100, 2000)
AT_ONCE = 20


@pytest.mark.parametrize("atomic", [False, True], ids=["autocommit", "atomic-requests"])
def test_of_100_concurrent_callbacks_on_one_saved_state_none_is_lost(database, variables, atomic, figure):
    """20 keys, 5 callbacks each: the last value of every key is there, and each of the 100 patches was applied."""
    run_django("shell", stdin=MAKE_STATE, **variables)
    jobs = [(number % KEYS, number) for number in range(CALLBACKS)]
    random.Random(3).shuffle(jobs)  # noqa: S311  an order that is the same each time
    with gunicorn(**variables, DPD_TEST_ATOMIC="1" if atomic else "") as base:
        local = threading.local()

        def call(job: tuple[int, int]) -> None:
            key, value = job
            if not hasattr(local, "visitor"):
                local.visitor = Visitor(base)
                local.visitor.get("/dash/instance/shared/")
            local.visitor.post("/dash/instance/shared/_dash-update-component", key_body(key, value))

        begin = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(call, jobs))
        seconds = time.monotonic() - begin
    state = json.loads(base_state(database))
    lost = []
    for key in range(KEYS):
        sent = [value for own, value in jobs if own == key]
        log = state[component_key({"type": "log", "index": key})]["data"]
        lost += sorted(set(sent) - set(log))
        assert len(log) == len(set(log))
        # Five callbacks of one key may overtake each other; one of them was the last.
        assert state[component_key({"type": "key", "index": key})]["value"] in sent
    assert lost == []
    figure(
        f"{CALLBACKS} callbacks on one saved state, {AT_ONCE} at once, {database.partition(':')[0]}, "
        f"ATOMIC_REQUESTS {atomic}: {len(lost)} lost, {seconds:.1f} s"
    )
