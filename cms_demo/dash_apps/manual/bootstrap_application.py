"""Components of Bootstrap: a form, a progress bar and cards that a callback fills."""

import dash_bootstrap_components as dbc
from dash import Input, Output, html

from django_plotly_dash import DjangoDash

STEPS = ["Choose an app", "Put it on a page", "Publish the page"]

app = DjangoDash("BootstrapApplication", add_bootstrap_links=True, title="A form of Bootstrap")

app.layout = dbc.Container(
    [
        dbc.Alert("Bootstrap's style sheet comes from this site.", color="info"),
        dbc.Row(
            [
                dbc.Col(
                    dbc.Card(
                        dbc.CardBody(
                            [
                                html.H2("Steps", className="card-title fs-5"),
                                dbc.Checklist(
                                    id="done",
                                    options=[{"label": step, "value": number} for number, step in enumerate(STEPS)],
                                    value=[0],
                                    switch=True,
                                ),
                            ]
                        )
                    ),
                    md=6,
                ),
                dbc.Col(
                    dbc.Card(
                        dbc.CardBody(
                            [
                                html.H2("Progress", className="card-title fs-5"),
                                dbc.Progress(id="progress", value=0),
                                html.P(id="told", className="card-text mt-3"),
                                dbc.Button("Begin again", id="again", color="secondary", outline=True, size="sm"),
                            ]
                        )
                    ),
                    md=6,
                ),
            ],
            className="g-3",
        ),
    ],
    fluid=True,
    className="py-3",
)


@app.callback(
    Output("progress", "value"), Output("progress", "color"), Output("told", "children"), Input("done", "value")
)
def tell_progress(done: list[int]) -> tuple[float, str, str]:
    """Fill the bar, green at the end."""
    share = 100 * len(done) / len(STEPS)
    return share, "success" if share == 100 else "primary", f"{len(done)} of {len(STEPS)} steps are done."


@app.callback(Output("done", "value"), Input("again", "n_clicks"), prevent_initial_call=True)
def begin_again(clicks: int) -> list[int]:
    """Take all ticks away."""
    return []
