"""What guests of one restaurant tipped, table by table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.express as px
from dash import Input, Output, dcc, html

from cms_demo.dash_apps.layout import control, dashboard, finish, graph, key_figure
from django_plotly_dash import DjangoDash

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

EVERY_DAY = "Every day"
DAYS = {"Thur": "Thursday", "Fri": "Friday", "Sat": "Saturday", "Sun": "Sunday"}
MEALS = ["Lunch", "Dinner"]
NOTHING = "none"
DATA = px.data.tips()

app = DjangoDash(
    "RestaurantTips",
    title="Tips in a restaurant",
    description="244 bills and what was left on the table, by day and by meal.",
)

app.layout = dashboard(
    [
        control(
            "Day",
            dcc.Dropdown(
                id="day",
                options=[{"label": EVERY_DAY, "value": EVERY_DAY}]
                + [{"label": label, "value": value} for value, label in DAYS.items()],
                value=EVERY_DAY,
                clearable=False,
                searchable=False,
            ),
        ),
        control("Meal", dcc.Checklist(id="meals", options=MEALS, value=MEALS, inline=True)),
    ],
    html.Dl(id="figures", className="key-figures"),
    graph("figure", height=400),
)


@app.callback(
    Output("figures", "children"),
    Output("figure", "figure"),
    Input("day", "value"),
    Input("meals", "value"),
)
def draw(day: str, meals: list[str] | None) -> tuple[list[html.Div], Figure]:
    """A dot a table, and three numbers about the tables that are shown."""
    rows = DATA[DATA["time"].isin(meals or [])]
    if day != EVERY_DAY:
        rows = rows[rows["day"] == day]
    tables = len(rows)
    share = 100 * rows["tip"].sum() / rows["total_bill"].sum() if tables else 0
    numbers = [
        key_figure("Tables", str(tables)),
        key_figure("Average bill", f"${rows['total_bill'].mean():.2f}" if tables else NOTHING),
        key_figure("Tip, share of the bill", f"{share:.1f} %" if tables else NOTHING),
    ]
    figure = px.scatter(
        rows,
        x="total_bill",
        y="tip",
        color="time",
        size="size",
        size_max=13,
        range_x=[0, 55],
        range_y=[0, 11],
        category_orders={"time": MEALS},
        color_discrete_map={"Lunch": "#ea580c", "Dinner": "#2563eb"},
        labels={"total_bill": "Bill (US$)", "tip": "Tip (US$)", "time": "Meal", "size": "Guests"},
    )
    return numbers, finish(figure, f"Tip and bill: {DAYS.get(day, 'every day')}")
