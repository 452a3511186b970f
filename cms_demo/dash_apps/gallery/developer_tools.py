"""What a callback sends beside its values, and what its developer sees of it while DEBUG is on."""

from __future__ import annotations

import time
from typing import Any

from dash import ClientsideFunction, Input, Output, clientside_callback, ctx, dcc, html

from django_plotly_dash import DjangoDash

COOKIE = "gallery-tea"

app = DjangoDash("GalleryDeveloperTools", title="Tea", enable_dev_tools=True)


def layout(request: Any = None) -> html.Div:
    """Begin with what the cookie says, as the request for the layout has brought it."""
    kept = request.COOKIES.get(COOKIE) if request is not None else None
    return html.Div(
        [
            dcc.RadioItems(["green", "black", "none at all"], kept or "green", id="tea", inline=True),
            html.Dl(
                [
                    *[html.Dt("a cookie of the answer"), html.Dd(id="cookie")],
                    *[html.Dt("its Server-Timing header"), html.Dd(id="timing")],
                ]
            ),
            html.Button("Divide by zero", id="divide"),
            html.Span(id="quotient"),
        ],
        className="gallery-app gallery-app--tools",
    )


app.layout = layout


@app.callback(Output("cookie", "children"), Input("tea", "value"))
def keep(tea: str) -> str:
    """Keep the choice for a day in a cookie, and note how long that took."""
    begin = time.perf_counter()
    ctx.response.set_cookie(COOKIE, tea, max_age=86_400, samesite="Lax")
    ctx.response.set_header("X-Gallery-Tea", tea)
    total = sum(number * number for number in range(100_000))
    ctx.record_timing("sum", time.perf_counter() - begin, "adding up squares")
    return f"{COOKIE}={tea}, and {total} added up"


@app.callback(Output("quotient", "children"), Input("divide", "n_clicks"), prevent_initial_call=True)
def divide(clicks: int) -> float:
    """Fail, for the overlay to tell where."""
    return share(clicks, among=0)


def share(pieces: int, among: int) -> float:
    """Divide pieces."""
    return pieces / among


clientside_callback(ClientsideFunction("gallery", "timing"), Output("timing", "children"), Input("cookie", "children"))
