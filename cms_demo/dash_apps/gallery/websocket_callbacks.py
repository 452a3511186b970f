"""Callbacks over a websocket: one draws a curve point by point while it runs, and asks the page how to go on."""

import asyncio
import math

from dash import Input, Output, Patch, ctx, dcc, html, set_props

from django_plotly_dash import DjangoDash

POINTS = 40

app = DjangoDash("GalleryWebsocketCallbacks")
app.layout = html.Div(
    [
        html.Div(
            [
                html.Label("Waves", htmlFor="waves"),
                dcc.Input(id="waves", type="number", value=2, min=1, max=9),
                html.Button("Draw", id="draw"),
            ],
            className="row",
        ),
        html.P("Nothing drawn yet.", id="said"),
        dcc.Graph(id="curve", figure={"data": [{"y": []}], "layout": {"height": 240, "margin": {"t": 10}}}),
    ],
    className="gallery-app",
)


@app.callback(Output("said", "children"), Input("draw", "n_clicks"), websocket=True, prevent_initial_call=True)
async def draw(clicks: int) -> str:
    """Draw one curve; every point asks the page for the number of waves as it stands then."""
    set_props("curve", {"figure": {"data": [{"y": []}], "layout": {"height": 240, "margin": {"t": 10}}}})
    socket = ctx.websocket
    for number in range(POINTS):
        # Over HTTP there is no socket: the points arrive together with the answer.
        waves = await socket.get_prop("waves", "value") if socket else 2
        point = Patch()
        point["data"][0]["y"].append(round(math.sin(2 * math.pi * (waves or 1) * number / POINTS), 3))
        set_props("curve", {"figure": point})
        set_props("said", {"children": f"{number + 1} of {POINTS} points"})
        await asyncio.sleep(0.02)
    way = "over a websocket" if socket else "over HTTP"
    return f"Curve {clicks}: {POINTS} points {way}."
