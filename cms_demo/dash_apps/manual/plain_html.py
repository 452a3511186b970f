"""An app of HTML alone: no callback, no chart, only elements made by Python."""

from dash import html

from django_plotly_dash import DjangoDash

PLANETS = [("Mercury", 0.39, 88), ("Venus", 0.72, 225), ("Earth", 1.0, 365), ("Mars", 1.52, 687)]

app = DjangoDash("SimpleHtml", title="The inner planets")

app.layout = html.Div(
    [
        html.P(
            ["Four planets, written as ", html.Em("html components"), " and laid out by the style sheet of the page."]
        ),
        html.Table(
            [
                html.Caption("The inner planets"),
                html.Thead(
                    html.Tr([html.Th(name, scope="col") for name in ("Planet", "Distance (Earth = 1)", "Year (days)")])
                ),
                html.Tbody(
                    [
                        html.Tr([html.Th(planet, scope="row"), html.Td(f"{distance:.2f}"), html.Td(str(days))])
                        for planet, distance, days in PLANETS
                    ]
                ),
            ]
        ),
    ],
    className="manual-app",
)
