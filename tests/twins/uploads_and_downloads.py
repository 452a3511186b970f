"""A file that is given, read by the server and given back."""

import base64

from dash import Dash, Input, Output, State, callback, dcc, html

app = Dash(__name__)
app.layout = html.Div(
    [
        dcc.Upload(html.Button("Choose a file"), id="upload"),
        html.P(id="told"),
        html.Button("Download", id="ask"),
        dcc.Download(id="download"),
    ]
)


@callback(
    Output("told", "children"), Input("upload", "contents"), State("upload", "filename"), prevent_initial_call=True
)
def read(contents, name):
    text = base64.b64decode(contents.partition(",")[2]).decode()
    return f"{name}: {len(text.splitlines())} lines"


@callback(Output("download", "data"), Input("ask", "n_clicks"), State("told", "children"), prevent_initial_call=True)
def give(_clicks, told):
    return {"content": f"<{told}>", "filename": "told.txt"}


if __name__ == "__main__":
    app.run()
