"""Two apps made by one function: their components have the same ids, and what the browser keeps is each one's own."""

from __future__ import annotations

from dash import Input, Output, State, dcc, html

from django_plotly_dash import DjangoDash


def notebook(name: str, title: str) -> DjangoDash:
    """Make a notebook with a counter that the browser keeps for good and a line that it keeps, too."""
    app = DjangoDash(name, title=title)
    app.layout = html.Div(
        [
            html.H2(title),
            dcc.Store(id="count", storage_type="local"),
            html.Div([html.Button("Count", id="button"), html.Span(id="told")], className="row"),
            dcc.Input(id="line", value="", placeholder="A line that is kept", persistence=True),
        ],
        className="gallery-app",
    )

    @app.callback(
        Output("count", "data"), Input("button", "n_clicks"), State("count", "data"), prevent_initial_call=True
    )
    def count(_clicks: int, kept: int | None) -> int:
        """Count on from what the browser kept."""
        return (kept or 0) + 1

    @app.callback(Output("told", "children"), Input("count", "data"))
    def tell(kept: int | None) -> str:
        return f"counted to {kept or 0}"

    return app


mine = notebook("GalleryMine", "Mine")
yours = notebook("GalleryYours", "Yours")
