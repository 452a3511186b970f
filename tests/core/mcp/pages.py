"""An app with pages that has tools for language models, and one that has none."""

import dash
from dash import Input, Output, dcc, html, register_page
from dash.mcp import mcp_enabled

from django_plotly_dash import DjangoDash

shelf = DjangoDash("Shelf", enable_mcp=True, use_pages=True, pages_folder="")
register_page("tests.mcp.top", path="/", name="Top", layout=html.Div([dcc.Input(id="jar", value="plum")]))
register_page("tests.mcp.low", path="/low", name="Low", layout=lambda user: html.P(f"for {user}", id="low"))
shelf.layout = html.Div([dash.page_container, html.P(id="label")])


@shelf.callback(Output("label", "children"), Input("jar", "value"))
def label(jar):
    return f"a jar of {jar}"


@mcp_enabled(name="jars")
def count_jars() -> int:
    return 2


silent = DjangoDash("Silent")
silent.layout = html.Div("no tools", id="out")
