"""Apps for pages that hold several without a frame: all have the same component ids."""

import dash_ag_grid as dag
import dash_bootstrap_components as dbc
import dash_mantine_components as dmc
from dash import ALL, ClientsideFunction, Input, Output, State, dcc, html, set_props

from django_plotly_dash import DjangoDash

COLOURS = {"Direct One": "rgb(200, 30, 30)", "Direct Two": "rgb(30, 150, 30)", "Direct Three": "rgb(30, 30, 200)"}


def make(name, **options):
    app = DjangoDash(name, **options)
    app.layout = html.Div(
        [
            html.H2(name),
            html.Img(src=app.get_asset_url("dot.svg"), className="dot", alt=""),
            dcc.Tabs(
                [
                    dcc.Tab(html.P(f"{tab} of {name}"), label=f"{tab} of {name}", value=tab)
                    for tab in ("first", "second")
                ],
                value="first",
                id="tabs",
            ),
            html.Div(id="tab"),
            dcc.Input(id="text", value="start"),
            html.Div(id="answer"),
            html.Div(id="length"),
            html.Div(id="upper"),
            html.Button("Tell", id="tell"),
            html.Button("Tell from server", id="tell-server"),
            html.Div("nothing", id="told"),
            html.Div([html.Button(f"add {number}", id={"type": "add", "index": number}) for number in (1, 2)]),
            html.Div(id="sum"),
            dcc.Graph(
                id="graph",
                figure={"data": [{"type": "bar", "y": [1, 3, 2], "marker": {"color": COLOURS.get(name)}}]},
                style={"height": "200px"},
            ),
        ],
        className="direct",
    )
    register(app, name)
    return app


def register(app, name):
    @app.callback(Output("tab", "children"), Input("tabs", "value"))
    def tab(value):
        return f"{name} shows {value}"

    @app.callback(Output("answer", "children"), Input("text", "value"))
    def answer(value):
        return f"{name} heard {value}; {app.get_relative_path('/')}"

    @app.callback(Output("sum", "children"), Input({"type": "add", "index": ALL}, "n_clicks"))
    def add(clicks):
        return f"{name} added {sum(number or 0 for number in clicks)}"

    @app.callback(Input("tell-server", "n_clicks"), prevent_initial_call=True)
    def tell(clicks):
        set_props("told", {"children": f"{name} told by its server"})

    app.clientside_callback(
        "value => `long ${value.length}`",
        Output("length", "children"),
        Input("text", "value"),
    )
    app.clientside_callback(
        ClientsideFunction("direct_tests", "upper"),
        Output("upper", "children"),
        Input("text", "value"),
    )
    app.clientside_callback(
        """(clicks, value) => {
            dash_clientside.set_props('told', {children: `told ${value}`});
            return dash_clientside.no_update;
        }""",
        Output("told", "title"),
        Input("tell", "n_clicks"),
        State("text", "value"),
        prevent_initial_call=True,
    )


one = make("Direct One")
two = make("Direct Two")
three = make("Direct Three")
private = make("Direct Private", login_required=True)

libraries = DjangoDash("Direct Libraries")
libraries.layout = dmc.MantineProvider(
    [
        dbc.Tabs([dbc.Tab(html.P(tab), label=tab, tab_id=tab) for tab in ("left", "right")], id="tabs"),
        dmc.Select(data=["x", "y"], value="x", id="select"),
        dag.AgGrid(id="grid", rowData=[{"letter": "-"}], columnDefs=[{"field": "letter"}]),
        dcc.Dropdown(["p", "q"], "p", id="dropdown"),
        dcc.Loading(html.Div(id="chosen")),
    ]
)


@libraries.callback(
    Output("chosen", "children"),
    Output("grid", "rowData"),
    Input("tabs", "active_tab"),
    Input("select", "value"),
    Input("dropdown", "value"),
)
def chosen(tab, select, dropdown):
    return f"{tab} {select} {dropdown}", [{"letter": dropdown}]


hooked = DjangoDash("Direct Hooked", hooks={"layout_post": "layout => { window.hookSaw = layout.props.id; }"})
hooked.layout = html.P("hooked", id="hooked")

listed = DjangoDash("Direct List")
listed.layout = [html.P("first of a list", id="first"), html.P(id="second")]


@listed.callback(Output("second", "children"), Input("first", "children"))
def second(text):
    return f"after {text}"
