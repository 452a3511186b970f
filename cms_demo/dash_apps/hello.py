"""The app on the home page, whose code stands beside it."""

import math

from dash import Input, Output, dcc, html

from django_plotly_dash import DjangoDash

app = DjangoDash("Hello", assets_folder="gallery/assets")

app.layout = html.Div(
    [dcc.Slider(1, 9, 2, value=3, id="tones"), dcc.Graph(id="wave", style={"height": "300px"})], className="gallery-app"
)


@app.callback(Output("wave", "figure"), Input("tones", "value"))
def draw(tones: int) -> dict[str, object]:
    """Add up the odd overtones of a square wave."""
    x = [number / 100 for number in range(629)]
    y = [sum(math.sin(n * at) / n for n in range(1, tones + 1, 2)) for at in x]
    return {
        "data": [{"x": x, "y": y, "line": {"color": "#3b82f6", "width": 3}}],
        "layout": {
            "paper_bgcolor": "rgba(0, 0, 0, 0)",
            "plot_bgcolor": "rgba(0, 0, 0, 0)",
            "font": {"color": "#7c8896"},
            "margin": {"l": 30, "r": 10, "t": 10, "b": 30},
            "xaxis": {"gridcolor": "rgba(124, 136, 150, 0.2)", "zeroline": False},
            "yaxis": {"gridcolor": "rgba(124, 136, 150, 0.2)", "zeroline": False},
        },
    }
