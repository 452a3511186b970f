"""A background callback with progress, running, cancel, several outputs, set_props and an error handler."""

import time

import diskcache
from dash import Dash, DiskcacheManager, Input, Output, dcc, html, set_props

STEPS = 5


def tell_error(error):
    set_props("error", {"children": str(error).splitlines()[0]})


app = Dash(__name__, background_callback_manager=DiskcacheManager(diskcache.Cache()), on_error=tell_error)
app.layout = html.Div(
    [
        dcc.Input(id="name", value="Ada"),
        html.Button("Begin", id="begin"),
        html.Button("Last for ever", id="last"),
        html.Button("Cancel", id="cancel"),
        html.Progress(id="bar", max=str(STEPS)),
        html.P(id="greeting"),
        html.P(id="letters"),
        html.P(id="side"),
        html.P(id="endless"),
        html.P(id="error"),
    ]
)


@app.callback(
    [Output("greeting", "children"), Output("letters", "children")],
    Input("begin", "n_clicks"),
    Input("name", "value"),
    background=True,
    interval=100,
    running=[(Output("begin", "disabled"), True, False)],
    progress=Output("bar", "value"),
    progress_default="0",
)
def greet(set_progress, clicks, name):
    if not name:
        raise ValueError("nobody is there")
    for step in range(STEPS):
        set_progress(str(step))
        time.sleep(0.05)
    set_props("side", {"children": f"{clicks} times"})
    return html.B(f"Hello {name}"), len(name)


@app.callback(
    Output("endless", "children"),
    Input("last", "n_clicks"),
    background=True,
    interval=100,
    running=[(Output("last", "disabled"), True, False)],
    progress=Output("endless", "title"),
    progress_default="idle",
    cancel=[Input("cancel", "n_clicks")],
    prevent_initial_call=True,
)
def last(set_progress, clicks):
    for step in range(2000):
        set_progress("running" if step else "begun")
        time.sleep(0.05)
    return "it has ended"


if __name__ == "__main__":
    app.run()
