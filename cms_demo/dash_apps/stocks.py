"""Six technology shares in 2018 and 2019, on a common scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import plotly.express as px
from dash import Input, Output, dcc

from cms_demo.dash_apps.layout import control, dashboard, finish, graph
from django_plotly_dash import DjangoDash

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

COMPANIES = {
    "AAPL": "Apple",
    "AMZN": "Amazon",
    "FB": "Facebook",
    "GOOG": "Google",
    "MSFT": "Microsoft",
    "NFLX": "Netflix",
}
COLOURS = dict(zip(COMPANIES.values(), ["#2563eb", "#ea580c", "#9333ea", "#059669", "#dc2626", "#ca8a04"], strict=True))
PERIODS = {"all": "Two years", "2018": "2018", "2019": "2019"}
PRICES = px.data.stocks().assign(date=lambda rows: pd.to_datetime(rows["date"])).set_index("date")

app = DjangoDash(
    "StockComparison",
    title="Technology shares compared",
    description="Weekly prices of six large companies in 2018 and 2019, each starting at 100.",
)

app.layout = dashboard(
    [
        control(
            "Companies",
            dcc.Dropdown(
                id="companies",
                options=[{"label": name, "value": ticker} for ticker, name in COMPANIES.items()],
                value=["AAPL", "GOOG", "MSFT"],
                multi=True,
                placeholder="Choose companies",
            ),
        ),
        control(
            "Period",
            dcc.RadioItems(
                id="period",
                options=[{"label": label, "value": value} for value, label in PERIODS.items()],
                value="all",
                inline=True,
            ),
        ),
    ],
    graph("figure"),
)


@app.callback(Output("figure", "figure"), Input("companies", "value"), Input("period", "value"))
def draw(companies: list[str] | None, period: str) -> Figure:
    """A line a company; every line starts at 100 at the beginning of the period."""
    chosen = [ticker for ticker in COMPANIES if ticker in (companies or [])]
    prices = PRICES[chosen] if period == "all" else PRICES.loc[period, chosen]
    indexed = (prices / prices.iloc[0] * 100).rename(columns=COMPANIES)
    figure = px.line(
        indexed,
        color_discrete_map=COLOURS,
        labels={"value": "Price (start of period = 100)", "date": "", "variable": ""},
    )
    figure.update_traces(hovertemplate="%{y:.0f}", line={"width": 2.25})
    figure.add_hline(y=100, line={"color": "#9ca3af", "width": 1, "dash": "dot"})
    figure.update_layout(hovermode="x unified")
    return finish(figure, "What became of 100 dollars")
