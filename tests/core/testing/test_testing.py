"""`django_plotly_dash.testing`: what sites test their own apps with."""

import json
import subprocess
import sys

import pytest
from dash import ALL, ALLSMALLER, MATCH, Input, Output, State, dcc, html, no_update, set_props
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.test import Client

from django_plotly_dash.embedding.frame import EmbedError
from django_plotly_dash.models import DashApp, StatelessApp
from django_plotly_dash.testing import (
    AppClient,
    AppFailed,
    CallbackNotFound,
    OutputNotSet,
    Refused,
    UnknownComponent,
    UnknownDependency,
)
from tests.core.apps_for_tests import temporary_app

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def form():
    """An app with the kinds of callbacks that there are."""
    with temporary_app("Form of the tests") as app:
        app.layout = html.Div(
            [
                dcc.Input(id="name", value="Ada", className="wide"),
                dcc.Input(id="greeting", value="Hello"),
                html.Button("Save", id="save"),
                html.P(["Now ", html.B("old")], id="said"),
                html.P(id="length"),
                dcc.Store(id="log", data=["first"]),
                *(dcc.Input(id={"type": "row", "index": number}, value=number) for number in (1, 2, 3)),
                *(html.P(id={"type": "sum", "index": number}) for number in (1, 2, 3)),
            ]
        )

        @app.callback(
            Output("said", "children"), Output("length", "children"), Input("name", "value"), State("greeting", "value")
        )
        def say(name, greeting):
            if name == "raise":
                raise ZeroDivisionError("on purpose")
            if name == "refuse":
                raise PermissionDenied("not you")
            return f"{greeting}, {name}!", no_update if name == "short" else len(name)

        @app.callback(Output("log", "data"), Input("save", "n_clicks"), prevent_initial_call=True)
        def save(n_clicks, user, session_state):
            from dash import Patch

            session_state["saved"] = n_clicks
            set_props("greeting", {"value": str(user)})
            log = Patch()
            log.append(n_clicks)
            return log

        @app.callback(
            Output("log", "data", allow_duplicate=True), Input("greeting", "value"), prevent_initial_call=True
        )
        def reset(greeting):
            return [greeting]

        @app.callback(
            Output({"type": "sum", "index": MATCH}, "children"),
            Input({"type": "row", "index": MATCH}, "value"),
            State({"type": "row", "index": ALLSMALLER}, "value"),
        )
        def add_up(own, smaller):
            return own + sum(smaller)

        @app.callback(Output("save", "title"), Input({"type": "row", "index": ALL}, "value"))
        def total(values):
            return str(values)

        @app.callback(Input("name", "n_blur"))
        def blurred(n_blur, session_state):
            session_state["blurred"] = n_blur

        app.clientside_callback("function(x) { return x }", Output("length", "title"), Input("name", "value"))
        yield app


def test_a_callback_is_called_by_any_of_its_outputs(form):
    client = AppClient(form)
    result = client.call("said.children", {"name.value": "Grace"})
    assert result.value == "Hello, Grace!"
    assert dict(result) == {"said.children": "Hello, Grace!", "length.children": 5}
    assert client.call(Output("length", "children"), {Input("name", "value"): "Eve"}).value == 3


def test_what_is_not_given_has_the_value_of_the_layout(form):
    assert AppClient(form).call("said.children").value == "Hello, Ada!"
    arguments = {"greeting": {"value": "Good day"}}
    assert AppClient(form, initial_arguments=arguments).call("said.children").value == "Good day, Ada!"
    assert AppClient(form).call("said.children", dcc.Input(id="name", value="Bo")).value == "Hello, Bo!"


def test_a_component_gives_only_what_the_callback_takes(form):
    values = dcc.Input(id="name", value="Bo", className="x"), dcc.Input(id="greeting", value="Hi")
    assert AppClient(form).call("said.children", *values).value == "Hi, Bo!"
    with pytest.raises(UnknownDependency, match=r"does not take name\. There are: greeting\.value, name\.value\."):
        AppClient(form).call("said.children", dcc.Input(id="name", className="x"))


def test_an_output_that_was_not_set_is_told(form):
    result = AppClient(form).call("length.children", {"name.value": "short"})
    assert "length.children" not in result
    assert result.get("length.children") is None
    with pytest.raises(OutputNotSet, match=r"did not set 'length\.children'\. There are: said\.children"):
        _ = result.value


def test_unknown_names_are_errors_that_name_the_near_ones(form):
    client = AppClient(form)
    with pytest.raises(CallbackNotFound, match=r"'said\.childen'\. Did you mean said\.children\?"):
        client.call("said.childen")
    with pytest.raises(UnknownDependency, match=r"does not take nam\.value\. Did you mean name\.value\?"):
        client.call("said.children", {"nam.value": 1})
    with pytest.raises(UnknownDependency, match=r"write 'id\.property'"):
        client.call("said")
    with pytest.raises(UnknownComponent, match=r"no component 'greting'\. Did you mean greeting\?"):
        client.layout()["greting"]
    with pytest.raises(CallbackNotFound, match="clientside callback"):
        client.call("length.title")
    with pytest.raises(EmbedError, match="No Dash app is registered as 'Form of the test'"):
        AppClient("Form of the test")


