"""Apps that the tests serve; found by autodiscovery, since ``tests`` is an installed app."""

from dash import Input, Output, dcc, html

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
