"""What an app does with the errors of its callbacks: a handler for all of them, and one for a single callback."""

from __future__ import annotations

from dash import Input, Output, dcc, html, set_props

from django_plotly_dash import DjangoDash


def tell(error: Exception) -> None:
    """Show any error of this app in one place; what the callback would have changed stays as it is."""
    set_props("problem", {"children": f"That did not work: {error}."})


app = DjangoDash("GalleryErrors", title="Errors", on_error=tell)

app.layout = html.Div(
    [
        html.Div([html.Label("Divide 100 by", htmlFor="number"), dcc.Input(id="number", value="4")], className="row"),
        html.Dl(
            [
                *[html.Dt("result"), html.Dd(id="result")],
                *[html.Dt("or 0 where there is none"), html.Dd(id="forgiving")],
            ]
        ),
        html.P(id="problem", className="problem", role="alert"),
    ],
    className="gallery-app",
)


@app.callback(Output("result", "children"), Output("problem", "children"), Input("number", "value"))
def divide(number: str) -> tuple[str, str]:
    """Divide, and take the message of the last error away."""
    return f"{100 / float(number):g}", ""


@app.callback(Output("forgiving", "children"), Input("number", "value"), on_error=lambda _error: "0")
async def divide_or_not(number: str) -> str:
    """Divide; the handler of this callback answers with a value in place of the error."""
    return f"{100 / float(number):g}"
