"""An app with tools for language models, for the tests of MCP."""

import dash
from dash import ALL, Input, Output, State, dcc, html
from dash.mcp import mcp_enabled
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied

from django_plotly_dash import DjangoDash

till = DjangoDash("Till", enable_mcp=True, login_required=True)


def till_layout(user):
    return html.Div(
        [
            html.Label("Price", htmlFor="price"),
            dcc.Input(id="price", type="number", value=10 if user.username == "ada" else 3),
            dcc.Dropdown(["net", "gross"], "net", id="kind"),
            html.Div(id="total"),
            html.Div(id="wrong"),
            html.Div(id="refused"),
            *[dcc.Input(id={"type": "part", "index": number}, type="number", value=number) for number in (1, 2)],
            html.Div(id="sum"),
        ]
    )


till.layout = till_layout


@till.callback(Output("total", "children"), Input("price", "value"), State("kind", "value"))
def total(price: float, kind: str, user=None, session_state=None, **_extras):
    return f"{user.username} pays {price} {kind}; {User.objects.count()} users"


@till.callback(Output("total", "title"), Input("price", "value"))
async def total_later(price, user):
    return f"{user.username} later: {price}"


@till.callback(Output("wrong", "children"), Input("price", "value"), prevent_initial_call=True)
def wrong(price):
    raise RuntimeError("the password is swordfish")


@till.callback(Output("refused", "children"), Input("price", "value"), prevent_initial_call=True)
def refused(price):
    raise PermissionDenied("Not at this till.")


@till.callback(Output("kind", "title"), Input("price", "value"), prevent_initial_call=True)
def nothing(price):
    raise dash.exceptions.PreventUpdate


@till.callback(Output("sum", "children"), Input({"type": "part", "index": ALL}, "value"), prevent_initial_call=True)
def sum_of_parts(parts):
    return sum(parts)


@mcp_enabled(expose_docstring=True)
def change(paid: int, user, price: int = 10) -> str:
    """What to give back."""
    if paid < price:
        raise ValueError("the till has swordfish only")
    return f"{user.username} gets {paid - price}"


@mcp_enabled
async def change_later(paid: int) -> int:
    return paid - 1


@mcp_enabled
def mean_of_nothing() -> list[float]:
    return [float("nan"), float("inf"), 0.5]
