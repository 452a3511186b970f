"""A metric that moves by itself: readings of a sensor, as ``stream_metric`` sends them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import plotly.graph_objects as go
from dash import Input, Output, State, dcc, html
from dash.exceptions import PreventUpdate

from cms_demo.dash_apps.layout import dashboard, finish, graph, key_figure
from cms_demo.metric import CHANNEL, LABEL
from django_plotly_dash import DjangoDash
from django_plotly_dash.components import Pipe

SHOWN = 60_000  # milliseconds
GAP = 10_000  # milliseconds without a reading, over which no line is drawn
NOTHING = "none"

Reading = tuple[int, float]

app = DjangoDash("LiveMetric", title="Temperature, live", update_title="")


def draw(readings: list[Reading]) -> go.Figure:
    """Draw the curve of the last minute, which ends at the newest reading."""
    across: list[datetime] = []
    up: list[float | None] = []
    before = readings[0][0] if readings else 0
    for at, value in readings:
        if at - before > GAP:
            across.append(moment(before + 1))
            up.append(None)
        across.append(moment(at))
        up.append(value)
        before = at
    figure = go.Figure(
        go.Scatter(x=across, y=up, mode="lines", line={"color": "#2563eb", "width": 2.5}, hovertemplate="%{y:.1f} °C")
    )
    if readings:
        figure.add_scatter(x=across[-1:], y=up[-1:], mode="markers", marker={"size": 10, "color": "#2563eb"})
        figure.update_xaxes(range=[moment(before - SHOWN), moment(before + SHOWN // 30)])
    else:
        figure.add_annotation(text="Waiting for data …", x=0.5, y=0.5, xref="paper", yref="paper", showarrow=False)
        figure.update_annotations(font={"size": 18, "color": "#52606d"})
        figure.update_xaxes(visible=False)
    figure.update_xaxes(title="Time (UTC)", tickformat="%H:%M:%S", nticks=4, tickangle=0)
    figure.update_yaxes(range=[16, 26], title="°C", visible=bool(readings))
    finish(figure, "The last minute")
    return figure.update_layout(showlegend=False, margin={"b": 48}, uirevision="of the visitor")


def moment(milliseconds: int) -> datetime:
    """Return a time of a message as one that Plotly draws."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def tell(readings: list[Reading]) -> list[html.Div]:
    """Say the newest, the lowest and the highest of the readings."""
    values = [value for _at, value in readings]
    return [
        key_figure("Now", f"{values[-1]:.1f} °C" if values else NOTHING),
        key_figure("Lowest", f"{min(values):.1f} °C" if values else NOTHING),
        key_figure("Highest", f"{max(values):.1f} °C" if values else NOTHING),
        key_figure("Last reading (UTC)", f"{moment(readings[-1][0]):%H:%M:%S}" if readings else NOTHING),
    ]


curve: Any = graph("figure", height=320)  # components have their properties as attributes, which Dash's types lack
curve.figure = draw([])

app.layout = dashboard(
    [],
    Pipe(id="pipe", channel_name=CHANNEL, label=LABEL),
    dcc.Store(id="readings", data=[]),
    html.Dl(tell([]), id="figures", className="key-figures"),
    curve,
)


@app.callback(
    Output("readings", "data"),
    Output("figures", "children"),
    Output("figure", "figure"),
    Input("pipe", "value"),
    State("readings", "data"),
    prevent_initial_call=True,
)
def take(message: Any, readings: list[Reading]) -> tuple[list[Reading], list[html.Div], go.Figure]:
    """Take in a reading; one that is no reading, or not newer than the last, changes nothing."""
    match message:
        case {"at": int(at), "value": int(value) | float(value)} if not readings or at > readings[-1][0]:
            shown = [reading for reading in readings if reading[0] > at - SHOWN]
            shown.append((at, value))
            return shown, tell(shown), draw(shown)
    raise PreventUpdate
