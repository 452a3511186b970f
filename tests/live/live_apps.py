"""Apps with Pipes: what each has received stands in its page. One publishes by a button."""

import dpd_components as dpd
from dash import Input, Output, State, dcc, html

from django_plotly_dash import DjangoDash
from django_plotly_dash.components import Pipe
from django_plotly_dash.consumers import send_to_pipe_channel
from tests.live.channel import CHANNEL, LABEL


def make_hearing(name, pipes):
    app = DjangoDash(name)
    app.layout = html.Div(
        [
            html.H2(name),
            *pipes,
            dcc.Graph(id="curve", figure={"data": [{"y": []}], "layout": {"height": 200}}),
            html.P(id="heard"),
            html.P(id="clientside"),
            html.Button("Late", id="show"),
            html.Div(id="late"),
            html.P(id="heard-late"),
        ]
    )

    @app.callback(
        Output("heard", "children"), Output("curve", "figure"), Input("pipe", "value"), State("curve", "figure")
    )
    def hear(value, figure):
        if value is not None:
            figure["data"][0]["y"].append(value)
        return f"heard {value}", figure

    app.clientside_callback(
        "value => `clientside ${JSON.stringify(value)}`", Output("clientside", "children"), Input("pipe", "value")
    )

    @app.callback(Output("late", "children"), Input("show", "n_clicks"), prevent_initial_call=True)
    def show(_clicks):
        return [Pipe(id="late-pipe", channel_name=CHANNEL, label=LABEL), html.P(id="late-value")]

    app.clientside_callback(
        "value => `late ${JSON.stringify(value)}`", Output("heard-late", "children"), Input("late-pipe", "value")
    )
    app.config.suppress_callback_exceptions = True
    return app


one = make_hearing("Hearing One", [Pipe(id="pipe", channel_name=CHANNEL, label=LABEL)])
two = make_hearing("Hearing Two", [Pipe(id="pipe", channel_name=CHANNEL, label=LABEL), Pipe("other", "else", "x")])
old = make_hearing("Hearing Old", [dpd.Pipe(id="pipe", channel_name=CHANNEL, label=LABEL, value=None)])
secret = make_hearing(
    "Hearing Secret", [Pipe(id="pipe", channel_name="dpd-user-5", label=LABEL), Pipe("p", CHANNEL, "x")]
)

button = DjangoDash("Publishing")
button.layout = html.Div([html.Button("Send", id="send"), html.P(id="sent")])


@button.callback(Output("sent", "children"), Input("send", "n_clicks"), prevent_initial_call=True)
def publish(clicks):
    send_to_pipe_channel(CHANNEL, LABEL, clicks)
    return f"sent {clicks}"
