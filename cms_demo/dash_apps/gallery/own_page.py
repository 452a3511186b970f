"""An app whose page is written by itself: a class that derives from ``DjangoDash``, as Dash's documentation has it."""

from __future__ import annotations

from dash import Input, Output, dcc, html

from django_plotly_dash import DjangoDash


class Lettered(DjangoDash):
    """An app with a letterhead: it stands in the page, before and after what Dash puts there."""

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]  # any part that Dash has
        """Write the page. What Django needs in it, the CSRF cookie for instance, is added afterwards."""
        return """<!doctype html>
<html lang="en">
  <head>{metas}<title>{title}</title>{favicon}{css}</head>
  <body class="gallery-app">
    <p><small>The letterhead stands in the page, not in the layout.</small></p>
    {app_entry}
    <footer>{config}{scripts}{renderer}</footer>
  </body>
</html>""".format(**parts)


app = Lettered("GalleryOwnPage", title="A letter", meta_tags=[{"name": "robots", "content": "noindex"}])
app.layout = html.Div(
    [html.Label("To", htmlFor="name"), dcc.Input(id="name", value="Ada"), html.H2(id="greeting")], className="row"
)


@app.callback(Output("greeting", "children"), Input("name", "value"))
def greet(name: str) -> str:
    """Greet whoever is named."""
    return f"Dear {name or 'reader'},"
