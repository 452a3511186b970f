"""Saved states: what they track, what a callback changes in them, and that nothing else changes."""

import json
import threading

import dash
import pytest
from dash import ALL, MATCH, Input, Output, Patch, State, dcc, html
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection
from django.db.models.signals import post_save
from django.test import Client

from django_plotly_dash.models import DashApp, StatelessApp
from django_plotly_dash.state.values import component_key
from tests.core.apps_for_tests import callback_body, temporary_app

pytestmark = pytest.mark.django_db(transaction=True)


def saved(app, state=None, **fields):
    row, _made = StatelessApp.objects.get_or_create(app_name=app.app_name)
    fields = {"instance_name": "Mine", "save_on_change": True, **fields}
    return DashApp.objects.create(stateless_app=row, base_state=json.dumps(state or {}), **fields)


def call(saved_state, /, **body):
    return Client().post(
        f"/django_plotly_dash/instance/{saved_state.slug}/_dash-update-component",
        json.dumps(body),
        content_type="application/json",
    )


def stored(state):
    return json.loads(DashApp.objects.get(pk=state.pk).base_state)


@pytest.fixture
def app():
    with temporary_app("Stateful") as app:
        app.layout = html.Div([dcc.Input(id="colour", value="red"), dcc.Input(id="n", value=0), html.P(id="answer")])

        @app.callback(Output("answer", "title"), Input("colour", "value"))
        def answer(colour):
            return colour.upper()

        yield app


COLOUR = callback_body("answer.title")


def test_arguments_and_results_of_a_callback_are_saved_where_they_are_tracked(app):
    state = saved(app, {"colour": {"value": "red"}, "answer": {"title": ""}, "n": {"value": 5}})
    assert call(state, **COLOUR).status_code == 200
    assert stored(state) == {"colour": {"value": "blue"}, "answer": {"title": "BLUE"}, "n": {"value": 5}}


def test_what_is_not_tracked_is_not_saved(app):
    state = saved(app, {"n": {"value": 5}, "answer": {"children": "x"}})
    assert call(state, **COLOUR).status_code == 200
    assert stored(state) == {"n": {"value": 5}, "answer": {"children": "x"}}


def test_without_save_on_change_nothing_is_saved(app):
    state = saved(app, {"colour": {"value": "red"}}, save_on_change=False)
    assert call(state, **COLOUR).json()["response"] == {"answer": {"title": "BLUE"}}
    assert stored(state) == {"colour": {"value": "red"}}


def test_saving_moves_the_time_and_sends_the_signals(app):
    state = saved(app, {"colour": {"value": "red"}})
    heard = []

    def hear(instance, **_kwargs):
        heard.append(instance.slug)

    post_save.connect(hear, sender=DashApp)
    try:
        call(state, **COLOUR)
        first = DashApp.objects.get(pk=state.pk)
        call(state, **COLOUR)
    finally:
        post_save.disconnect(hear, sender=DashApp)
    assert heard == ["mine"], "a callback that changes nothing saves nothing"
    assert first.update > state.update
    assert DashApp.objects.get(pk=state.pk).update == first.update


def test_the_next_layout_has_what_was_saved(app):
    state = saved(app, {"colour": {"value": "red"}})
    call(state, **COLOUR)
    layout = Client().get("/django_plotly_dash/instance/mine/_dash-layout").json()
    assert layout["props"]["children"][0]["props"]["value"] == "blue"
    stateless = Client().get("/django_plotly_dash/app/Stateful/_dash-layout").json()
    assert stateless["props"]["children"][0]["props"]["value"] == "red"


def test_other_fields_that_change_meanwhile_stay(app):
    """The row is read again: what an editor saved while the callback ran is not overwritten."""
    state = saved(app, {"colour": {"value": "red"}, "n": {"value": 1}, "answer": {"title": ""}})

    @app.callback(Output("answer", "lang"), Input("colour", "value"))
    def meanwhile(colour):
        row = DashApp.objects.get(pk=state.pk)
        row.base_state = json.dumps({**json.loads(row.base_state), "n": {"value": 2}, "new": {"value": 3}})
        row.instance_name = "Renamed"
        row.save()
        return "en"

    assert call(state, **callback_body("answer.lang")).status_code == 200
    after = DashApp.objects.get(pk=state.pk)
    assert after.instance_name == "Renamed"
    assert json.loads(after.base_state) == {
        "colour": {"value": "blue"},
        "n": {"value": 2},
        "answer": {"title": ""},
        "new": {"value": 3},
    }


