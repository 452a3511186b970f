"""Whatever is posted to a callback: an answer, or a refusal that says why; never a 500, never a wrong row."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from django_plotly_dash.models import DashApp, StatelessApp
from tests.fuzz.apps import BODIES, NAME, STATE, curious_app
from tests.fuzz.strategies import ANYTHING, as_text, nearly

pytestmark = pytest.mark.django_db

REFUSALS = {400, 413, 415}


@pytest.fixture(scope="module", autouse=True)
def app():
    with curious_app() as app:
        yield app


@pytest.fixture
def states():
    row, _made = StatelessApp.objects.get_or_create(app_name=NAME)
    for slug, saves in (("kept", False), ("saving", True)):
        DashApp.objects.create(
            stateless_app=row, instance_name=slug, slug=slug, base_state=json.dumps(STATE), save_on_change=saves
        )


def post(mount: str, body: bytes, **headers: str) -> Any:
    client = Client(raise_request_exception=False)
    url = f"/django_plotly_dash/{mount}/_dash-update-component"
    return client.post(url, body, content_type="application/json", **headers)


def check(body: bytes) -> None:
    for mount in (f"app/{NAME}", "instance/kept", "instance/saving"):
        answer = post(mount, body)
        if answer.status_code in (200, 204):
            continue
        assert answer.status_code in REFUSALS, (answer.status_code, answer.content)
        assert isinstance(answer.json()["error"], str)
    kept, saving = DashApp.objects.order_by("slug")
    assert kept.base_state == json.dumps(STATE)
    tracked = json.loads(saving.base_state, parse_constant=pytest.fail)
    assert {component_id: set(values) for component_id, values in tracked.items()} == {
        component_id: set(values) for component_id, values in STATE.items()
    }
    layout = Client().get("/django_plotly_dash/instance/saving/_dash-layout")
    assert b'"role":"alert"' not in layout.content


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body["output"])
def test_what_a_page_sends_is_answered(states, body):
    for mount in (f"app/{NAME}", "instance/kept", "instance/saving"):
        assert post(mount, json.dumps(body).encode()).status_code == 200
    check(json.dumps(body).encode())


@given(st.sampled_from(BODIES).flatmap(nearly))
def test_bodies_that_are_nearly_right(states, body):
    check(as_text(body).encode())


@given(st.sampled_from(BODIES), ANYTHING)
@example(BODIES[0], {"__dash_patch_update": None})
@example(BODIES[0], {"__dash_patch_update": 1, "operations": [{"operation": "Add"}, 7]})
def test_any_value_of_an_input(states, body, value):
    first = {**body["inputs"][0], "value": value}
    check(as_text({**body, "inputs": [first]}).encode())


@given(ANYTHING.map(lambda value: as_text(value).encode()) | st.binary(max_size=200))
@example(b"")
def test_any_body(states, body):
    check(body)
