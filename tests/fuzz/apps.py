"""An app that looks at all that Dash makes of a callback's request, and what a page sends to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dash import ALL, MATCH, Input, Output, State, ctx, dcc, html, set_props

from django_plotly_dash import DjangoDash
from django_plotly_dash.state.values import component_key
from tests.core.apps_for_tests import temporary_app

NAME = "Curious"
KEY, LOG = ({"type": kind, "index": 1} for kind in ("key", "log"))


def _entry(component_id: Any, name: str, value: Any = "x") -> dict[str, Any]:
    return {"id": component_id, "property": name, "value": value}


def _place(component_id: Any, name: str) -> dict[str, Any]:
    return {"id": component_id, "property": name}


_TEXT, _KEYS = _entry("text", "value"), [_entry(KEY, "value", 3)]

# What a page sends, by the callback.
BODIES = [
    {
        "output": "..kept.data...told.children..",
        "outputs": [_place("kept", "data"), _place("told", "children")],
        "inputs": [_TEXT],
        "state": [_KEYS],
        "changedPropIds": ["text.value"],
    },
    {
        "output": '{"index":["MATCH"],"type":"log"}.data',
        "outputs": _place(LOG, "data"),
        "inputs": [_entry(KEY, "value", 3)],
        "state": [],
        "changedPropIds": [f"{component_key(KEY)}.value"],
    },
    {
        "output": "..first.data...second.data..",
        "outputs": [_place("first", "data"), _place("second", "data")],
        "inputs": [_entry("kept", "data", {"a": [1]})],
        "state": [_TEXT, _KEYS],
        "changedPropIds": [],
    },
]

STATE = {
    "text": {"value": "x", "style": {"color": "red"}},
    "kept": {"data": None},
    "first": {"data": [1]},
    "told": {"children": "as it was", "title": "t"},
    component_key(KEY): {"value": 3},
    component_key(LOG): {"data": None},
}


def _look() -> list[Any]:
    """Whatever a callback may ask of its context."""
    return [
        ctx.triggered,
        ctx.triggered_id,
        dict(ctx.triggered_prop_ids),
        ctx.inputs,
        ctx.states,
        ctx.args_grouping,
        ctx.outputs_grouping,
        *([] if ctx.using_args_grouping else [ctx.inputs_list, ctx.states_list, ctx.outputs_list]),
    ]


@contextmanager
def curious_app(**keywords: Any) -> Iterator[DjangoDash]:
    """Register the app for a `with` block; keywords are those of `DjangoDash`."""
    with temporary_app(NAME, **keywords) as app:
        app.layout = html.Div(
            [
                dcc.Input(id="text", value="x"),
                dcc.Input(id=KEY, type="number", value=3),
                *(dcc.Store(id=component_id) for component_id in ("kept", "first", "second", LOG)),
                html.P("as it was", id="told"),
            ]
        )

        @app.callback(
            Output("kept", "data"),
            Output("told", "children"),
            Input("text", "value"),
            State({"type": "key", "index": ALL}, "value"),
        )
        def tell(text: Any, keys: Any) -> Any:
            _look()
            set_props("told", {"title": text})
            return text, str(keys)

        @app.callback(Output({"type": "log", "index": MATCH}, "data"), Input({"type": "key", "index": MATCH}, "value"))
        def log(value: Any) -> Any:
            _look()
            return value

        @app.callback(
            output={"a": Output("first", "data"), "b": Output("second", "data")},
            inputs={
                "kept": Input("kept", "data"),
                "more": (State("text", "value"), State({"type": "key", "index": ALL}, "value")),
            },
        )
        def grouped(kept: Any, more: Any) -> Any:
            _look()
            return {"a": kept, "b": more}

        yield app
