"""Saved states and sessions under a real gunicorn with several processes, on SQLite and on PostgreSQL."""

import json
import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from django_plotly_dash.state import component_key
from tests.site_process import Visitor, gunicorn, run_django

KEYS = 20
CALLBACKS = 100
AT_ONCE = 20

MAKE_STATE = """
from django_plotly_dash.models import DashApp, StatelessApp
app = StatelessApp.objects.get(app_name="Twenty keys")
state = DashApp(stateless_app=app, instance_name="shared", save_on_change=True)
state.populate_values()
state.save()
"""
READ_STATE = """
from django_plotly_dash.models import DashApp
print("STATE" + DashApp.objects.get(slug="shared").base_state)
"""
MAKE_SESSIONS = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
for name in ("ada", "grace"):
    user = User.objects.create_user(name)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = user.pk
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["django_plotly_dash"] = {"owner": name}
    session.save()
    print("SESSION", name, session.session_key)
"""


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path) -> Iterator[str]:
    """The URL of an empty database, migrated for the lean site."""
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_server")
        run_django("flush", "--no-input", DATABASE_URL=url)
    else:
        url = f"sqlite:///{tmp_path}/site.sqlite3"
        run_django("migrate", "--verbosity=0", DATABASE_URL=url)
    run_django("migrate", "--verbosity=0", DATABASE_URL=url)
    return url


def key_body(number: int, value: int) -> dict:
    own = {"type": "key", "index": number}
    return {
        "output": '{"index":["MATCH"],"type":"log"}.data',
        "outputs": {"id": {"type": "log", "index": number}, "property": "data"},
        "inputs": [{"id": own, "property": "value", "value": value}],
        "changedPropIds": [f"{component_key(own)}.value"],
    }


@pytest.mark.parametrize("atomic", [False, True], ids=["autocommit", "atomic-requests"])
def test_of_100_concurrent_callbacks_on_one_saved_state_none_is_lost(database, atomic):
    """20 keys, 5 callbacks each: the last value of every key is there, and each of the 100 patches was applied."""
    run_django("shell", stdin=MAKE_STATE, DATABASE_URL=database)
    variables = {"DATABASE_URL": database, "DPD_TEST_ATOMIC": "1" if atomic else ""}
    jobs = [(number % KEYS, number) for number in range(CALLBACKS)]
    random.Random(3).shuffle(jobs)  # noqa: S311  an order that is the same each time
    with gunicorn(**variables) as base:
        local = threading.local()

        def call(job: tuple[int, int]) -> None:
            key, value = job
            if not hasattr(local, "visitor"):
                local.visitor = Visitor(base)
                local.visitor.get("/dash/instance/shared/")
            local.visitor.post("/dash/instance/shared/_dash-update-component", key_body(key, value))

        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(call, jobs))
    printed = run_django("shell", stdin=READ_STATE, DATABASE_URL=database)
    state = json.loads(printed.split("STATE")[1])
    lost = []
    for key in range(KEYS):
        sent = [value for own, value in jobs if own == key]
        log = state[component_key({"type": "log", "index": key})]["data"]
        lost += sorted(set(sent) - set(log))
        assert len(log) == len(set(log))
        # Five callbacks of one key may overtake each other; one of them was the last.
        assert state[component_key({"type": "key", "index": key})]["value"] in sent
    assert lost == []


def test_every_callback_reads_its_own_context_user_and_session(database):
    """6 threads at once, callbacks of 10 ms, two users; many times over each process's own threads."""
    printed = run_django("shell", stdin=MAKE_SESSIONS, DATABASE_URL=database)
    sessions = dict(line.split()[1:] for line in printed.splitlines() if line.startswith("SESSION"))
    wrong = []
    with gunicorn(workers=1, threads=6, DATABASE_URL=database) as base:

        def visit(number: int) -> int:
            name = ["ada", "grace"][number % 2]
            visitor = Visitor(base)
            visitor.get("/dash/app/who-am-i/")
            for round_ in range(40):
                colour = f"{name}-{number}-{round_}"
                answer = visitor.post(
                    "/dash/app/who-am-i/_dash-update-component",
                    {
                        "output": "answer.children",
                        "outputs": {"id": "answer", "property": "children"},
                        "inputs": [{"id": "colour", "property": "value", "value": colour}],
                        "changedPropIds": ["colour.value"],
                    },
                    session=sessions[name],
                )
                told = json.loads(answer["response"]["answer"]["children"])
                if told != {"input": colour, "context": colour, "user": name, "owner": name}:
                    wrong.append((colour, told))
            return 40

        with ThreadPoolExecutor(6) as pool:
            assert sum(pool.map(visit, range(6))) == 240
    assert wrong == []
