"""Values that the browser keeps between callbacks and between visits."""

from dash import Dash, Input, Output, State, callback, dcc, html

app = Dash(__name__)
app.layout = html.Div(
    [
        *(dcc.Store(id=kind, storage_type=kind) for kind in ("memory", "local", "session")),
        html.Button("Count", id="count"),
        html.P(id="told"),
        dcc.Input(id="name", value="", persistence=True),
    ]
)


@callback(
    *(Output(kind, "data") for kind in ("memory", "local", "session")),
    Input("count", "n_clicks"),
    *(State(kind, "data") for kind in ("memory", "local", "session")),
    prevent_initial_call=True,
)
def count(_clicks, *values):
    return [(value or 0) + 1 for value in values]


@callback(Output("told", "children"), *(Input(kind, "data") for kind in ("memory", "local", "session")))
def tell(*values):
    return " ".join(str(value) for value in values)


if __name__ == "__main__":
    app.run()
