"""One app under several prefixes, in many threads at once: an answer belongs to its request."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client, override_settings
from django.urls import clear_script_prefix, include, path, set_script_prefix

from django_plotly_dash.mount.mount import PREFIX_PLACEHOLDER
from tests.core.apps_for_tests import callback_body, temporary_app
from tests.core.threads import closing_the_connection

pytestmark = pytest.mark.django_db(transaction=True)

urlpatterns = [
    path("first/", include(("django_plotly_dash.urls", "the_django_plotly_dash"), namespace="first")),
    path("second/deep/", include(("django_plotly_dash.urls", "the_django_plotly_dash"), namespace="second")),
]

THREADS = 20
ROUNDS = 15


@pytest.mark.parametrize("script_name", ["", "/behind/a/proxy"])
def test_every_url_in_every_answer_belongs_to_its_request(script_name):
    prefixes = [
        f"{script_name}/{base}/app/{ident}/{arguments}"
        for base in ("first", "second/deep")
        for ident in ("Echo", "echo")
        for arguments in ("", "initial/none/")
    ]
    barrier = threading.Barrier(THREADS)
    wrong = []

    @closing_the_connection
    def visit(number: int) -> int:
        client = Client()
        barrier.wait()
        for round_ in range(ROUNDS):
            prefix = prefixes[(number + round_) % len(prefixes)]
            path_info = prefix.removeprefix(script_name)
            index = client.get(path_info).content.decode()
            layout = client.get(f"{path_info}_dash-layout").content.decode()
            answer = client.post(
                f"{path_info}_dash-update-component", json.dumps(callback_body()), content_type="application/json"
            ).content.decode()
            for text in (index, layout, answer):
                text = text.replace("\\u002f", "/")
                others = [
                    other for other in prefixes if other not in prefix and f"{other}" in text and prefix not in other
                ]
                if prefix not in text or others or PREFIX_PLACEHOLDER in text:
                    wrong.append((prefix, others, text))
        return ROUNDS

    with override_settings(ROOT_URLCONF=__name__, FORCE_SCRIPT_NAME=script_name or None):
        set_script_prefix(f"{script_name}/")
        try:
            with ThreadPoolExecutor(THREADS) as pool:
                served = sum(pool.map(visit, range(THREADS)))
        finally:
            clear_script_prefix()
    assert served == THREADS * ROUNDS
    assert not wrong, wrong[0]


def test_set_up_runs_once_when_many_first_requests_come_at_once():
    from dash import html

    calls = []
    with temporary_app("FirstRequests") as app:
        app.layout = html.P("ready")
        original = app.backend._set_up[0]
        app.backend._set_up[0] = lambda: (calls.append(1), original())[1]
        barrier = threading.Barrier(THREADS)

        @closing_the_connection
        def visit(_number: int) -> int:
            barrier.wait()
            return Client().get("/django_plotly_dash/app/FirstRequests/").status_code

        with ThreadPoolExecutor(THREADS) as pool:
            assert set(pool.map(visit, range(THREADS))) == {200}
    assert calls == [1]
