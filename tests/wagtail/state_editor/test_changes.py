"""What the state editor lists as changed, and what it takes as such."""

from __future__ import annotations

import json

import pytest
from dash import dcc, html

from django_plotly_dash.models import StatelessApp
from dpd_wagtail.models import SavedState
from dpd_wagtail.state_editor.capture import CaptureError, read_capture, settle
from dpd_wagtail.state_editor.changes import digests, list_changes
from tests.wagtail.state_editor.requests import ECHO, boxes, post, save, ticked, url_of

pytestmark = pytest.mark.django_db


def test_what_changed_is_listed_with_old_and_new(editor, state):
    response = post(editor, "review", state, {"colour": {"value": "blue"}, "answer": {"children": "You chose blue"}})
    assert response.status_code == 200
    assert ticked(response) == {"value of colour"}
    assert set(boxes(response)) == {"value of colour"}
    page = response.content.decode()
    assert "&quot;red&quot;" in page
    assert "&quot;blue&quot;" in page


def test_what_callbacks_made_is_told_and_left_out(editor, state):
    response = post(editor, "review", state, {"made later": {"value": 1}})
    assert "callbacks make these components: made later" in response.content.decode()
    assert not boxes(response)


def test_markup_in_values_is_escaped(editor, state):
    evil = "<script>alert(1)</script>"
    response = post(editor, "review", state, {"colour": {"value": evil, "className": evil}, evil: {"value": 1}})
    assert evil not in response.content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("", "cannot be read"),
        ("{", "cannot be read"),
        ("[]", "must be an object"),
        ('{"colour": 1}', "must be an object"),
        ('{"colour": {"value": NaN}}', "cannot be read"),
        ('{"colour": {"value": 1e999}}', "cannot be read"),
        ('{"colour": {"value": "\\u0000"}}', "NUL"),
        ('{"colour": {"value": ' + "[" * 300 + "]" * 300 + "}}", "too deeply"),
        ('{"colour": {"value": ' + "[" * 90_000 + "]" * 90_000 + "}}", "cannot be read"),
        ('{"colour": {"value": "' + "x" * 1_000_001 + '"}}', "too much"),
    ],
)
def test_what_cannot_be_read_is_told_and_changes_nothing(editor, state, sent, said):
    for view in ("review", "save"):
        response = post(editor, view, state, sent)
        assert response.status_code == 422
        assert said in response.content.decode()
    assert json.loads(SavedState.objects.get().base_state) == ECHO


@pytest.mark.parametrize("field", [{"opened": "["}, {"opened": "[1]"}, {"opened": '{"a": 1}'}, {"too_large": "{}x"}])
def test_other_fields_that_cannot_be_read_are_told(editor, state, field):
    response = editor.post(url_of("review", state), {"captured": "{}", "opened": "{}", **field})
    assert response.status_code == 422


@pytest.mark.parametrize("field", ["opened", "idle", "too_large"])
@pytest.mark.parametrize(
    "sent",
    [
        "[" * 100_000,
        "9" * 5000,
        "NaN",
        '["\\ud83d"]',
        '[["\\ud83d", "\\ud83d"]]',
        '{"\\ud83d": "\\ud83d"}',
        '[["{\\"a\\": 1e999}", [[]]]]',
    ],
)
def test_no_field_breaks_the_answer_whatever_is_sent(editor, state, field, sent):
    for view in ("review", "save"):
        for subject in (state, state.stateless_app):
            data = {"captured": '{"colour": {"value": "blue"}}', "opened": "{}", field: sent}
            assert editor.post(url_of(view, subject), data).status_code in (200, 409, 422)


