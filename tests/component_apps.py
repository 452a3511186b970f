"""An app of the three component packages that sites use most, beside Dash's own; only for processes that ask for it.

Every app of a process loads the scripts of all component packages that are imported.
"""

import dash_ag_grid as dag
import dash_bootstrap_components as dbc
import dash_mantine_components as dmc
import plotly.graph_objects as go
from dash import Input, Output, dcc, html

from django_plotly_dash import DjangoDash

app = DjangoDash("Components", add_bootstrap_links=True, external_stylesheets=[dbc.themes.BOOTSTRAP])

app.layout = dmc.MantineProvider(
    html.Div(
        [
            dbc.Alert("Bootstrap is here", id="alert", color="primary"),
            dbc.Button("Count", id="button"),
            dmc.Badge("Mantine is here", id="badge"),
            dag.AgGrid(
                id="grid",
                rowData=[{"name": "Ada"}, {"name": "Grace"}],
                columnDefs=[{"field": "name"}],
                style={"height": "200px"},
            ),
            dcc.Graph(id="graph", figure=go.Figure(go.Bar(x=["a", "b"], y=[1, 2]))),
            dcc.DatePickerSingle(id="day", date="2026-07-01"),
            html.Img(src=app.get_asset_url("nested/dot.svg"), id="import-time", alt=""),
            html.Img(src=app.get_asset_static_url("nested/dot.svg"), id="static", alt=""),
            html.P(id="clicks"),
            html.Div(id="made-in-callback"),
        ]
    )
)


@app.callback(Output("clicks", "children"), Output("made-in-callback", "children"), Input("button", "n_clicks"))
def count(clicks):
    return f"{clicks or 0} clicks", html.Img(src=app.get_asset_url("picture.svg"), id="callback-image", alt="")
