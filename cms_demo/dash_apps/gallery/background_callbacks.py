"""A background callback: it runs in a worker, tells how far it is, and can be cancelled."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
from dash import Input, Output, State, callback, dcc, html, set_props

from django_plotly_dash import DjangoDash

STEPS = 40


def tell(error: Exception) -> None:
    """Show that a job has failed, for instance since its worker has gone."""
    set_props("state", {"children": f"The job has failed. {str(error).splitlines()[0]}"})


app = DjangoDash("GalleryBackgroundCallbacks", title="Throwing darts", on_error=tell)

app.layout = html.Div(
    [
        html.P("Darts thrown at a square hit the circle within it in π of 4 cases."),
        dcc.RadioItems({"1000": "1,000 darts a throw", "10000": "10,000"}, "1000", id="darts", inline=True),
        html.Button("Begin", id="begin"),
        html.Button("Cancel", id="cancel", disabled=True),
        html.Progress(id="bar", value="0", max=str(STEPS), style={"width": "100%"}),
        html.P("Nothing is running.", id="state"),
        html.P(id="estimate"),
        dcc.Graph(id="chart", style={"height": "16rem"}),
    ]
)


@callback(
    Output("chart", "figure"),
    Output("estimate", "children"),
    Input("begin", "n_clicks"),
    State("darts", "value"),
    background=True,
    interval=300,
    progress=[Output("bar", "value"), Output("bar", "max")],
    progress_default=["0", str(STEPS)],
    running=[
        (Output("begin", "disabled"), True, False),
        (Output("cancel", "disabled"), False, True),
        (Output("state", "children"), "A worker throws darts.", "Nothing is running."),
    ],
    cancel=[Input("cancel", "n_clicks")],
    prevent_initial_call=True,
)
def throw(set_progress: Callable[[Any], None], _clicks: int, darts: str) -> tuple[go.Figure, str]:
    """Throw darts in a worker process, and show each estimate as it comes."""
    # Numbers for a game, and the input comes from the browser.
    dice, count = random.Random(), min(int(darts), 10_000)  # noqa: S311
    hits, estimates = 0, []
    for step in range(1, STEPS + 1):
        hits += sum(dice.random() ** 2 + dice.random() ** 2 < 1 for _dart in range(count))
        estimates.append(4 * hits / (step * count))
        set_props("estimate", {"children": f"After {step * count:,} darts π is about {estimates[-1]:.4f}"})
        set_progress((str(step), str(STEPS)))
        time.sleep(0.05)
    figure = go.Figure(go.Scatter(y=estimates), {"margin": {"l": 40, "r": 10, "t": 10, "b": 30}})
    return figure, f"{STEPS * count:,} darts say that π is {estimates[-1]:.4f}"
