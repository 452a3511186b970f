"""The first page. ``?sort=height`` in its address sorts the list."""

from __future__ import annotations

import dash
from dash import dcc, html

from cms_demo.dash_apps.gallery.mountains.heights import HEIGHTS

dash.register_page(__name__, path="/", name="All", order=0, description="Three mountains and their heights.")


def layout(sort: str = "name", **_others: str) -> html.Div:
    """List the mountains; what the address says is text that anybody can write."""
    names = sorted(HEIGHTS, key=lambda name: -HEIGHTS[name] if sort == "height" else 0)
    other = "name" if sort == "height" else "height"
    return html.Div(
        [
            html.H2("Three mountains"),
            html.Ol(
                [html.Li(dcc.Link(name, href=dash.get_relative_path(f"/mountain/{name.lower()}"))) for name in names]
            ),
            dcc.Link(f"Sort by {other}", href=dash.get_relative_path(f"/?sort={other}")),
        ]
    )
