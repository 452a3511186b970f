"""Many visitors at once on one app under two prefixes: an answer belongs to its request, with its user and session."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from django.contrib.sessions.backends.db import SessionStore

from tests.site_process import Visitor, gunicorn, run_django
from tests.stress.rows import execute
from tests.stress.scale import scaled

THREADS = 50
ROUNDS = scaled(6, 40)
PREFIXES = ["/dash/app/whose/", "/second/deep/app/Whose/"]

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


def body(text: str) -> dict:
    return {
        "output": "answer.children",
        "outputs": {"id": "answer", "property": "children"},
        "inputs": [{"id": "text", "property": "value", "value": text}],
        "changedPropIds": ["text.value"],
    }


def test_no_answer_carries_anothers_prefix_user_session_or_context(database, variables, figure):
    """Each callback also writes an entry of its own into its visitor's session: none is lost either."""
    printed = run_django("shell", stdin=MAKE_SESSIONS, **variables)
    sessions = dict(line.split()[1:] for line in printed.splitlines() if line.startswith("SESSION"))
    barrier = threading.Barrier(THREADS)
    wrong, sent = [], {"ada": set(), "grace": set()}
    with gunicorn(workers=2, threads=25, **variables) as base:

        def visit(number: int) -> int:
            name = ["ada", "grace"][number % 2]
            prefix = PREFIXES[number // 2 % 2]
            visitor = Visitor(base)
            for other in PREFIXES:
                page = visitor.get(other)
                assert f'"{other}"' in page.replace("\\u002f", "/")
            barrier.wait()
            for round_ in range(ROUNDS):
                text = f"{name}-{number}-{round_}"
                answer = visitor.post(f"{prefix}_dash-update-component", body(text), session=sessions[name])
                sent[name].add(text)
                told = json.loads(answer["response"]["answer"]["children"])
                own = {"input": text, "context": text, "user": name, "owner": name, "prefix": prefix}
                if told != {**own, "path": f"{prefix}_dash-update-component"}:
                    wrong.append((text, told))
            return ROUNDS

        begin = time.monotonic()
        with ThreadPoolExecutor(THREADS) as pool:
            served = sum(pool.map(visit, range(THREADS)))
        seconds = time.monotonic() - begin
    assert served == THREADS * ROUNDS
    assert wrong == []
    lost = 0
    for [text] in execute(database, "SELECT session_data FROM django_session"):
        state = SessionStore().decode(text)["django_plotly_dash"]
        owner = state.pop("owner")
        lost += len(sent[owner] - set(state))
        assert set(state) <= sent[owner]
    assert lost == 0
    figure(
        f"{served} callbacks of {THREADS} threads, two prefixes, two users, {database.partition(':')[0]}: "
        f"{len(wrong)} of another request, {lost} of the session's entries lost, {seconds:.1f} s"
    )
