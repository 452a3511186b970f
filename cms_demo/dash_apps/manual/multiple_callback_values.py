"""One callback, three outputs: two texts and a style."""

from dash import Input, Output, dcc, html

from django_plotly_dash import DjangoDash

COLOURS = {"Crimson": "#dc2626", "Forest": "#15803d", "Ocean": "#1d4ed8"}

app = DjangoDash("MultipleCallbackValues", title="Three outputs of one callback")

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


@app.callback(
    Output("test-output", "children"),
    Output("test-output-2", "children"),
    Output("test-output-3", "style"),
    Input("test-dropdown", "value"),
)
def tell_colour(name: str) -> tuple[str, str, dict[str, str]]:
    """Return a value for each output, in their order."""
    return f"You chose {name}.", f"Its code is {COLOURS[name]}.", {"color": COLOURS[name]}
