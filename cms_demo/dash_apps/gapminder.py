"""Life expectancy and income of the world's countries, 1952 to 2007."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.express as px
from dash import Input, Output, dcc

from cms_demo.dash_apps.layout import control, dashboard, finish, graph
from django_plotly_dash import DjangoDash

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

WORLD = "World"
DATA = px.data.gapminder()
CONTINENTS = sorted(DATA["continent"].unique())
YEARS = [int(year) for year in sorted(DATA["year"].unique())]
COLOURS = dict(zip(CONTINENTS, ["#ea580c", "#2563eb", "#dc2626", "#059669", "#9333ea"], strict=True))

app = DjangoDash(
    "GapminderExplorer",
    title="Life expectancy and income",
    description="142 countries from 1952 to 2007: choose a continent, then move through the years.",
)

app.layout = dashboard(
    [
        control(
            "Continent",
            dcc.Dropdown(id="continent", options=[WORLD, *CONTINENTS], value=WORLD, clearable=False, searchable=False),
        ),
        control(
            "Year",
            dcc.Slider(
                id="year",
                min=YEARS[0],
                max=YEARS[-1],
                step=5,
                value=YEARS[-1],
                marks={year: str(year) for year in YEARS[::11]},
                tooltip={"placement": "bottom"},
                included=False,
            ),
        ),
    ],
    graph("figure"),
)


@app.callback(Output("figure", "figure"), Input("continent", "value"), Input("year", "value"))
def draw(continent: str, year: int) -> Figure:
    """One bubble a country: income across, life expectancy up, population as the size."""
    rows = DATA[DATA["year"] == year]
    if continent != WORLD:
        rows = rows[rows["continent"] == continent]
    figure = px.scatter(
        rows,
        x="gdpPercap",
        y="lifeExp",
        size="pop",
        color="continent",
        hover_name="country",
        log_x=True,
        size_max=44,
        range_x=[200, 130_000],
        range_y=[20, 90],
        color_discrete_map=COLOURS,
        labels={
            "gdpPercap": "Income per person (US$, log scale)",
            "lifeExp": "Life expectancy (years)",
            "pop": "Population",
            "continent": "Continent",
        },
    )
    figure.update_xaxes(tickvals=[300, 1_000, 3_000, 10_000, 30_000, 100_000], tickformat="~s")
    return finish(figure, f"Health and income: {continent}, {year}")
