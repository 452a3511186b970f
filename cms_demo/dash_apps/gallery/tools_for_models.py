"""An app whose callbacks are tools of language models, and a page that talks to them as a model's client does."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Input, Output, State, clientside_callback, dcc, html
from dash.exceptions import PreventUpdate
from dash.mcp import mcp_enabled

from django_plotly_dash import DjangoDash

MESSAGES = {
    "initialize": "Say hello",
    "tools/list": "What can you do?",
    "tools/call": "Call the tool with these numbers",
}
NARROW = {"width": "9rem"}

app = DjangoDash("GalleryTools", title="A loan", enable_mcp=True)

app.layout = html.Div(
    [
        html.Div(
            [
                *[html.Label("Borrow", htmlFor="amount"), dcc.Input(12000, "number", id="amount", min=1, style=NARROW)],
                *[html.Label("for years", htmlFor="years"), dcc.Input(4, "number", id="years", min=1, style=NARROW)],
            ],
            className="row",
        ),
        html.P(id="monthly"),
        html.Div([html.Button(label, id=method) for method, label in MESSAGES.items()], className="row"),
        html.Dl(
            [
                *[html.Dt("sent"), html.Dd("nothing yet", id="sent")],
                *[html.Dt("answered"), html.Dd(html.Pre(id="answered"))],
            ]
        ),
    ],
    className="gallery-app",
)


@app.callback(Output("monthly", "children"), Input("amount", "value"), Input("years", "value"))
def monthly_payment(amount: float | None, years: float | None, user: Any = None) -> str:
    """Tell what a loan at 3 % costs a month. No tool has a parameter ``user``: it is who is asking."""
    name = getattr(user, "username", "") or "A visitor"
    if not amount or not years:
        raise PreventUpdate  # the field is empty, or being written in
    return f"{name} pays {payment(amount, years):,.2f} a month."


@mcp_enabled(expose_docstring=True)
def years_to_repay(amount: float, monthly: float) -> int:
    """Tell in how many years a loan at 3 % is repaid, which no component of the page shows."""
    for years in range(1, 100):
        if payment(amount, years) <= monthly:
            return years
    raise ValueError("that never ends")


def payment(amount: float, years: float) -> float:
    """Return the monthly payment of a loan at 3 % a year."""
    rate = 0.03 / 12
    return amount * rate / (1 - (1 + rate) ** (-12 * years))


clientside_callback(
    ClientsideFunction("gallery", "say"),
    Output("sent", "children"),
    Output("answered", "children"),
    *[Input(method, "n_clicks") for method in MESSAGES],
    State("amount", "value"),
    State("years", "value"),
    prevent_initial_call=True,
)
