"""Charts that filter each other by what is clicked and what is selected."""

import plotly.graph_objects as go
from dash import Dash, Input, Output, callback, dcc, html

X, Y = [1, 2, 3, 4], [4, 1, 3, 2]

app = Dash(__name__)
app.layout = html.Div(
    [
        dcc.Graph(id="left", figure=go.Figure(go.Scatter(x=X, y=Y, mode="markers", marker={"size": 30}))),
        dcc.Graph(
            id="middle",
            figure=go.Figure(go.Scatter(x=Y, y=X, mode="markers", marker={"size": 20}), {"dragmode": "select"}),
        ),
        dcc.Graph(id="right"),
        html.P(id="told"),
    ],
)


def points(data):
    return sorted(point["pointIndex"] for point in data["points"]) if data else []


@callback(
    Output("right", "figure"),
    Output("told", "children"),
    Input("left", "clickData"),
    Input("middle", "selectedData"),
)
def show(click, selection):
    clicked, selected = points(click), points(selection)
    colours = [
        "#c0392b" if number in clicked else "#2980b9" if number in selected else "#7f8c8d" for number in range(len(X))
    ]
    figure = go.Figure(go.Bar(x=X, y=Y, marker={"color": colours}))
    return figure, f"clicked {clicked}, selected {selected}"


if __name__ == "__main__":
    app.run()
