"""What callbacks and layout functions get of Django, by the names in their signatures."""

import json

import dash
import pytest
from dash import Input, Output, State, html
from django.contrib.auth.models import AnonymousUser, User
from django.test import Client

from django_plotly_dash.models import DashApp, StatelessApp
from django_plotly_dash.registry import module_callbacks
from tests.core.apps_for_tests import callback_body, temporary_app

pytestmark = pytest.mark.django_db(transaction=True)

BASE = "/django_plotly_dash"
ALL_EXTRAS = {"request", "user", "session_state", "dash_app", "dash_app_id", "callback_context", "outputs_list"}


@pytest.fixture
def app():
    with temporary_app("With extras") as app:
        app.layout = html.Div([dash.dcc.Input(id="colour"), html.P(id="answer")])
        yield app


def ask(app, client=None, where=None, **changes):
    response = (client or Client()).post(
        f"{BASE}/{where or 'app/with-extras'}/_dash-update-component",
        json.dumps(callback_body(**changes)),
        content_type="application/json",
    )
    assert response.status_code == 200, response.content
    return response.json()["response"]["answer"]["children"]


def register(app, function):
    app.callback(Output("answer", "children"), Input("colour", "value"))(function)


def by_keyword(colour, *, user, request):
    return f"{colour} {user} {request.path}"


def by_position(colour, dash_app_id, user):
    return f"{colour} {dash_app_id} {user}"


def by_kwargs(*args, **kwargs):
    return f"{args} {sorted(kwargs)}"


def with_default(colour, session_state=None, **_rest):
    return f"{colour} {session_state}"


def without(colour):
    return colour


async def in_async(colour, user, session_state):
    return f"{colour} {user.is_anonymous} {session_state}"


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (by_keyword, f"blue AnonymousUser {BASE}/app/with-extras/_dash-update-component"),
        (by_position, "blue with-extras AnonymousUser"),
        (by_kwargs, f"('blue',) {sorted(ALL_EXTRAS)}"),
        (with_default, "blue {}"),
        (without, "blue"),
        (in_async, "blue True {}"),
    ],
    ids=["keyword", "position", "kwargs", "default", "none", "async"],
)
def test_extras_go_where_the_signature_names_them(app, function, expected):
    register(app, function)
    assert ask(app) == expected


def test_expanded_callback_is_the_manuals_name(app):
    @app.expanded_callback(Output("answer", "children"), [Input("colour", "value")])
    def answer(*args, **kwargs):
        return f"{args} {kwargs['dash_app_id']}"

    assert ask(app) == "('blue',) with-extras"


def test_an_input_of_dash_that_is_called_like_an_extra_wins(app):
    @app.callback(Output("answer", "children"), Input("colour", "value"), State("colour", "title"))
    def answer(user, request, dash_app_id):
        return f"{user} {request} {dash_app_id}"

    state = [{"id": "colour", "property": "title", "value": "title"}]
    assert ask(app, state=state) == "blue title with-extras"


def test_an_input_of_dash_that_is_called_like_an_extra_wins_by_keyword_too(app):
    @app.callback(Output("answer", "children"), inputs={"user": Input("colour", "value")})
    def answer(user, **others):
        return f"{user} {sorted(others)}"

    assert ask(app) == f"blue {sorted(ALL_EXTRAS - {'user'})}"


def test_the_values_are_those_of_the_request(app):
    seen = {}

    @app.callback(Output("answer", "children"), Input("colour", "value"))
    def answer(colour, **extras):
        seen.update(extras)
        seen["triggered"] = extras["callback_context"].triggered_id
        return "ok"

    user = User.objects.create_user("ada")
    client = Client()
    client.force_login(user)
    row = StatelessApp.objects.create(app_name="With extras")
    state = DashApp.objects.create(stateless_app=row, instance_name="State")
    assert ask(app, client, "instance/state") == "ok"
    assert seen["user"] == user
    assert seen["request"].user == user
    assert seen["dash_app"] == state
    assert seen["dash_app_id"] == "state"
    assert seen["triggered"] == "colour"
    assert seen["outputs_list"] == {"id": "answer", "property": "children"}


def test_without_a_saved_state_dash_app_needs_no_test(app):
    @app.callback(Output("answer", "children"), Input("colour", "value"))
    def answer(colour, dash_app):
        dash_app.update_current_state("colour", "value", 1)
        return f"{dash_app.current_state()} {dash_app.have_current_state_entry('colour', 'value')} {dash_app.slug}"

    assert ask(app) == "{} False with-extras"


def test_layout_functions_get_them_too(app):
    app.layout = lambda user, session_state, outputs_list, **rest: html.P(
        f"{user} {session_state} {outputs_list} {rest['dash_app_id']} {type(rest['request']).__name__}"
    )
    layout = Client().get(f"{BASE}/app/with-extras/_dash-layout").json()
    assert layout["props"]["children"] == "AnonymousUser {} [] with-extras WSGIRequest"
    # outside of a request
    assert app.bare_layout().children == "AnonymousUser {} [] with-extras NoneType"


def test_without_sessions_and_users_an_app_works(app, settings):
    settings.MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]

    @app.callback(Output("answer", "children"), Input("colour", "value"))
    def answer(colour, user, session_state):
        return f"{isinstance(user, AnonymousUser)} {session_state}"

    assert ask(app) == "True {}"


def test_nothing_is_read_that_nobody_asks_for(app, django_assert_num_queries):
    client = Client()
    client.force_login(User.objects.create_user("ada"))

    @app.callback(Output("answer", "children"), Input("colour", "value"))
    def answer(colour, dash_app_id, request):
        return dash_app_id

    ask(app, client)
    with django_assert_num_queries(0):
        ask(app, client)


def test_api_endpoints_cannot_be_told_who_asks(app):
    @app.callback(Output("answer", "children"), Input("colour", "value"), api_endpoint="/who")
    def who(colour, user):
        return f"{colour} {user}"

    module_callbacks.claim_leftovers()
    app.setup_apis()
    url = f"{BASE}/app/with-extras/who"
    answer = Client().post(url, json.dumps({"colour": "red"}), content_type="application/json")
    assert answer.json() == "red AnonymousUser"
    forged = Client().post(url, json.dumps({"colour": "red", "user": "admin"}), content_type="application/json")
    assert forged.status_code == 400
    assert "user" in forged.json()["error"]
