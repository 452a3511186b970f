"""Whatever stands in a saved state, in initial arguments or in a ticket: the app is shown."""

import json
from types import SimpleNamespace

import orjson
import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory, override_settings
from hypothesis import example, given
from hypothesis import strategies as st

from django_plotly_dash.checks.app_reports import inspect_apps
from django_plotly_dash.models import DashApp, StatelessApp
from django_plotly_dash.state.arguments import (
    ArgumentsError,
    audience,
    load_arguments,
    parse_arguments,
    store_arguments,
)
from django_plotly_dash.state.patches import PatchError, apply_patch
from django_plotly_dash.tickets.signing import BadTicket, issue_ticket, read_ticket
from tests.fuzz.apps import BODIES, NAME, STATE, curious_app
from tests.fuzz.strategies import ANYTHING, JSON, TEXT, as_text, nearly

pytestmark = pytest.mark.django_db

VALUES = nearly(STATE) | st.dictionaries(
    st.sampled_from(sorted(STATE)) | TEXT, st.dictionaries(TEXT, ANYTHING, max_size=3), max_size=3
)
TEXTS = (VALUES | ANYTHING).map(as_text) | st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)


@pytest.fixture(scope="module", autouse=True)
def app():
    with curious_app() as app:
        yield app


@pytest.fixture
def state():
    row, _made = StatelessApp.objects.get_or_create(app_name=NAME)
    return DashApp.objects.create(stateless_app=row, instance_name="saved", save_on_change=True)


def is_shown(url):
    """The app is served as a whole: not an error in its place."""
    client = Client(raise_request_exception=False)
    for below in ("", "_dash-layout"):
        answer = client.get(url + below)
        assert answer.status_code == 200
        assert b'"role":"alert"' not in answer.content
    # Only what browsers can read.
    orjson.loads(answer.content)
    for body in BODIES:
        answer = client.post(f"{url}_dash-update-component", json.dumps(body), content_type="application/json")
        assert answer.status_code == 200, answer.content


@given(TEXTS)
@example('{"text": {"value": NaN}}')
@example('{"text": {"value": 1e999}}')
@example('{"text": {"value": "\\ud800"}}')
@example('{"text\\ud800": {"value": 1}}')
@example('{"text": {"value": 1' + 400 * "0" + "}}")
@example('{"text": {"value": ' + "[" * 300 + "]" * 300 + "}}")
def test_any_saved_state_is_shown(state, text):
    # As a row that an older version, a script or another package wrote.
    DashApp.objects.filter(pk=state.pk).update(base_state=text)
    is_shown("/django_plotly_dash/instance/saved/")
    again = DashApp.objects.get(pk=state.pk)
    inspect_apps([NAME])
    again.populate_values()
    again.update_current_state("text", "value", 5)
    assert again.current_state()["text"]["value"] == 5
    again.base_state = text
    try:
        again.clean()
    except ValidationError as error:
        assert error.messages


@given(VALUES | ANYTHING | TEXTS)
def test_any_initial_arguments_are_taken_or_refused(app, value):
    try:
        arguments = parse_arguments(value)
    except ArgumentsError as error:
        assert str(error)
        return
    orjson.dumps(arguments)
    request = RequestFactory().get("/")
    request.session = {}
    own = audience(app, None)
    for durable in (True, False):
        cache_id = store_arguments(arguments, request, own, durable=durable)
        assert load_arguments(cache_id, request, own)[0] == arguments
    is_shown(f"/django_plotly_dash/app/{NAME}/initial/{cache_id}/")


@given(JSON | TEXTS, st.booleans())
def test_what_a_forged_session_or_cache_holds_is_not_trusted(app, value, in_session):
    cache_id = "0" * 32
    key = f"dpd-initial-args-{cache_id}"
    cache.set(key, None if in_session else value)
    with override_settings(PLOTLY_DASH={"cache_arguments": not in_session}):
        request = SimpleNamespace(session={key: value} if in_session else {})
        arguments, grants = load_arguments(cache_id, request, audience(app, None))
        assert grants == {}
        assert arguments in ({}, value)
        if not in_session:
            is_shown(f"/django_plotly_dash/app/{NAME}/initial/{cache_id}/")


@given(
    st.text(st.characters(codec="utf-8"), max_size=80), st.integers(0, 2000), st.sampled_from(["cut", "put", "turn"])
)
def test_no_ticket_but_ours_is_taken(app, text, place, how):
    right = issue_ticket("app/Curious", {"text": {"value": "x"}})
    place %= len(right)
    wrong = {
        "cut": right[:place],
        "put": right[:place] + text + right[place:],
        "turn": right[:place] + chr(ord(right[place]) ^ 1) + right[place + 1 :],
    }[how]
    if wrong == right:
        return
    for ticket in (wrong, f"t_{text}", text):
        with pytest.raises(BadTicket):
            read_ticket("app/Curious", ticket)
    with pytest.raises(BadTicket):
        read_ticket("app/Echo", right)


OPERATION = {"operation": "Assign", "location": ["a", 0], "params": {"value": 1}}
NAMED = st.sampled_from(
    [
        "Assign",
        "Delete",
        "Merge",
        "Clear",
        "Append",
        "Prepend",
        "Insert",
        "Extend",
        "Remove",
        "Reverse",
        "Add",
        "Sub",
        "Mul",
        "Div",
        "New",
    ]
)


@given(
    st.lists(NAMED.flatmap(lambda name: nearly({**OPERATION, "operation": name})), max_size=3).map(
        lambda operations: {"operations": operations}
    )
    | st.dictionaries(st.just("operations"), JSON),
    JSON,
)
@example({"operations": [{"operation": "Mul", "location": [], "params": {"value": 0.5}}]}, 10**400)
def test_any_patch_is_applied_or_refused(patch, value):
    try:
        apply_patch(patch, value)
    except PatchError as error:
        assert str(error)
