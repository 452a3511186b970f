"""What every peer serves: the same layouts and the same callback, made with Dash alone."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, dcc, html

CALLBACK_BODY = {
    "output": "answer.children",
    "outputs": {"id": "answer", "property": "children"},
    "inputs": [{"id": "number", "property": "value", "value": 7}],
    "state": [{"id": "unit", "property": "value", "value": "km"}],
    "changedPropIds": ["number.value"],
    "parsedChangedPropsIds": ["number.value"],
}


def small_layout() -> Any:
    """Four components, two of which the callback reads."""
    return html.Div(
        [dcc.Input(id="number", value=1, type="number"), dcc.Input(id="unit", value="km"), html.P(id="answer")]
    )


def large_layout(count: int) -> Any:
    """`count` components in rows of a label and an input."""
    rows = [
        html.Div(
            [
                html.Label(f"Value {number}", htmlFor=f"input-{number}"),
                dcc.Input(id=f"input-{number}", value=number, type="number"),
            ],
            id=f"row-{number}",
        )
        for number in range((count - 1) // 3)
    ]
    return html.Div(rows, id="rows")


def add_callback(app: Any) -> None:
    """The callback of the small layout."""

    @app.callback(Output("answer", "children"), Input("number", "value"), State("unit", "value"))
    def answer(number: int, unit: str) -> str:
        return f"{number} {unit}"
