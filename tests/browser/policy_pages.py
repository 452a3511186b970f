"""An app with the libraries that make styles while they run; the URL configuration of test_policy.py."""

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import Input, Output, dcc, html
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import include, path

from django_plotly_dash import DjangoDash

TAGS = {"frame": "plotly_app", "direct": "plotly_direct"}

app = DjangoDash("Under a policy")
app.layout = dmc.MantineProvider(
    html.Div(
        [
            dmc.Select(data=["red", "blue"], value="red", id="colour", label="Colour"),
            dmc.Button("Press", id="press"),
            html.P(["chosen: ", html.Span(id="told"), ", in the browser: ", html.Span(id="upper")], id="chosen"),
            dcc.Graph(figure={"data": [{"type": "bar", "y": [1, 2]}]}, style={"height": "200px"}),
            dag.AgGrid(rowData=[{"a": 1}], columnDefs=[{"field": "a"}], style={"height": "150px"}),
            dcc.DatePickerSingle(id="day", date="2026-07-01"),
        ]
    )
)
app.clientside_callback("value => value.toUpperCase()", Output("upper", "children"), Input("colour", "value"))


@app.callback(Output("told", "children"), Input("colour", "value"))
def tell(colour: str) -> str:
    return colour


def page(request: HttpRequest, way: str) -> HttpResponse:
    template = Template(
        "{% load plotly_dash %}<!doctype html><title>Page</title>"
        f'<link rel="icon" href="data:,"><p id="top">Page</p>{{% {TAGS[way]} name="Under a policy" %}}'
    )
    return HttpResponse(template.render(RequestContext(request)))


urlpatterns = [path("<slug:way>/", page), path("dash/", include("django_plotly_dash.urls"))]
