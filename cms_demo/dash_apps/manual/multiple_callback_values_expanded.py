"""One callback with three outputs that also takes what Django has to add."""

from typing import Any

from dash import Input, Output, dcc, html

from django_plotly_dash import DjangoDash

COLOURS = {"Crimson": "#dc2626", "Forest": "#15803d", "Ocean": "#1d4ed8"}

app = DjangoDash("MultipleCallbackValuesExpanded", title="Three outputs, and the visitor")

app.layout = html.Div(
    [
        html.Label("Colour", htmlFor="test-dropdown"),
        dcc.Dropdown(id="test-dropdown", options=list(COLOURS), value="Ocean", clearable=False, searchable=False),
        html.P(id="test-output"),
        html.P(id="test-output-2"),
        html.P("This line takes the colour.", id="test-output-3"),
    ],
    className="manual-app",
)


@app.expanded_callback(
    Output("test-output", "children"),
    Output("test-output-2", "children"),
    Output("test-output-3", "style"),
    Input("test-dropdown", "value"),
)
def tell_colour(name: str, user: Any, outputs_list: list[dict[str, str]], **kwargs: Any) -> list[Any]:
    """Return a value for each output; ``outputs_list`` names them."""
    visitor = user.get_username() or "an anonymous visitor"
    outputs = ", ".join(f"{output['id']}.{output['property']}" for output in outputs_list)
    return [f"{name} was chosen by {visitor}.", f"The outputs are {outputs}.", {"color": COLOURS[name]}]
