"""What there is at every other address below the app; Dash knows it by its name."""

import dash
from dash import html

dash.register_page(__name__)

layout = html.Div([html.H2("Off the path"), html.P("There is no page at this address.")])
