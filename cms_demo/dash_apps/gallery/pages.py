"""An app of several pages: Dash's own pages, whose links stay below wherever the app is mounted."""

from __future__ import annotations

import dash
from dash import dcc, html

from django_plotly_dash import DjangoDash

MOUNTAINS = {"eiger": ("Eiger", 3967), "jungfrau": ("Jungfrau", 4158), "moench": ("Mönch", 4110)}

app = DjangoDash("GalleryPages", title="Mountains", use_pages=True, pages_folder="")


def list_of_mountains(**query: str) -> html.Div:
    """The first page; ``?sort=height`` in its URL sorts the list."""
    by_height = query.get("sort") == "height"
    names = sorted(MOUNTAINS, key=(lambda name: -MOUNTAINS[name][1]) if by_height else None)
    return html.Div(
        [
            html.H3("Three mountains"),
            html.Ul(
                [
                    html.Li(dcc.Link(MOUNTAINS[name][0], href=dash.get_relative_path(f"/mountain/{name}")))
                    for name in names
                ]
            ),
            dcc.Link("The highest first", href=dash.get_relative_path("/?sort=height")),
        ]
    )


def one_mountain(name: str = "") -> html.Div:
    """A page for each mountain; ``name`` is what stands in its path."""
    if name not in MOUNTAINS:
        return html.Div(f"There is no mountain {name!r}.")
    title, height = MOUNTAINS[name]
    return html.Div([html.H3(title), html.P(f"{height:,} metres high.")])


dash.register_page("mountains", path="/", name="All", layout=list_of_mountains)
dash.register_page("mountain", path_template="/mountain/<name>", name="One", layout=one_mountain)
dash.register_page(
    "about",
    path="/about",
    name="About",
    title="About the mountains",
    description="What this app shows.",
    redirect_from=["/imprint"],
    layout=html.Div([html.H3("About"), html.P("All three stand in a row.")]),
)
dash.register_page("not_found_404", layout=html.Div([html.H3("No such page"), html.P("This app has three of them.")]))

app.layout = html.Div(
    [
        html.Nav(
            [
                dcc.Link("All", href=dash.get_relative_path("/"), style={"marginRight": "1rem"}),
                dcc.Link("About", href=dash.get_relative_path("/about"), style={"marginRight": "1rem"}),
                dcc.Link("Nowhere", href=dash.get_relative_path("/nowhere")),
            ]
        ),
        dash.page_container,
    ]
)
