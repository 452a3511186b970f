"""A file that is given, read by the server and given back: as text, and byte by byte."""

import base64

from dash import Dash, Input, Output, State, callback, dcc, html

app = Dash(__name__)
app.layout = html.Div(
    [
        dcc.Upload(html.Button("Choose a file"), id="upload"),
        html.P(id="told"),
        html.Button("Download", id="ask"),
        dcc.Download(id="download"),
        html.Button("Give it back", id="back"),
        dcc.Download(id="same"),
    ]
)


@callback(
    Output("told", "children"), Input("upload", "contents"), State("upload", "filename"), prevent_initial_call=True
)
def read(contents, name):
    content = base64.b64decode(contents.partition(",")[2])
    return f"{name}: {len(content.splitlines())} lines, {len(content)} bytes"


@callback(Output("download", "data"), Input("ask", "n_clicks"), State("told", "children"), prevent_initial_call=True)
def give(_clicks, told):
    return {"content": f"<{told}>", "filename": "told.txt"}


@callback(Output("same", "data"), Input("back", "n_clicks"), State("upload", "contents"), prevent_initial_call=True)
def give_back(_clicks, contents):
    content = base64.b64decode(contents.partition(",")[2])
    return dcc.send_bytes(lambda stream: stream.write(content), "same.bin")


if __name__ == "__main__":
    app.run()
