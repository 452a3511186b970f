"""Components of several libraries, which make styles while they run, below a strict Content-Security-Policy."""

from __future__ import annotations

from dash import Input, Output, clientside_callback, dcc, html

from django_plotly_dash import DjangoDash

ROWS = [{"month": month, "sold": sold} for month, sold in zip(("May", "June", "July"), (12, 19, 7), strict=True)]

app = DjangoDash("GalleryPolicy", title="Below a policy")

app.layout = html.Div(
    [
        dcc.Dropdown(["blue", "red"], "blue", id="colour", clearable=False),
        html.P(["In the browser: ", html.B(id="shouted")]),
        dcc.Graph(id="chart", style={"height": "220px"}, config={"displayModeBar": False}),
        dcc.DatePickerSingle(id="day", date="2026-07-01"),
    ],
    className="gallery-app",
)
clientside_callback("colour => colour.toUpperCase()", Output("shouted", "children"), Input("colour", "value"))


@app.callback(Output("chart", "figure"), Input("colour", "value"))
def draw(colour: str) -> dict[str, object]:
    """Draw the bars in the colour that was chosen."""
    bars = {
        "type": "bar",
        "x": [row["month"] for row in ROWS],
        "y": [row["sold"] for row in ROWS],
        "marker": {"color": "#2563eb" if colour == "blue" else "#dc2626"},
    }
    layout = {
        "margin": {"l": 30, "r": 10, "t": 10, "b": 30},
        "paper_bgcolor": "rgba(0, 0, 0, 0)",
        "plot_bgcolor": "rgba(0, 0, 0, 0)",
        "font": {"color": "#7c8896"},
    }
    return {"data": [bars], "layout": layout}
