"""A page for each mountain: its layout, its title and its callback know the variable of the path."""

from __future__ import annotations

import dash
from dash import Input, Output, State, callback, dcc, html

from cms_demo.dash_apps.gallery.mountains.heights import HEIGHTS


def title(name: str = "") -> str:
    """Name the mountain in the browser's tab, and in what other sites show of the page."""
    return name.title()


dash.register_page(__name__, path_template="/mountain/<name>", title=title)


def layout(name: str = "", unit: str = "metres", **_others: str) -> html.Div:
    """Show one mountain, in the unit that the address says."""
    if name.title() not in HEIGHTS:
        return html.Div([html.H2("No such mountain"), html.P(f"There is no {name!r} here.")])
    return html.Div(
        [
            html.H2(name.title(), id="name"),
            dcc.RadioItems(["metres", "feet"], "feet" if unit == "feet" else "metres", id="unit", inline=True),
            html.P(id="height"),
        ]
    )


@callback(Output("height", "children"), Input("unit", "value"), State("name", "children"))
def tell_height(unit: str, name: str) -> str:
    """Tell how high it is. The callback belongs to the app whose page this is."""
    return f"{HEIGHTS[name] * (3.28084 if unit == 'feet' else 1):,.0f} {unit} high"