def test_an_output_of_two_callbacks_is_told_apart_by_what_is_given(form):
    client = AppClient(form)
    assert client.call("log.data", {"greeting.value": "Hi"}).value == ["Hi"]
    with pytest.raises(CallbackNotFound, match=r"2 callbacks .*log\.data.*Give an input"):
        client.call("log.data")


def test_user_session_set_props_and_patches_are_those_of_the_page(form):
    user = User.objects.create_user("grace")
    client = AppClient(form, user=user, session_state={"before": True})
    result = client.call("log.data", {"save.n_clicks": 4})
    assert result.value == ["first", 4]
    assert result.side_updates == {"greeting.value": "grace"}
    assert client.session_state == {"before": True, "saved": 4}
    client.call(None, {"name.n_blur": 2})
    assert client.session_state["blurred"] == 2


def test_wildcards_stand_for_the_components_of_the_layout(form):
    client = AppClient(form)
    assert client.call(Output({"type": "sum", "index": 3}, "children")).value == 6
    output = json.dumps({"type": "sum", "index": 2}) + ".children"
    assert client.call(output, {json.dumps({"index": 1, "type": "row"}) + ".value": 10}).value == 12
    assert client.call("save.title", {Input({"type": "row", "index": 2}, "value"): 7}).value == "[1, 7, 3]"


def test_what_the_callback_raises_is_the_cause(form):
    with pytest.raises(AppFailed) as caught:
        AppClient(form).call("said.children", {"name.value": "raise"})
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert caught.value.response.status_code == 500
    with pytest.raises(Refused, match="403: not you"):
        AppClient(form).call("said.children", {"name.value": "refuse"})
    with pytest.raises(AppFailed, match="the source of the data is gone"):
        AppClient("Raising").layout()


def test_a_layout_is_looked_at_by_id_class_and_text(form):
    layout = AppClient(form).layout()
    assert layout["name"]["className"] == "wide"
    assert layout["said"].text == "Now  old"
    assert "Save" in layout.text
    assert [component["value"] for component in layout.of_type("Input")] == ["Ada", "Hello", 1, 2, 3]
    assert {"type": "row", "index": 2} in layout
    assert layout.ids[0] == "name"


def test_access_rules_count():
    with pytest.raises(Refused) as caught:
        AppClient("Members").call("told.children", {"lines.value": 3})
    assert caught.value.response.status_code == 401
    client = AppClient("Members", user=User.objects.create_user("grace"))
    assert client.call("told.children", {"lines.value": 3}).value == "3 lines"


def test_an_app_that_is_shown_on_pages_alone_is_called_as_from_a_page():
    with temporary_app("On pages of the tests", embed_only=True) as app:
        app.layout = html.P("there", id="p")
        client = AppClient(app)
        assert client.layout()["p"].text == "there"
        assert client.client.get("/django_plotly_dash/app/on-pages-of-the-tests/").status_code == 403


def test_a_saved_state_takes_in_what_callbacks_change(form):
    row, _ = StatelessApp.objects.get_or_create(app_name=form.app_name)
    state = {"name": {"value": "Saved"}}
    saved = DashApp.objects.create(stateless_app=row, base_state=json.dumps(state), save_on_change=True)
    client = AppClient(slug=saved.slug)
    assert client.call("said.children").value == "Hello, Saved!"
    AppClient(state=saved).call("said.children", {"name.value": "Anew"})
    assert client.state == {"name": {"value": "Anew"}}
    with pytest.raises(ValueError, match="no saved state"):
        _ = AppClient(form).state


def test_it_works_with_initial_arguments_in_the_session_and_a_client_of_ones_own(form, settings):
    settings.PLOTLY_DASH = {"cache_arguments": False}
    own = Client()
    own.force_login(User.objects.create_user("grace"))
    client = AppClient(form, client=own, initial_arguments={"name": {"value": "Kept"}})
    assert client.layout()["name"]["value"] == "Kept"
    assert client.call("log.data", {"save.n_clicks": 1}).side_updates == {"greeting.value": "grace"}
    anonymous = AppClient(form, initial_arguments={"name": {"value": "Kept too"}})
    assert anonymous.layout()["name"]["value"] == "Kept too"


def test_async_callbacks_and_the_fixture(dash_client):
    assert dash_client("Asynchronous").call("doubled.children", {"number.value": 21}).value == 42


def test_the_plugin_brings_in_neither_django_nor_dash():
    script = "import sys, django_plotly_dash.pytest_plugin; print({'django', 'dash', 'playwright'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
