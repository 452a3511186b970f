"""Which fields the layout of an app gives, and which values they take."""

from __future__ import annotations

import datetime
import json
from typing import Any

import dash_bootstrap_components as dbc
import dash_mantine_components as dmc
import numpy
import pytest
from dash import dcc, html
from dash.development.base_component import Component
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dpd_wagtail.argument_form.field import ArgumentField, Kind
from dpd_wagtail.argument_form.fields import fields_of, walk_fields
from dpd_wagtail.argument_form.options import options_in
from dpd_wagtail.argument_form.values import problem_of, shown_value
from dpd_wagtail.argument_form.views import slider_step
from tests.wagtail.component_strategies import components, data


class BooleanSwitch(Component):
    """As packages look that were made before Dash wrote annotations."""

    _namespace = "an_old_package"
    _type = "BooleanSwitch"
    _base_nodes = ["children"]

    def __init__(self, id=None, on=None, label=None, persisted_props=None):
        self._prop_names = ["id", "on", "label", "persisted_props"]
        self._valid_wildcard_attributes: list[str] = []
        self.available_properties = self._prop_names
        self.available_wildcard_properties: list[str] = []
        given = {"id": id, "on": on, "label": label}
        super().__init__(**{name: value for name, value in given.items() if value is not None})


def fields(*components: Any) -> list[ArgumentField]:
    return list(walk_fields(fields_of(html.Div(list(components)))))


def only(*components: Any) -> ArgumentField:
    (field,) = fields(*components)
    return field


@pytest.mark.parametrize(
    ("component", "name", "kind"),
    [
        (dcc.Input(id="a"), "value", Kind.TEXT),
        (dcc.Input(id="a", type="email"), "value", Kind.TEXT),
        (dcc.Input(id="a", type="number"), "value", Kind.NUMBER),
        (dcc.Input(id="a", value=3), "value", Kind.NUMBER),
        (dcc.Input(id="a", type="range", min=0, max=3), "value", Kind.SLIDER),
        (dcc.Textarea(id="a"), "value", Kind.LINES),
        (dcc.DatePickerSingle(id="a"), "date", Kind.DATE),
        (dcc.Dropdown(["x"], id="a"), "value", Kind.CHOICE),
        (dcc.Dropdown(["x"], id="a", multi=True), "value", Kind.CHOICES),
        (dcc.Dropdown(id="a"), "value", Kind.TEXT),
        (dcc.RadioItems(["x"], id="a"), "value", Kind.CHOICE),
        (dcc.Checklist(["x"], id="a"), "value", Kind.CHOICES),
        (dcc.Slider(0, 9, id="a"), "value", Kind.SLIDER),
        (dcc.Slider(id="a"), "value", Kind.NUMBER),
        (dcc.Slider(id="a", step=None, marks={0: "low", 9: "high"}), "value", Kind.CHOICE),
        (dcc.RangeSlider(0, 9, id="a"), "value", Kind.RANGE),
        (dcc.Tabs([dcc.Tab(label="One", value="1")], id="a"), "value", Kind.CHOICE),
        (dbc.Input(id="a", type="number"), "value", Kind.NUMBER),
        (dbc.Select(id="a", options=["x"]), "value", Kind.CHOICE),
        (dbc.Checklist(id="a", options=["x"]), "value", Kind.CHOICES),
        (dbc.Switch(id="a"), "value", Kind.SWITCH),
        (dbc.Checkbox(id="a"), "value", Kind.SWITCH),
        (dbc.Textarea(id="a"), "value", Kind.LINES),
        (dbc.Tabs([dbc.Tab(tab_id="x", label="X")], id="a"), "active_tab", Kind.CHOICE),
        (dmc.TextInput(id="a"), "value", Kind.TEXT),
        (dmc.NumberInput(id="a"), "value", Kind.NUMBER),
        (dmc.Select(id="a", data=["x"]), "value", Kind.CHOICE),
        (dmc.MultiSelect(id="a", data=["x"]), "value", Kind.CHOICES),
        (dmc.Switch(id="a"), "checked", Kind.SWITCH),
        (dmc.Checkbox(id="a"), "checked", Kind.SWITCH),
        (dmc.RadioGroup(dmc.Radio("X", value="x"), id="a"), "value", Kind.CHOICE),
        (dmc.CheckboxGroup([dmc.Checkbox(label="X", value="x")], id="a"), "value", Kind.CHOICES),
        (dmc.DatePickerInput(id="a"), "value", Kind.DATE),
        (dmc.DatePickerInput(id="a", type="range"), "value", Kind.DATES),
        (dmc.Slider(id="a", min=0, max=1), "value", Kind.SLIDER),
        (dmc.RangeSlider(id="a", min=0, max=1), "value", Kind.RANGE),
        (dmc.Autocomplete(id="a", data=["x"]), "value", Kind.TEXT),
        (BooleanSwitch(id="a"), "on", Kind.SWITCH),
    ],
    ids=lambda part: f"{part._namespace}.{part._type}" if isinstance(part, Component) else str(part),
)
def test_each_component_gets_the_input_that_fits(component, name, kind):
    field = only(component)
    assert (field.name, field.kind) == (name, kind)