def test_a_callback_changes_the_state_itself(app):
    state = saved(app, {"n": {"value": 1}, '{"type": "x", "index": 1}': {"value": 0}})
    seen = {}

    @app.callback(Output("answer", "lang"), Input("colour", "value"))
    def change(colour, dash_app):
        dash_app.update_current_state("n", "value", 7)
        dash_app.update_current_state({"index": 1, "type": "x"}, "value", 8)
        dash_app.update_current_state("n", "max", 9)
        dash_app.update_current_state("other", "value", 10)
        seen.update(dash_app.current_state())
        seen["has"] = [
            dash_app.have_current_state_entry("n", "value"),
            dash_app.have_current_state_entry('{"type":"x","index":1}', "value"),
            dash_app.have_current_state_entry("n", "max"),
        ]
        return "en"

    assert call(state, **callback_body("answer.lang")).status_code == 200
    key = component_key({"type": "x", "index": 1})
    assert seen == {"n": {"value": 7}, key: {"value": 8}, "has": [True, True, False]}
    assert stored(state) == {"n": {"value": 7}, key: {"value": 8}}


def test_several_outputs_no_update_and_side_effects():
    with temporary_app("Outputs") as app:
        app.layout = html.Div([dcc.Input(id="in"), html.P(id="a"), html.P(id="b"), html.P(id="c")])

        @app.callback(
            output={"first": Output("a", "title"), "second": Output("b", "title")},
            inputs={"number": Input("in", "value")},
            state={"old": State("c", "title")},
        )
        def several(number, old):
            dash.set_props("c", {"title": f"after {old}"})
            return {"first": dash.no_update, "second": number}

        state = saved(app, {component_id: {"title": "old"} for component_id in "abc"})
        response = call(
            state,
            output="..a.title...b.title..",
            outputs=[{"id": "a", "property": "title"}, {"id": "b", "property": "title"}],
            inputs=[{"id": "in", "property": "value", "value": 3}],
            state=[{"id": "c", "property": "title", "value": "typed"}],
            changedPropIds=["in.value"],
        )
        assert response.status_code == 200, response.content
        assert stored(state) == {"a": {"title": "old"}, "b": {"title": 3}, "c": {"title": "after typed"}}


def test_pattern_matching_ids_and_patches():
    with temporary_app("Patterns") as app:
        rows = [dcc.Input(id={"type": "in", "index": number}, value=0) for number in range(3)]
        logs = [dcc.Store(id={"type": "log", "index": number}, data=[]) for number in range(3)]
        app.layout = html.Div([*rows, *logs, html.P(id="sum")])

        @app.callback(
            Output({"type": "log", "index": MATCH}, "data"),
            Output({"type": "in", "index": MATCH}, "placeholder"),
            Input({"type": "in", "index": MATCH}, "value"),
        )
        def log(value):
            patch = Patch()
            patch.append(value)
            return patch, "typed"

        @app.callback(Output("sum", "title"), Input({"type": "in", "index": ALL}, "value"))
        def total(values):
            return sum(values)

        state = saved(app)
        state.populate_values()
        state.save()
        own = {"type": "in", "index": 1}
        outputs = [{"id": {"type": "log", "index": 1}, "property": "data"}, {"id": own, "property": "placeholder"}]
        callback_id = next(name for name in app.callback_map if "log" in name)
        for value in (4, 5):
            response = call(
                state,
                output=callback_id,
                outputs=outputs,
                inputs=[{"id": own, "property": "value", "value": value}],
                changedPropIds=[component_key(own) + ".value"],
            )
            assert response.status_code == 200, response.content
        assert stored(state)[component_key({"type": "log", "index": 1})]["data"] == [4, 5]
        assert stored(state)[component_key(own)] == {"value": 5}
        assert stored(state)[component_key({"type": "in", "index": 0})] == {"value": 0}
        response = call(
            state,
            output="sum.title",
            outputs={"id": "sum", "property": "title"},
            inputs=[
                [{"id": {"type": "in", "index": n}, "property": "value", "value": 10 + n} for n in range(3)],
            ],
            changedPropIds=[component_key({"type": "in", "index": 2}) + ".value"],
        )
        assert response.json()["response"] == {"sum": {"title": 33}}
        assert stored(state)[component_key({"type": "in", "index": 2})]["value"] == 12
        assert stored(state)[component_key(own)]["value"] == 5, "an input that did not change is not written"


def test_a_patch_that_does_not_fit_is_logged_and_harms_nothing(caplog):
    with temporary_app("Misfit") as app:
        app.layout = html.Div(dcc.Store(id="log"))

        @app.callback(Output("log", "data"), Input("colour", "value"))
        def log(value):
            patch = Patch()
            patch.append(value)
            return patch

        state = saved(app, {"log": {"data": "text"}})
        assert call(state, **callback_body("log.data")).status_code == 200
        assert stored(state) == {"log": {"data": "text"}}
        assert "keeps log.data as it is" in caplog.text
    assert "Append" in caplog.text


