"""A T-shirt in a colour and a size: a first app, as one would write it for Dash alone."""

from dash import Input, Output, dcc, html

from django_plotly_dash import DjangoDash

COLOURS = ["red", "green", "blue"]
SIZES = {"L": "large", "M": "medium", "S": "small"}

app = DjangoDash("SimpleExample", title="A T-shirt")

app.layout = html.Div(
    [
        dcc.RadioItems(
            id="dropdown-color",
            options=[{"label": colour.title(), "value": colour} for colour in COLOURS],
            value="red",
            inline=True,
        ),
        html.P(id="output-color"),
        dcc.RadioItems(
            id="dropdown-size",
            options=[{"label": letter, "value": size} for letter, size in SIZES.items()],
            value="medium",
            inline=True,
        ),
        html.P(id="output-size"),
    ],
    className="manual-app",
)


@app.callback(Output("output-color", "children"), Input("dropdown-color", "value"))
def tell_colour(colour: str) -> str:
    """Say which colour was chosen."""
    return f"The selected colour is {colour}."


@app.callback(Output("output-size", "children"), Input("dropdown-color", "value"), Input("dropdown-size", "value"))
def tell_shirt(colour: str, size: str) -> str:
    """Say what both choices make."""
    return f"The T-shirt is a {size} {colour} one."
