"""Callbacks that name no app: on the server and in the browser, each for the app of the module that it stands in."""

from __future__ import annotations

import dash
from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, html

from django_plotly_dash import DjangoDash

app = DjangoDash("GalleryModuleLevel", title="Callbacks without an app")

app.layout = html.Div(
    [
        html.Div(
            [
                html.Label("A word", htmlFor="text"),
                dcc.Input(id="text", value="Hello"),
                html.Button("Say it", id="say"),
            ],
            className="row",
        ),
        html.Dl(
            [
                *[html.Dt("on the server"), html.Dd(id="server")],
                *[html.Dt("in the browser"), html.Dd(id="browser")],
                *[html.Dt("in the browser, by name"), html.Dd(id="named")],
            ]
        ),
    ],
    className="gallery-app",
)


@callback(Output("server", "children"), Input("say", "n_clicks"), State("text", "value"), prevent_initial_call=True)
def say(clicks: int, text: str) -> str:
    """Answer on the server. ``dash.get_app()`` is the app that is being served."""
    return f"{text}, says {dash.get_app().title} for the {clicks}. time."


clientside_callback(
    "text => [...(text || '')].reverse().join('')", Output("browser", "children"), Input("text", "value")
)

# The function is in a file of the assets folder.
clientside_callback(ClientsideFunction("gallery", "count"), Output("named", "children"), Input("text", "value"))
