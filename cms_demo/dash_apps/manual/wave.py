"""A wave, as a chart with tabs: what an app without a frame must keep apart from its neighbour."""

import math

import plotly.graph_objects as go
from dash import Input, Output, dcc, html

from django_plotly_dash import DjangoDash

POINTS = 240
FORMS = {"sine": math.sin, "cosine": math.cos}

app = DjangoDash("Wave", title="A wave")

app.layout = html.Div(
    [
        dcc.Tabs(id="form", value="sine", children=[dcc.Tab(label=form.title(), value=form) for form in FORMS]),
        html.Label("Frequency", htmlFor="frequency"),
        dcc.Slider(
            id="frequency", min=1, max=5, step=1, value=1, marks={number: str(number) for number in range(1, 6)}
        ),
        html.P(id="told"),
        dcc.Graph(id="wave", config={"displayModeBar": False}, responsive=True, style={"height": "220px"}),
    ],
    className="manual-app",
)


@app.callback(Output("told", "children"), Output("wave", "figure"), Input("form", "value"), Input("frequency", "value"))
def draw(form: str, frequency: int) -> tuple[str, go.Figure]:
    """Draw the wave, and say in words what is drawn."""
    across = [number / POINTS for number in range(POINTS + 1)]
    up = [FORMS[form](2 * math.pi * frequency * x) for x in across]
    figure = go.Figure(go.Scatter(x=across, y=up, mode="lines", line={"color": "#2563eb", "width": 2.5}))
    figure.update_layout(template="plotly_white", margin={"l": 36, "r": 8, "t": 8, "b": 28})
    return f"A {form} of frequency {frequency}.", figure
