"""Apps whose layouts have every kind of input; only for tests that ask for them."""

import datetime

from dash import Input, Output, dcc, html

from django_plotly_dash import DjangoDash

AREAS = ["North", "South"]


def make_apps() -> list[str]:
    """Make the apps, and return their names; the caller takes them out of the registry again."""
    inputs = DjangoDash("Every input")
    inputs.layout = html.Div(
        [
            html.Label("Your name", htmlFor="name"),
            dcc.Input(id="name", value="Ada"),
            html.Label(["How many", dcc.Input(id="count", type="number", min=1, max=9, step=1, value=3)]),
            dcc.Textarea(id="remarks"),
            dcc.DatePickerSingle(
                id="day", date=datetime.date(2026, 7, 1), min_date_allowed="2026-01-01", max_date_allowed="2026-12-31"
            ),
            dcc.DatePickerRange(id="holidays", start_date="2026-08-01"),
            dcc.Dropdown(AREAS, "North", id="area"),
            dcc.RadioItems({"a": "Apples", "b": "Bananas"}, id="fruit"),
            dcc.Checklist([{"label": html.B("Monday"), "value": 1}, {"label": "Tuesday", "value": 2}], [1], id="days"),
            dcc.Slider(0, 20, 5, value=10, id="level"),
            dcc.RangeSlider(0, 100, value=[20, 30], id="span"),
            dcc.Dropdown(id="later"),
            dcc.Graph(id="chart"),
            html.P(id="told"),
        ]
    )

    @inputs.callback(Output("told", "children"), Input("area", "value"), Input("level", "value"))
    def tell(area, level):
        return f"{area} at {level}"

    other = DjangoDash("Another app")
    other.layout = html.Div([dcc.Dropdown(["South", "West"], id="area"), dcc.Input(id="other", value="x")])

    def by_user(user):
        return html.Div(dcc.Input(id="greeting", value=f"Hello {user}"))

    personal = DjangoDash("Personal")
    personal.layout = by_user
    return [app.app_name for app in (inputs, other, personal)]
