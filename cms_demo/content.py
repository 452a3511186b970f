"""The content of the demonstration site: its pages as data, with blocks in the form that StreamField stores."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

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
    """A Dash block; omitted values have the block's defaults."""
    return {"type": "dash_app", "value": {"app": pk, **values}}


def full_width(app: Block) -> Block:
    """A Dash block from edge to edge."""
    return {"type": "dash_full_width", "value": app["value"]}


def dash_grid(*apps: Block) -> Block:
    """Dash blocks side by side, each of which may have a ``width``."""
    return {"type": "dash_grid", "value": {"apps": _items(app["value"] for app in apps)}}


def figure_text(html: str, app: Block, side: str = "right") -> Block:
    """A text with a Dash block beside it."""
    return {"type": "figure_text", "value": {"text": html, "app_side": side, "app": app["value"]}}


def tabs(title: str, *contents: tuple[str, list[Block]]) -> Block:
    """Blocks behind tabs, each with its title."""
    values = [{"title": name, "content": blocks} for name, blocks in contents]
    return {"type": "tabs", "value": {"title": title, "tabs": _items(values)}}


def _items(values: Iterable[Any]) -> list[Block]:
    # Wagtail takes an item without an id for a value in an older format.
    return [{"type": "item", "value": value, "id": str(uuid.uuid4())} for value in values]


CONTINENTS = {
    "Africa": "In 2007 few countries reached seventy years, and almost all of those lie at the Mediterranean.",
    "Americas": "Canada and the United States stand apart; behind them the distances have become small.",
    "Asia": "No other continent is as wide: from Afghanistan to Japan are almost forty years of life.",
    "Europe": "The smallest differences, and no country below seventy years.",
}

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
            full_width(
                dash_app(
                    app("GapminderExplorer"),
                    caption="Data: Gapminder, as shipped with Plotly. Income in inflation-adjusted US dollars.",
                    text_alternative="A chart of life expectancy over income. In 1952 people in most countries "
                    "lived for fewer than 60 years; in 2007 most countries were above 70.",
                )
            ),
            heading("What to look for"),
            figure_text(
                "<p>In 1952 the countries lie scattered along a long slope from the lower left to the upper "
                "right. <b>Asia</b> fills the lower half: in most of it people lived for fewer than fifty years.</p>"
                "<p>By 2007 it has climbed to where only Europe was. Move the slider and watch China, the largest "
                "bubble, on its way.</p>",
                dash_app(
                    app("GapminderExplorer"),
                    title="Asia in 1952",
                    initial_arguments={"continent": {"value": "Asia"}, "year": {"value": 1952}},
                ),
            ),
            figure_text(
                "<p>Parts of <b>Africa</b> fell back after 1990, in the years of AIDS: where people had lived for "
                "sixty years, they lived for forty-five in 2002.</p>",
                dash_app(
                    app("GapminderExplorer"),
                    title="Africa in 2002",
                    initial_arguments={"continent": {"value": "Africa"}, "year": {"value": 2002}},
                ),
                side="left",
            ),
        ],
    ),
    DashboardContent(
        slug="continents",
        title="Continent by continent",
        summary="Four views of one app behind tabs; what is not opened is not loaded.",
        body=lambda app: [
            paragraph(
                "Each tab holds the same app with arguments of its own. The address of the page follows the tab that "
                "is open, so that a view can be sent to somebody."
            ),
            tabs(
                "Continents in 2007",
                *(
                    (
                        continent,
                        [
                            paragraph(text),
                            dash_app(
                                app("GapminderExplorer"),
                                title=f"{continent} in 2007",
                                initial_arguments={"continent": {"value": continent}, "year": {"value": 2007}},
                            ),
                        ],
                    )
                    for continent, text in CONTINENTS.items()
                ),
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
                dash_app(app("StockComparison"), title="Technology shares", width="two-thirds"),
                dash_app(app("RestaurantTips"), title="Tips in a restaurant", width="third"),
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
    DashboardContent(
        slug="live-metric",
        title="A sensor, live",
        summary="A curve that moves by itself: the server sends each reading to all who look at this page.",
        body=lambda app: [
            paragraph(
                "The block below is the same as on the other pages; what differs is the app in it. It asks for "
                "nothing: each reading comes over one websocket, a second after the one before."
            ),
            dash_app(
                app("LiveMetric"),
                caption="The sensor is simulated. Should the connection break, a mark in the corner says so, and the "
                "curve goes on when it is back.",
                text_alternative="A chart of the temperature in the last minute, which swings around 21 degrees. "
                "It needs JavaScript and a websocket.",
            ),
            heading("Where the readings come from"),
            paragraph(
                "A management command, stream_metric, sends them from a process of its own. Where Redis carries the "
                "messages, it needs nothing else; without Redis it posts them to this site."
            ),
        ],
    ),
]
