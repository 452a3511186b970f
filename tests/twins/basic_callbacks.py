"""Several inputs, several outputs, and options that depend on a choice."""

from dash import Dash, Input, Output, State, callback, dcc, html

CITIES = {"France": ["Lyon", "Paris"], "Japan": ["Kyoto", "Tokyo"]}

app = Dash(__name__)
app.layout = html.Div(
    [
        dcc.RadioItems(list(CITIES), "France", id="country"),
        dcc.RadioItems(id="city"),
        dcc.Input(id="visits", type="number", value=1),
        html.Button("Book", id="book"),
        html.P(id="plan"),
        html.P(id="booked"),
    ]
)


@callback(Output("city", "options"), Output("city", "value"), Input("country", "value"))
def offer_cities(country):
    return CITIES[country], CITIES[country][0]


@callback(Output("plan", "children"), Input("city", "value"), Input("visits", "value"))
def plan(city, visits):
    return f"{visits} x {city}"


@callback(Output("booked", "children"), Input("book", "n_clicks"), State("city", "value"), prevent_initial_call=True)
def book(clicks, city):
    return f"{city}, booked {clicks} times"


if __name__ == "__main__":
    app.run()
