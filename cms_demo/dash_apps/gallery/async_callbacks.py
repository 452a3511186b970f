"""Callbacks that are coroutine functions: three stations are asked at once, and none of them holds up the others."""

import asyncio
from typing import Any

from dash import Input, Output, html

from django_plotly_dash import DjangoDash

STATIONS = {"Harbour": 0.9, "Airport": 0.6, "Summit": 0.3}

app = DjangoDash("GalleryAsyncCallbacks")
app.layout = html.Div(
    [
        html.Button("Ask the stations", id="ask"),
        html.Ul(id="stations"),
        html.P(id="order"),
    ],
    className="gallery-app",
)


async def ask(station: str, seconds: float, heard: list[str]) -> str:
    """Wait as for the answer of another server."""
    await asyncio.sleep(seconds)
    heard.append(station)
    return f"{station}: calm"


@app.callback(
    Output("stations", "children"), Output("order", "children"), Input("ask", "n_clicks"), prevent_initial_call=True
)
async def ask_all(clicks: int, user: Any) -> tuple[list[html.Li], str]:
    """Ask all at once: it takes as long as the slowest."""
    heard: list[str] = []
    reports = await asyncio.gather(*(ask(name, seconds, heard) for name, seconds in STATIONS.items()))
    who = user.get_username() or "a visitor"
    return [html.Li(report) for report in reports], f"Round {clicks} for {who}: heard {', '.join(heard)}."
