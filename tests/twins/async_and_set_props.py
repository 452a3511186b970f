"""Coroutines, an error handler, and properties that a callback sets beside its output."""

import asyncio

from dash import Dash, Input, Output, callback, dcc, html, set_props
from dash.exceptions import PreventUpdate


def tell_error(error):
    set_props("error", {"children": f"failed: {error}"})


app = Dash(__name__, on_error=tell_error)
app.layout = html.Div([dcc.Input(id="number", value="2"), html.P(id="square"), html.P(id="error"), html.P(id="seen")])


@callback(Output("square", "children"), Input("number", "value"))
async def square(value):
    if not value:
        raise PreventUpdate
    await asyncio.sleep(0)
    set_props("seen", {"children": f"seen {value}"})
    return str(int(value) ** 2)


if __name__ == "__main__":
    app.run()
