"""Charts that filter each other by what is selected."""

import plotly.graph_objects as go
from dash import Dash, Input, Output, callback, dcc, html

X, Y = [1, 2, 3, 4], [4, 1, 3, 2]

app = Dash(__name__)
app.layout = html.Div(
    [
        dcc.Graph(id="left", figure=go.Figure(go.Scatter(x=X, y=Y, mode="markers", marker={"size": 30}))),
        dcc.Graph(id="right"),
        html.P(id="told"),
    ],
)


@callback(Output("right", "figure"), Output("told", "children"), Input("left", "clickData"))
def show(click):
    chosen = click["points"][0]["pointIndex"] if click else None
    colours = ["#c0392b" if number == chosen else "#7f8c8d" for number in range(len(X))]
    return go.Figure(go.Bar(x=X, y=Y, marker={"color": colours})), f"chosen: {chosen}"


if __name__ == "__main__":
    app.run()