def test_an_app_whose_layout_fails_is_told_and_nothing_is_saved(editor, caplog):
    row = StatelessApp.objects.get_or_create(app_name="Raising")[0]
    for view in ("review", "save"):
        response = post(editor, view, row, {"in": {"value": 1}}, name="Failed")
        assert response.status_code == 422
        assert "layout fails" in response.content.decode()
    assert "the source of the data is gone" in caplog.text
    assert not SavedState.objects.exists()
    assert editor.get(url_of("open", row)).status_code == 200


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_other_methods_are_refused(editor, state, method):
    for view in ("review", "save"):
        assert getattr(editor, method)(url_of(view, state)).status_code == 405


def test_half_an_emoji_and_numbers_of_any_size_can_be_saved(editor, state):
    sent = '{"colour": {"value": "\\ud83d", "className": "a"}}'
    assert save(editor, state, sent).status_code == 200
    assert save(editor, SavedState.objects.get(), '{"colour": {"value": 100000000000000000000}}').status_code == 200
    assert editor.get(f"{url_of('scratch', state)}_dash-layout").status_code == 200


LAYOUT = html.Div(
    [
        dcc.Input(id="text"),
        html.Iframe(id="iframe", src="/"),
        dcc.Dropdown(["a"], id="choice"),
        dcc.Location(id="url"),
        dcc.Store(id="store", data={}),
        html.Div(dcc.Checklist(["x"], id={"type": "tick", "index": 1}), id="box"),
    ],
    id="all",
)


def test_only_settable_properties_of_the_layouts_components_are_taken():
    sent = {
        "text": {"value": "new", "nonsense": 1, "data-x": "wild"},
        "iframe": {"src": "javascript:alert(1)", "srcDoc": "<b>", "title": "fine"},
        "choice": {"options": ["b"], "id": "other", "value": "a", "className": {"namespace": "n", "props": {}}},
        "url": {"pathname": "/admin/", "href": "/", "search": "?a"},
        "store": {"data": [1]},
        '{"type": "tick", "index": 1}': {"value": ["x"]},
        "all": {"children": []},
        "box": {"dangerously_allow_html": True, "hidden": True},
        "made": {"value": 1},
    }
    capture = settle(read_capture(json.dumps(sent)), LAYOUT, {})
    assert capture.values == {
        "text": {"value": "new"},
        "iframe": {"title": "fine"},
        "choice": {"value": "a"},
        "store": {"data": [1]},
        '{"index":1,"type":"tick"}': {"value": ["x"]},
        "box": {"hidden": True},
    }
    assert capture.unknown == ("made",)


def test_what_the_state_tracks_is_taken_whether_the_layout_has_it_or_not_and_markup_never():
    tracked = {"gone": {"value": 1}, "iframe": {"src": "/old"}}
    capture = settle({"gone": {"value": 2, "other": 3}, "iframe": {"src": "/evil"}}, LAYOUT, tracked)
    assert capture.values == {"gone": {"value": 2}}
    assert capture.refused == ("iframe.src",)


def test_a_capture_too_large_or_no_object_is_an_error():
    with pytest.raises(CaptureError):
        read_capture("null")


def test_what_the_app_computes_and_what_is_fleeting_is_listed_but_not_ticked():
    changes = list_changes(
        {"tracked": {"figure": 1}},
        {"a": {"figure": 1, "value": 2, "n_clicks_timestamp": 3, "selected": None}, "tracked": {"figure": 2}},
        {"a": {"value": 1, "other": 1}},
        digests({"tracked": {"figure": 1}}),
        lambda component_id, name: name == "figure",
    )
    assert {(change.component_id, change.name): change.is_suggested for change in changes} == {
        ("a", "value"): True,
        ("tracked", "figure"): True,
        ("a", "figure"): False,
        ("a", "n_clicks_timestamp"): False,
    }


def test_numbers_and_truth_are_told_apart_as_json_does():
    def listed(old, new):
        return list_changes({"a": {"b": old}}, {"a": {"b": new}}, {}, digests({"a": {"b": old}}), lambda *_key: False)

    assert not listed(1, 1.0)
    assert listed(1, True)
    assert listed(None, False)
    assert not listed({"x": [1, 2]}, {"x": [1.0, 2]})
