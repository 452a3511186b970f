"""Apps that the tests serve; found by autodiscovery, since ``tests`` is an installed app."""

import json
import time

from dash import (
    MATCH,
    Input,
    Output,
    Patch,
    ctx,
    dcc,
    get_relative_path,
    html,
    page_container,
    register_page,
)

from django_plotly_dash import DjangoDash

echo = DjangoDash("Echo")
echo.layout = html.Div(
    [
        dcc.Dropdown(["red", "green", "blue"], "red", id="colour"),
        html.Div(id="answer"),
        html.Img(src=echo.get_asset_url("picture.svg"), id="picture"),
    ]
)


@echo.callback(Output("answer", "children"), Input("colour", "value"))
def answer(colour):
    return f"You chose {colour}; {echo.get_relative_path('/deeper')}"


spaced = DjangoDash("Name with Spaces")
spaced.layout = html.P("found by its slug", id="p")

raising = DjangoDash("Raising", suppress_callback_exceptions=True)


def raising_layout():
    raise ValueError("the source of the data is gone")


raising.layout = raising_layout


@raising.callback(Output("out", "children"), Input("in", "value"))
def raising_callback(value):
    raise RuntimeError("the callback broke")


asynchronous = DjangoDash("Asynchronous")
asynchronous.layout = html.Div([dcc.Input(id="number", value=1), html.Span(id="doubled")])


@asynchronous.callback(Output("doubled", "children"), Input("number", "value"))
async def double(number):
    return 2 * number


growing = DjangoDash("Growing", title="As high as its content")
growing.layout = html.Div([dcc.Input(id="lines", type="number", value=3), html.Div(id="text")])


@growing.callback(Output("text", "children"), Input("lines", "value"))
def lines_of_text(lines):
    return [html.P(f"line {number}", style={"height": "30px", "margin": 0}) for number in range(lines or 0)]


popups = DjangoDash("Popups")
popups.layout = html.Div(
    [
        dcc.Dropdown(["red", "green", "blue"], "red", id="colour"),
        dcc.DatePickerSingle(id="day", date="2026-07-01"),
        html.Div(id="chosen"),
    ]
)


@popups.callback(Output("chosen", "children"), Input("colour", "value"), Input("day", "date"))
def chosen(colour, day):
    return f"{colour} on {day}"


twenty_keys = DjangoDash("Twenty keys")
twenty_keys.layout = html.Div(
    [
        html.Div(
            [
                dcc.Input(id={"type": "key", "index": number}, type="number", value=-1),
                dcc.Store(id={"type": "log", "index": number}, data=[]),
            ]
        )
        for number in range(20)
    ]
)


@twenty_keys.callback(
    Output({"type": "log", "index": MATCH}, "data"),
    Input({"type": "key", "index": MATCH}, "value"),
    prevent_initial_call=True,
)
def log_key(value):
    patch = Patch()
    patch.append(value)
    return patch


who_am_i = DjangoDash("Who am I")
who_am_i.layout = html.Div([dcc.Input(id="colour"), html.Span(id="answer")])


@who_am_i.callback(Output("answer", "children"), Input("colour", "value"))
def tell_who(colour, user, session_state):
    time.sleep(0.01)
    context = ctx.inputs["colour.value"]
    return json.dumps({"input": colour, "context": context, "user": str(user), "owner": session_state.get("owner")})


members = DjangoDash("Members", login_required=True)
members.layout = html.Div([dcc.Input(id="lines", type="number", value=2), html.P(id="told")])


@members.callback(Output("told", "children"), Input("lines", "value"))
def tell_lines(lines):
    return f"{lines} lines"


rooms = DjangoDash("Rooms", use_pages=True, pages_folder="")
register_page("tests.rooms.hall", path="/", name="Hall", layout=html.H1("Hall"))
register_page(
    "tests.rooms.room",
    path_template="/room/<number>",
    name="Room",
    layout=lambda number=None, colour="white", **_query: html.H1(f"Room {number} in {colour}"),
    title=lambda number=None: f"Room {number}",
)
rooms.layout = lambda: html.Div(
    [
        dcc.Link("Hall", href=get_relative_path("/")),
        dcc.Link("Room 7", href=get_relative_path("/room/7?colour=red")),
        page_container,
    ]
)