def test_prevent_update_saves_the_arguments_and_an_error_saves_nothing(app):
    state = saved(app, {"colour": {"value": "red"}, "answer": {"lang": ""}})

    @app.callback(Output("answer", "lang"), Input("colour", "value"))
    def stop(colour):
        if colour == "blue":
            raise dash.exceptions.PreventUpdate
        raise ValueError(colour)

    assert call(state, **callback_body("answer.lang", "green")).status_code == 500
    assert stored(state)["colour"] == {"value": "red"}
    assert call(state, **callback_body("answer.lang", "blue")).status_code == 204
    assert stored(state)["colour"] == {"value": "blue"}


def test_a_state_that_is_deleted_meanwhile_is_logged(app, caplog):
    state = saved(app, {"colour": {"value": "red"}})

    @app.callback(Output("answer", "lang"), Input("colour", "value"))
    def delete(colour):
        DashApp.objects.all().delete()
        return "en"

    assert call(state, **callback_body("answer.lang")).status_code == 200
    assert "was deleted" in caplog.text


def test_a_browser_cannot_send_a_patch(app):
    """What looks like one is a value like any other: only the app's own callbacks patch."""
    state = saved(app, {"n": {"value": "red"}})

    @app.callback(Output("answer", "lang"), Input("n", "value"))
    def language(value):
        return "en"

    forged = {"__dash_patch_update": 1, "operations": [{"operation": "Mul", "location": [], "params": {"value": 9}}]}
    body = callback_body("answer.lang", inputs=[{"id": "n", "property": "value", "value": forged}])
    assert call(state, **{**body, "changedPropIds": ["n.value"]}).status_code == 200
    assert stored(state)["n"]["value"] == forged


def test_a_state_does_not_grow_without_end(app, settings, caplog):
    settings.PLOTLY_DASH = {"saved_value_limit": 40}
    state = saved(app, {"colour": {"value": "red"}, "answer": {"title": []}})

    @app.callback(Output("answer", "title", allow_duplicate=True), Input("colour", "value"), prevent_initial_call=True)
    def append(colour):
        more = Patch()
        more.append(colour)
        return more

    (output,) = (name for name in app.callback_map if "@" in name)
    for _time in range(20):
        body = callback_body(value="blue", output=output, outputs={"id": "answer", "property": output.split(".")[1]})
        assert call(state, **body).status_code == 200
    assert stored(state) == {"colour": {"value": "blue"}, "answer": {"title": ["blue"] * 5}}
    assert "answer.title as it is: its JSON would have 48 characters, and may have 40" in caplog.text
    assert call(state, **callback_body("answer.title", value="x" * 39)).status_code == 200
    assert stored(state)["colour"]["value"] == "blue"


@pytest.mark.parametrize("depth", [190, 230, 900])
def test_a_value_that_is_nested_too_deeply_spoils_no_state(app, depth):
    state = saved(app, {"n": {"value": "red"}})

    @app.callback(Output("answer", "lang"), Input("n", "value"))
    def language(value):
        return "en"

    value = json.loads("[" * depth + "]" * depth)
    body = callback_body("answer.lang", inputs=[{"id": "n", "property": "value", "value": value}])
    # Beyond 246 levels nothing of ours or of Dash's could write it.
    assert call(state, **{**body, "changedPropIds": ["n.value"]}).status_code == (200 if depth < 246 else 400)
    assert (stored(state)["n"]["value"] == value) == (depth < 200)
    layout = Client().get("/django_plotly_dash/instance/mine/_dash-layout").json()
    assert layout["props"]["children"][1]["props"]["id"] == "n", "the app is still shown"
    state.base_state = json.dumps({"n": {"value": value}})
    if depth > 200:
        with pytest.raises(ValidationError, match="deeply"):
            state.full_clean()


def test_the_later_of_two_callbacks_wins_also_with_the_value_that_it_found(app):
    state = saved(app, {"n": {"value": 0}, "answer": {"lang": ""}})

    @app.callback(Output("answer", "lang"), Output("n", "value"), Input("colour", "value"))
    def meanwhile(colour):
        other = DashApp.objects.get(pk=state.pk)
        other.update_current_state("n", "value", 1)
        other.handle_current_state()
        return "en", 0

    outputs = [{"id": "answer", "property": "lang"}, {"id": "n", "property": "value"}]
    body = {**callback_body("answer.lang"), "output": "..answer.lang...n.value..", "outputs": outputs}
    assert call(state, **body).status_code == 200
    assert stored(state)["n"]["value"] == 0


