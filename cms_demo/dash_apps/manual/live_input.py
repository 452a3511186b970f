"""Three buttons: each click is a message to every open page that has a Pipe for it."""

import time
from typing import Any

import dash_bootstrap_components as dbc
from dash import Input, Output, ctx, html

from django_plotly_dash import DjangoDash
from django_plotly_dash.consumers import PipeUnavailable, send_to_pipe_channel

COLOURS = {"red": "danger", "green": "success", "blue": "primary"}

app = DjangoDash("LiveInput", add_bootstrap_links=True, title="Buttons for everybody")

app.layout = html.Div(
    [
        html.Div(
            [dbc.Button(colour.title(), id=f"{colour}-button", color=look) for colour, look in COLOURS.items()],
            className="d-flex flex-wrap gap-2",
        ),
        html.P("No button was pressed here yet.", id="button_local_counter", className="mt-3 mb-0", role="status"),
    ],
    className="p-3",
)


@app.expanded_callback(
    Output("button_local_counter", "children"),
    [Input(f"{colour}-button", "n_clicks") for colour in COLOURS],
    prevent_initial_call=True,
)
def tell_everybody(*clicks: int | None, user: Any) -> str:
    """Send what was pressed, when and by whom."""
    colour, number = ctx.triggered_id.removesuffix("-button"), ctx.triggered[0]["value"]
    message = {
        "n_clicks": number,
        "click_colour": colour,
        "click_timestamp": round(time.time() * 1000),
        "user": user.get_username() or "a visitor",
    }
    try:
        send_to_pipe_channel(channel_name="live_button_counter", label="named_counts", value=message)
    except PipeUnavailable:
        return f"Nobody could be told of the click on {colour}. Please try again."
    return f"Clicks on {colour} in this browser: {number}"
