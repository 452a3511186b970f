"""A list of things to do, whose parts are found by patterns."""

from dash import ALL, MATCH, Dash, Input, Output, Patch, State, callback, dcc, html

app = Dash(__name__)
app.layout = html.Div(
    [dcc.Input(id="new", value=""), html.Button("Add", id="add"), html.Ul(id="list", children=[]), html.P(id="open")]
)


@callback(
    Output("list", "children"),
    Output("new", "value"),
    Input("add", "n_clicks"),
    State("new", "value"),
    prevent_initial_call=True,
)
def add(clicks, text):
    patch = Patch()
    patch.append(
        html.Li(
            [
                dcc.Checklist([{"label": "", "value": "done"}], [], id={"kind": "done", "index": clicks}),
                html.Span(text, id={"kind": "text", "index": clicks}),
            ]
        )
    )
    return patch, ""


@callback(Output({"kind": "text", "index": MATCH}, "style"), Input({"kind": "done", "index": MATCH}, "value"))
def strike(done):
    return {"textDecoration": "line-through"} if done else {}


@callback(Output("open", "children"), Input({"kind": "done", "index": ALL}, "value"))
def count(values):
    return f"{sum(not value for value in values)} of {len(values)} open"


if __name__ == "__main__":
    app.run()
