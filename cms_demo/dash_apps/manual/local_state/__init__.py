"""Pictures and a style sheet from the ``assets`` folder beside this module."""

from dash import html

from django_plotly_dash import DjangoDash

app = DjangoDash("LocalState", title="Assets of an app")


def picture(path: str, url: str) -> html.Figure:
    """A picture of the assets folder with its path below it."""
    return html.Figure([html.Img(src=url, alt=path), html.Figcaption(path)])


app.layout = html.Div(
    [
        picture("image_one.png", app.get_asset_url("image_one.png")),
        picture("image_two.png", app.get_asset_static_url("image_two.png")),
        picture("nested/image_three.png", app.get_asset_url("nested/image_three.png")),
    ],
    className="local-state",
)
