"""Curves that rise with each click on LiveInput's buttons, in whatever browser it was.

Each page gets each message, some perhaps twice: what was counted is kept on the server, under a name that the pages of
one saved state share, and counted once.
"""

import json
import time
import uuid
from collections import defaultdict
from hashlib import sha256
from typing import Any

from dash import Input, Output, ctx, dcc, html
from django.core.cache import cache

from django_plotly_dash import DjangoDash
from django_plotly_dash.components import Pipe

DAY = 24 * 60 * 60
MOST = 300  # clicks in the chart
NO_DELAY = 10  # seconds within which all pages have a message

Click = tuple[int, str, str]  # milliseconds since 1970, colour, and who it was

app = DjangoDash("LiveOutput", title="Clicks of everybody")


def layout() -> html.Div:
    """Return the layout; without a saved state, each page counts for itself."""
    return html.Div(
        [
            Pipe(id="named_count_pipe", channel_name="live_button_counter", label="named_counts"),
            dcc.Input(id="state_uid", type="hidden", value=str(uuid.uuid4())),
            html.P(id="internal_state", role="status"),
            dcc.Graph(
                id="timeseries_plot", config={"displayModeBar": False}, responsive=True, style={"height": "260px"}
            ),
        ],
        className="manual-app",
    )


app.layout = layout


@app.callback(
    Output("internal_state", "children"),
    Output("timeseries_plot", "figure"),
    Input("named_count_pipe", "value"),
    Input("state_uid", "value"),
)
def count(message: Any, state_uid: str) -> tuple[str, dict[str, Any]]:
    """Take in a message, and draw all that were counted."""
    key = f"live-output:{sha256(str(state_uid).encode()).hexdigest()}"
    # At first it is the message that the saved state has kept, which was counted when it came.
    is_new = ctx.triggered_id == "named_count_pipe" and isinstance(message, dict)
    clicks = kept_with(keep_once(key, message), key) if is_new else kept(key)
    if not clicks:
        return "No click was counted yet.", figure([])
    total = max(len(clicks), cache.get(f"{key}:count", 0))
    return f"The last of {total} clicks: {clicks[-1][1]}, by {clicks[-1][2]}.", figure(clicks)


def keep_once(key: str, message: dict[str, Any]) -> Click:
    """Keep a click, unless another page was first; pages ask at the same moment, so each step is one of the cache's."""
    told = message.get("click_timestamp")
    at = told if type(told) is int else round(time.time() * 1000)
    name = sha256(json.dumps(message, sort_keys=True).encode()).hexdigest()
    is_first = cache.add(f"{key}:{name}", at, DAY if at == told else NO_DELAY)
    if not is_first:
        at = cache.get(f"{key}:{name}", at)
    click = (at, text(message, "click_colour"), text(message, "user"))
    if is_first:
        cache.add(f"{key}:count", 0, DAY)
        cache.set(f"{key}:{cache.incr(f'{key}:count')}", click, DAY)
    return click


def text(message: dict[str, Any], key: str) -> str:
    """Return what a message says of something; anybody may have sent it."""
    return str(message.get(key) or "unknown")[:40]


def kept_with(click: Click, key: str) -> list[Click]:
    """Return the last clicks with one that the page that was first may not have written down yet."""
    clicks = kept(key)
    return clicks if click in clicks else sorted([*clicks, click])


def kept(key: str) -> list[Click]:
    """Return the last clicks."""
    last = cache.get(f"{key}:count", 0)
    found = cache.get_many([f"{key}:{number}" for number in range(max(1, last - MOST + 1), last + 1)])
    return sorted(found.values())


def figure(clicks: list[Click]) -> dict[str, Any]:
    """Return a chart with a line for each colour, which rises by one with each click."""
    times: dict[str, list[int]] = defaultdict(list)
    for at, colour, _user in clicks:
        times[colour].append(at)
    lines = [
        {
            "x": at,
            "y": list(range(1, len(at) + 1)),
            "name": colour,
            "mode": "lines+markers",
            "line": {"color": colour, "shape": "hv"},
        }
        for colour, at in times.items()
    ]
    most = max((len(at) for at in times.values()), default=1)
    return {
        "data": lines,
        "layout": {
            "margin": {"l": 44, "r": 12, "t": 8, "b": 56},
            "showlegend": True,
            "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
            "xaxis": {
                "type": "date",
                "title": {"text": "Time (UTC)"},
                "tickformat": "%H:%M:%S\n%-d %B",
                "nticks": 4,
                "tickangle": 0,
            },
            # Between numbers of clicks there is nothing to mark.
            "yaxis": {"range": [0, 1.1 * most], "title": {"text": "Clicks"}, "dtick": 1 + most // 8},
        },
    }
