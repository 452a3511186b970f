"""What the demonstration site says: its pages as data, in the form in which StreamField stores its blocks."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

HOME_TITLE = "Dashboards in the page"
HOME_INTRO = (
    "Interactive charts as part of an ordinary website. Each one is a Plotly Dash app that an editor has "
    "put on a Wagtail page: no server beside the site, no second login, no scroll bar in a box."
)

Block = dict[str, Any]


@dataclass(frozen=True)
class DashboardContent:
    """One page; ``body`` gets a function from the name of an app to its primary key."""

    slug: str
    title: str
    summary: str
    body: Callable[[Callable[[str], int]], list[Block]] = field(repr=False)


def heading(text: str) -> Block:
    """A heading block."""
    return {"type": "heading", "value": text}


def paragraph(html: str) -> Block:
    """A rich text block."""
    return {"type": "paragraph", "value": f"<p>{html}</p>"}


def dash_app(pk: int, **values: Any) -> Block:
    """A Dash block; what is not given has the block's default."""
    return {"type": "dash_app", "value": {"app": pk, **values}}


def dash_grid(*apps: Block) -> Block:
    """Dash blocks side by side. Wagtail takes an item without an id for a value in an older format."""
    items = [{"type": "item", "value": app["value"], "id": str(uuid.uuid4())} for app in apps]
    return {"type": "dash_grid", "value": {"apps": items}}


PAGES = [
    DashboardContent(
        slug="health-and-wealth",
        title="Health and wealth of nations",
        summary="How long people live and what they earn: 142 countries from 1952 to 2007.",
        body=lambda app: [
            paragraph(
                "Every bubble is a country, as large as its population. The further to the right, the higher "
                "its income; the further up, the longer its people live. Choose a continent, then move the "
                "slider through half a century."
            ),
            dash_app(
                app("GapminderExplorer"),
                caption="Data: Gapminder, as shipped with Plotly. Income in inflation-adjusted US dollars.",
                text_alternative="A chart of life expectancy over income. In 1952 people in most countries "
                "lived for fewer than 60 years; in 2007 most countries were above 70.",
            ),
            heading("What to look for"),
            paragraph(
                "In 1952 the countries lie scattered along a long slope from the lower left to the upper "
                "right. By 2007 Asia and the Americas have climbed to where only Europe was, while parts of "
                "Africa fell back after 1990, in the years of AIDS."
            ),
        ],
    ),
    DashboardContent(
        slug="technology-shares",
        title="Technology shares compared",
        summary="Six large companies in 2018 and 2019, each starting at 100.",
        body=lambda app: [
            paragraph(
                "Prices of shares say little beside each other. Here all lines start at 100, so that their "
                "heights can be compared: 150 means that half as much again was gained."
            ),
            dash_app(
                app("StockComparison"),
                caption="Weekly closing prices, as shipped with Plotly.",
                text_alternative="A line chart of six technology shares in 2018 and 2019. Apple and "
                "Microsoft gained most.",
            ),
        ],
    ),
    DashboardContent(
        slug="tips",
        title="What guests leave on the table",
        summary="244 bills of one restaurant, and what was tipped on each of them.",
        body=lambda app: [
            paragraph(
                "A waiter noted every bill and every tip for some months. The rule of thumb is a sixth of "
                "the bill; the dots show how many guests keep to it, and how many do not."
            ),
            dash_app(
                app("RestaurantTips"),
                caption="Data: Bryant and Smith, Practical Data Analysis, as shipped with Plotly.",
                text_alternative="A chart of tips over bills. The tip grows with the bill; together the tips are "
                "15 percent of all that was paid.",
            ),
        ],
    ),
    DashboardContent(
        slug="side-by-side",
        title="Side by side",
        summary="Two different apps in a row, and one app twice, each with arguments of its own.",
        body=lambda app: [
            heading("Two different apps"),
            paragraph("Each runs by itself: what you choose on the left changes nothing on the right."),
            dash_grid(
                dash_app(app("StockComparison"), title="Technology shares"),
                dash_app(app("RestaurantTips"), title="Tips in a restaurant"),
            ),
            heading("One app, twice"),
            paragraph("The same app with different initial arguments, which an editor set in the block."),
            dash_grid(
                dash_app(
                    app("GapminderExplorer"),
                    title="Africa in 1952",
                    caption="Africa in 1952",
                    initial_arguments={"continent": {"value": "Africa"}, "year": {"value": 1952}},
                ),
                dash_app(
                    app("GapminderExplorer"),
                    title="Europe in 2007",
                    caption="Europe in 2007",
                    initial_arguments={"continent": {"value": "Europe"}, "year": {"value": 2007}},
                ),
            ),
        ],
    ),
]
