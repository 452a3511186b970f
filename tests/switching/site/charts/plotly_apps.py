"""Apps of a site on django-plotly-dash: its names, its callback syntax, its Pipe."""

import dash
import dpd_components as dpd
from dash import dcc, html

from django_plotly_dash import DjangoDash

colours = DjangoDash("ColourChoice")
colours.layout = html.Div(
    [
        dcc.RadioItems(
            id="choice",
            options=[{"label": name.title(), "value": name} for name in ("red", "green", "blue")],
            value="red",
        ),
        html.Div(id="chosen"),
    ]
)


@colours.callback(dash.dependencies.Output("chosen", "children"), [dash.dependencies.Input("choice", "value")])
def choose(value):
    """Say what was chosen."""
    return "The colour is %s." % value


expanded = DjangoDash("Expanded", serve_locally=True)
expanded.layout = html.Div([html.Button("Count", id="count"), html.Div(id="counted"), html.Img(id="picture")])


@expanded.expanded_callback(
    [
        dash.dependencies.Output("counted", "children"),
        dash.dependencies.Output("picture", "src"),
    ],
    [dash.dependencies.Input("count", "n_clicks")],
)
def counted(*args, **kwargs):
    """Use everything that the package hands over."""
    state = kwargs["session_state"]
    state["clicks"] = args[0] or 0
    text = "%s: %s clicks, %s views, app %s" % (
        kwargs["user"],
        args[0] or 0,
        state.get("views", 0),
        kwargs["dash_app_id"],
    )
    return text, expanded.get_asset_url("dot.svg")


kitchen = DjangoDash("Kitchen")
kitchen.layout = html.Div(
    [
        dpd.Pipe(id="dish", value="nothing yet", label="dish", channel_name="kitchen"),
        html.Div(id="served"),
    ]
)


@kitchen.callback(dash.dependencies.Output("served", "children"), [dash.dependencies.Input("dish", "value")])
def serve(value):
    """Say what the pipe brought."""
    return "Served: %s" % value
