"""Callbacks in the browser, inline and by namespace, and one that sets properties elsewhere."""

from dash import Dash, Input, Output, clientside_callback, dcc, html

app = Dash(__name__)
app.layout = html.Div([dcc.Input(id="text", value="abc"), html.P(id="upper"), html.P(id="length"), html.P(id="told")])
clientside_callback("value => (value || '').toUpperCase()", Output("upper", "children"), Input("text", "value"))
clientside_callback(
    """function(value) {
        dash_clientside.set_props('told', {children: 'told ' + value});
        return String((value || '').length);
    }""",
    Output("length", "children"),
    Input("text", "value"),
)

if __name__ == "__main__":
    app.run()