@pytest.mark.parametrize(
    "component",
    [
        dcc.Input(),
        dcc.Graph(id="a"),
        dcc.Store(id="a", data={}),
        dcc.Button("Press", id="a"),
        html.Button("Press", id="a", value="x"),
        dcc.Dropdown(id="a", multi=True),
        dcc.RangeSlider(0, 9, value=[1, 2, 3], id="a"),
        dmc.DatePickerInput(id="a", type="multiple"),
        dmc.TagsInput(id="a", data=["x"]),
        dbc.Progress(id="a", value=3),
    ],
    ids=lambda component: f"{component._namespace}.{component._type}",
)
def test_what_no_input_fits_is_left_to_the_json_editor(component):
    assert fields(component) == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["a", 2, True], [("a", "a"), (2, "2"), (True, "true")]),
        ({"a": "Apple"}, [("a", "Apple")]),
        ([{"label": "Apple", "value": "a"}, {"value": 2}], [("a", "Apple"), (2, "2")]),
        ([{"label": html.B(["An ", html.I("apple")]).to_plotly_json(), "value": "a"}], [("a", "An apple")]),
        ([{"group": "Fruit", "items": ["a", {"value": "b", "label": "B"}]}], [("a", "a"), ("b", "B")]),
        (["a", "a"], [("a", "a")]),
        ([1, True], [(1, "1"), (True, "true")]),
        (None, []),
        ("text", []),
        ([None, {}, [], {"value": None}], []),
    ],
)
def test_options_come_in_all_shapes_of_dash(given, expected):
    given = json.loads(json.dumps(given, default=lambda part: part.to_plotly_json()))
    assert [tuple(option) for option in options_in(given)] == expected


def test_options_and_bounds_may_be_arrays_and_dates():
    field = only(dcc.Dropdown(numpy.array(["x", "y"]), id="a"))
    assert [option.value for option in field.options] == ["x", "y"]
    field = only(
        dcc.DatePickerSingle(
            id="a", date=datetime.date(2026, 7, 1), min_date_allowed=datetime.datetime(2026, 1, 1, 12), disabled=True
        )
    )
    assert (field.default, field.minimum, field.maximum) == ("2026-07-01", "2026-01-01", None)


@pytest.mark.parametrize(
    ("layout", "label"),
    [
        ([html.Label("Area", htmlFor="area"), html.Label("Other"), dcc.Input(id="area")], "Area"),
        ([dcc.Input(id="area"), dbc.Label("Area", html_for="area")], "Area"),
        ([html.Label(["Area", dcc.Input(id="area")])], "Area"),
        ([html.Label("Area"), html.Div(dcc.Input(id="area"))], "Area"),
        ([dmc.TextInput(id="area", label="Area")], "Area"),
        ([dmc.Chip("Area", id="area")], "Area"),
        ([html.Label("Mine"), dcc.Input(), dcc.Input(id="area")], "Area"),
        ([html.Div(html.Label("Elsewhere")), dcc.Input(id="area")], "Area"),
        ([dcc.Input(id="max-yearRange")], "Max year range"),
        ([dcc.Input(id={"type": "key", "index": 3})], "Key 3"),
        ([dcc.Input(id="---")], "---"),
    ],
)
def test_the_label_is_the_one_that_belongs_to_the_component(layout, label):
    assert only(*layout).label == label


def test_two_components_are_not_called_the_same():
    labels = [field.label for field in fields(html.Label("Area", htmlFor="a"), dcc.Input(id="a"), dcc.Input(id="area"))]
    assert labels == ["Area (A)", "Area (Area)"]


def test_a_range_of_dates_is_one_component_with_two_fields():
    (component,) = fields_of(dcc.DatePickerRange(id="stay", start_date="2026-07-01", min_date_allowed="2026-01-01"))
    assert [(field.name, field.label, field.default) for field in component.fields] == [
        ("start_date", "Stay: start", "2026-07-01"),
        ("end_date", "Stay: end", None),
    ]


