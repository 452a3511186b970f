"""Hooks: they are the process's, so each asks whether the app that it is called for is the one that it is meant for."""

from __future__ import annotations

from typing import Any

import dash
from dash import Dash, Input, Output, dcc, hooks, html

from django_plotly_dash import DjangoDash

HOOKED = "GalleryHooks"


def is_hooked() -> bool:
    """Whether the app that is being served is the one of this page."""
    return getattr(dash.get_app(), "app_name", None) == HOOKED


@hooks.setup()
def add_callbacks(app: Dash) -> None:
    """Called with each app that is made from now on: give one of them a callback, on the server and in the browser."""
    if getattr(app, "app_name", None) == HOOKED:
        app.callback(Output("shouted", "children"), Input("word", "value"))(lambda word: f"{word}!".upper())
        app.clientside_callback(
            "word => `${(word || '').length} letters`", Output("counted", "children"), Input("word", "value")
        )


@hooks.layout()
def add_a_frame(layout: Any) -> Any:
    """Called with the layout of each app that is served: put something around one of them."""
    if not is_hooked():
        return layout
    return html.Div(
        [
            layout,
            html.Dl(
                [
                    *[html.Dt("from a setup hook"), html.Dd(id="shouted")],
                    *[html.Dt("the same, in the browser"), html.Dd(id="counted")],
                    *[html.Dt("from an error hook"), html.Dd("nothing yet: write error", id="problem")],
                ]
            ),
            html.A("A route of a hook", href=dash.get_relative_path("/gallery-about"), target="_blank"),
        ],
        className="gallery-app",
    )


@hooks.index()
def note_in_the_page(page: str) -> str:
    """Called with the HTML of each app's page: write the language into one of them."""
    return page.replace("<html", '<html lang="en" data-hooked="yes"', 1) if is_hooked() else page


@hooks.error()
def tell(error: Exception) -> None:
    """Called with the errors of every app that is made from now on, after the handler of its own."""
    if is_hooked():
        dash.set_props("problem", {"children": str(error)})
    elif dash.get_app()._on_error.original is None:
        raise error  # else it would count as handled, here and in the log


@hooks.route(name="gallery-about")
def about() -> dict[str, str]:
    """A route below each app that is made from now on, behind that app's own access rule."""
    return {"app": str(dash.get_app().title), "mount": dash.get_relative_path("/")}


app = DjangoDash(HOOKED, title="An app with hooks")
app.layout = html.Div(
    [html.Label("A word", htmlFor="word"), dcc.Input(id="word", value="hook"), html.Span(id="echo")], className="row"
)


@app.callback(Output("echo", "children"), Input("word", "value"))
def refuse_a_word(word: str) -> str:
    """Fail for one word, so that the hook has something to tell."""
    if word == "error":
        raise ValueError("that word raises one")
    return f"You wrote {word}."
