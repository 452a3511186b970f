"""Patch: a figure and a dictionary that are changed in part."""

import plotly.graph_objects as go
from dash import Dash, Input, Output, Patch, callback, ctx, dcc, html, no_update

app = Dash(__name__)
app.layout = html.Div(
    [
        html.Button("Longer", id="longer"),
        html.Button("Redder", id="redder"),
        dcc.Graph(id="graph", figure=go.Figure(go.Bar(y=[1, 2], marker={"color": "#7f8c8d"}))),
        html.P("unchanged", id="told"),
    ]
)


@callback(
    Output("graph", "figure"),
    Output("told", "children"),
    Input("longer", "n_clicks"),
    Input("redder", "n_clicks"),
    prevent_initial_call=True,
)
def change(_longer, _redder):
    patch = Patch()
    if ctx.triggered_id == "longer":
        patch["data"][0]["y"].append(3)
        return patch, no_update
    patch["data"][0]["marker"]["color"] = "#c0392b"
    return patch, "red"


if __name__ == "__main__":
    app.run()
