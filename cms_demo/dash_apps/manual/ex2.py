"""What a callback is given: its arguments, and what Django has to add to them."""

from collections.abc import Callable
from typing import Any

from dash import Input, Output, dcc, html

from django_plotly_dash import DjangoDash

GASES = {"O2": "Oxygen", "N2": "Nitrogen", "CO2": "Carbon Dioxide"}

# How to tell the reader of the page what an argument holds; the others are told as they are.
TOLD: dict[str, Callable[[Any], str]] = {
    "request": lambda request: f"{request.method} {request.path}",
    "dash_app": lambda state: f"the saved state {state.instance_name}" if state.pk else "no saved state",
    "callback_context": lambda context: f"triggered by {context.triggered_id or 'the first load'}",
}

app = DjangoDash("Ex2", title="What a callback is given")

app.layout = html.Div(
    [
        dcc.RadioItems(
            id="dropdown-one",
            options=[{"label": formula, "value": name} for formula, name in GASES.items()],
            value="Oxygen",
            inline=True,
        ),
        html.Div(id="output-one"),
    ],
    className="manual-app",
)


@app.expanded_callback(Output("output-one", "children"), Input("dropdown-one", "value"))
def tell_arguments(*args: str, **kwargs: Any) -> list[Any]:
    """Say what this callback was called with; ``**kwargs`` takes all that Django has to add."""
    rows = [
        html.Tr([html.Th(name, scope="row"), html.Td(TOLD.get(name, str)(value))])
        for name, value in sorted(kwargs.items())
    ]
    return [html.P(f"The argument is {', '.join(args)}. The keyword arguments are:"), html.Table(html.Tbody(rows))]
