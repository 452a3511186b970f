"""Apps with callbacks over websockets: one for everybody, one behind a login, one on pages alone."""

import asyncio
import os

from dash import Input, Output, ctx, html, set_props

from django_plotly_dash import DjangoDash


def make_streaming(name, **keywords):
    app = DjangoDash(name, **keywords)
    app.layout = html.Div([html.Button("Go", id="go"), html.P(id="step"), html.P(id="answer")])

    @app.callback(Output("answer", "children"), Input("go", "n_clicks"), websocket=True, prevent_initial_call=True)
    async def stream(clicks):
        for step in range(3):
            set_props("step", {"children": f"step {step}"})
            await asyncio.sleep(0)
        way = "over a websocket" if ctx.websocket else "over HTTP"
        return f"{clicks} {way} from process {os.getpid()}"

    return app


everybody = make_streaming("Streaming")
members = make_streaming("Streaming Members", login_required=True)
on_pages = make_streaming("Streaming On Pages", embed_only=True)
