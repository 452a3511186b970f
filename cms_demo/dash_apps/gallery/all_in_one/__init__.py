"""Two apps that use one component, whose callbacks each of them has."""

from __future__ import annotations

from dash import ALL, Input, Output, html

from cms_demo.dash_apps.gallery.all_in_one.stepper import StepperAIO, part
from django_plotly_dash import DjangoDash

shopping = DjangoDash("GalleryShopping", title="A shopping list", assets_folder="../assets")
shopping.layout = html.Div(
    [
        *(StepperAIO(fruit, fruit) for fruit in ("apples", "pears", "plums")),
        html.P(id="total"),
    ],
    className="gallery-app",
)


@shopping.callback(Output("total", "children"), Input(part("number", ALL), "children"))
def add_up(numbers: list[str]) -> str:
    """Add up what the steppers show; an app reaches into the component by the ids that it publishes."""
    return f"Together {sum(map(int, numbers))} pieces."


party = DjangoDash("GalleryParty", title="A guest list", assets_folder="../assets")
party.layout = html.Div(
    [StepperAIO("guests", "guests"), StepperAIO("chairs", "chairs"), html.P(id="told")], className="gallery-app"
)


@party.callback(
    Output("told", "children"),
    Input(part("number", "guests"), "children"),
    Input(part("number", "chairs"), "children"),
)
def compare(guests: str, chairs: str) -> str:
    """Compare two of them, by ids of their own."""
    missing = int(guests) - int(chairs)
    return f"{missing} chairs are missing." if missing > 0 else "Everybody can sit down."
