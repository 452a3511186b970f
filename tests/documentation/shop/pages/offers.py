"""A page of the app in docs/how-to/pages.md."""

import dash
from dash import html

dash.register_page(__name__, path="/offers")

layout = html.P("offers")