def test_looking_at_a_page_saves_nothing(app):
    """The calls that load a page have no trigger: their inputs may be the page's own initial arguments."""
    state = saved(app, {"colour": {"value": "red"}, "answer": {"title": ""}})
    assert call(state, **{**COLOUR, "changedPropIds": []}).status_code == 200
    assert stored(state) == {"colour": {"value": "red"}, "answer": {"title": "BLUE"}}


def test_what_cannot_be_saved_is_an_error_of_the_callback(app, monkeypatch):
    state = saved(app, {"colour": {"value": "red"}})

    def locked(*_args, **_kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr("django_plotly_dash.utils.row_lock._LONGEST_PAUSE", 0)
    monkeypatch.setattr(DashApp, "save", locked)
    response = call(state, **COLOUR)
    assert response.status_code == 500
    assert response.headers["Content-Type"] == "application/json"


def test_populate_takes_the_values_that_can_be_set_and_keeps_what_is_saved():
    with temporary_app("Populated") as app:

        def layout(user, dash_app_id, **_extras):
            return html.Div(
                [
                    dcc.Dropdown(["a", "b"], "a", id="choice", multi=False),
                    dcc.Tabs([dcc.Tab(dcc.Input(id={"b": 1, "a": "x"}, value=3), label="One")], id="tabs"),
                    html.P(["text"], id="text", style={"color": "red"}),
                    html.P("without an id"),
                    html.P(f"{dash_app_id}, {user.is_anonymous}", id="who"),
                ]
            )

        app.layout = layout
        state = saved(app, {"choice": {"value": "b"}, "gone": {"value": 1}})
        state.populate_values()
        assert json.loads(state.base_state) == {
            "choice": {"value": "b", "multi": False},
            '{"a":"x","b":1}': {"value": 3},
            "text": {"style": {"color": "red"}},
            "gone": {"value": 1},
        }
        assert stored(state) == {"choice": {"value": "b"}, "gone": {"value": 1}}, "populate_values does not save"


@pytest.mark.parametrize("text", ["", "no JSON", "[1]", "3", '{"a": 1}', '{"a": {"value": NaN}}'])
def test_a_base_state_of_another_form_is_no_error(app, text, caplog):
    state = saved(app)
    DashApp.objects.update(base_state=text)
    state.refresh_from_db()
    expected = {"a": {"value": None}} if "NaN" in text else {}
    assert state.current_state() == expected
    assert call(state, **COLOUR).status_code == 200
    if "value" not in text and text:
        with pytest.raises(ValidationError, match="base_state"):
            state.full_clean()


def test_true_and_one_are_different_values(app):
    state = saved(app, {"colour": {"value": True}})
    call(state, **callback_body("answer.title", 1))  # the callback fails: 1 has no upper()
    state.update_current_state("colour", "value", 1)
    state.handle_current_state()
    assert stored(state)["colour"]["value"] is not True


def test_only_what_dash_can_write_goes_into_a_state(app):
    state = saved(app, {"n": {"value": 1}})
    with pytest.raises(TypeError):
        state.update_current_state("n", "value", object())
    state.update_current_state("n", "value", html.B("bold"))
    assert state.current_state()["n"]["value"]["type"] == "B"


def test_names_and_slugs_are_made_and_unique_when_many_are_made_at_once(app):
    row = StatelessApp.objects.create(app_name="Stateful")
    count = 8
    barrier = threading.Barrier(count)
    errors = []

    def make():
        try:
            barrier.wait()
            DashApp.objects.create(stateless_app=row)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=make) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert sorted(DashApp.objects.values_list("slug", flat=True)) == [f"stateful-{n}" for n in range(1, count + 1)]
    assert DashApp.objects.values("instance_name").distinct().count() == count


def test_a_name_that_is_given_twice_is_an_error_at_once(app, django_assert_max_num_queries):
    state = saved(app)
    with django_assert_max_num_queries(8), pytest.raises(IntegrityError):
        DashApp.objects.create(stateless_app=state.stateless_app, instance_name="Mine")
    same_slug = DashApp.objects.create(stateless_app=state.stateless_app, instance_name="mine!")
    assert same_slug.slug == "mine-2"


def test_locate_item_as_in_the_manual(app):
    from django.http import Http404

    state = saved(app, {"n": {"value": 2}})
    assert DashApp.locate_item("mine") == (state, app)
    stand_in, found = DashApp.locate_item("Stateful", stateless=True, cache_id="x")
    assert found is app
    assert stand_in.current_state() == {}
    assert not stand_in.have_current_state_entry("n", "value")
    stand_in.update_current_state("n", "value", 1)
    stand_in.populate_values()
    stand_in.handle_current_state()
    assert stand_in.as_dash_instance() is app
    assert state.as_dash_instance() is app
    for ident, stateless in (("nothing", False), ("nothing", True)):
        with pytest.raises(Http404, match="nothing"):
            DashApp.locate_item(ident, stateless)