def test_what_is_in_a_tab_has_its_fields_and_the_tab_itself_none():
    tabs = dcc.Tabs([dcc.Tab(dcc.Input(id="inner"), label="One", value="1", id="first")], id="tabs")
    assert [field.component_id for field in fields(tabs)] == ["tabs", "inner"]


@pytest.mark.parametrize(
    ("component", "value", "problem"),
    [
        (dcc.Input(id="a"), "x", None),
        (dcc.Input(id="a"), ["x"], "“value” of “a” must be text."),
        (dcc.Input(id="a", type="number", max=9), 9.5, "“value” of “a” must be at most 9."),
        (dcc.Input(id="a", type="number"), "5", "“value” of “a” must be a number."),
        (dcc.Input(id="a", type="number"), True, "“value” of “a” must be a number."),
        (dbc.Input(id="a", type="number", min="2"), 1, "“value” of “a” must be at least 2."),
        (dbc.Switch(id="a"), 1, "“value” of “a” must be true or false."),
        (dcc.Dropdown(["x", "y"], id="a"), "z", "“value” of “a” cannot be z. The options are: x, y."),
        (dcc.Dropdown(["x", "y"], id="a"), ["x"], "“value” of “a” must be a single value."),
        (dcc.Dropdown([1], id="a"), True, "“value” of “a” cannot be True. The options are: 1."),
        (dcc.Dropdown([1], id="a"), 1.0, None),
        (dcc.Dropdown(["x"], id="a"), None, None),
        (dcc.Dropdown([], id="a"), "anything", None),
        (dcc.Checklist(["x"], id="a"), [], None),
        (dcc.Checklist(["x"], id="a"), ["x", "z"], "“value” of “a” cannot be z. The options are: x."),
        (dcc.Checklist(["x"], id="a"), "x", "“value” of “a” must be a list of values."),
        (dcc.Slider(0, 9, 3, id="a"), 4, None),
        (dcc.Slider(0, 9, id="a"), -1, "“value” of “a” must be at least 0."),
        (dcc.RangeSlider(0, 9, id="a"), [1, 10], "“value” of “a” must be at most 9."),
        (dcc.RangeSlider(0, 9, id="a"), [1], "“value” of “a” must be a list of two numbers."),
        (dcc.DatePickerSingle(id="a"), "2026-07-01T10:00:00", None),
        (dcc.DatePickerSingle(id="a"), "July", "“date” of “a” must be a date like 2026-07-31."),
        (dcc.DatePickerSingle(id="a", max_date_allowed="2026-01-01"), "2026-01-02", "“date” of “a” must be at most"),
    ],
)
def test_values_are_judged_by_type_options_and_bounds(component, value, problem):
    found = problem_of(only(component), value)
    assert found is problem or (found is not None and found.startswith(problem))


def test_long_lists_of_options_are_not_named_in_full():
    message = problem_of(only(dcc.Dropdown([f"option {number}" for number in range(500)], id="a")), "x")
    assert message.endswith("option 11, ….")


@pytest.mark.parametrize(
    ("component", "shown"),
    [
        (dcc.Dropdown({"a": "Apples"}, "a", id="a"), "Apples"),
        (dcc.Checklist({"a": "Apples", "b": "Bananas"}, ["b", "a"], id="a"), "Bananas, Apples"),
        (dbc.Switch(id="a", value=False), "off"),
        (dcc.RangeSlider(0, 9, value=[1, 2], id="a"), "1 … 2"),
        (dcc.DatePickerSingle(id="a", date="2026-07-01T00:00:00"), "2026-07-01"),
        (dcc.Input(id="a"), ""),
    ],
)
def test_the_value_of_the_app_is_shown_as_visitors_read_it(component, shown):
    assert shown_value(only(component)) == shown


@pytest.mark.parametrize(
    ("minimum", "maximum", "step"), [(0, 20, 1), (1952, 2007, 1), (0, 1, 0.01), (0.0, 350.5, 1), (3, 3, 1)]
)
def test_a_slider_without_steps_gets_some(minimum, maximum, step):
    assert slider_step(minimum, maximum) == pytest.approx(step)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(components(), max_size=3), data)
def test_any_layout_gives_fields_that_take_the_values_they_show(layout, value):
    for field in fields(*layout):
        assert field.label
        assert isinstance(shown_value(field), str)
        assert problem_of(field, None) is None
        assert problem_of(field, value) is None or field.component_id in problem_of(field, value)
        for option in field.options if field.kind is Kind.CHOICE else ():
            assert problem_of(field, option.value) is None
