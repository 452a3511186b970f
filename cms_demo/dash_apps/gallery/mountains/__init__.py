"""An app of several pages: some are modules in the folder ``pages``, and one is registered by a call."""

from __future__ import annotations

import dash
from dash import dcc, html

from django_plotly_dash import DjangoDash

app = DjangoDash("GalleryPages", title="Mountains", use_pages=True, assets_folder="../assets")

dash.register_page(
    "about",
    path="/about",
    title="About the mountains",
    description="Where the three stand.",
    redirect_from=["/imprint"],
    layout=html.Div([html.H2("About"), html.P("All three stand in a row, in the Bernese Alps.")]),
)


def layout() -> html.Div:
    """Links to the pages that need no variable, in the order of the registry, and the page that is open."""
    pages = [page for page in dash.page_registry.values() if not page["path_template"] and "404" not in page["module"]]
    return html.Div(
        [
            html.Div(
                [
                    *(dcc.Link(page["name"], href=page["relative_path"]) for page in pages),
                    dcc.Link("Nowhere", href=dash.get_relative_path("/nowhere")),
                ],
                className="links",
            ),
            dash.page_container,
        ],
        className="gallery-app",
    )


app.layout = layout
