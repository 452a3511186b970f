"""Pages with two apps of the same ids, which keep values in the browser; the URL configuration of test_storage.py."""

from dash import Input, Output, State, dcc, html
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import include, path

from django_plotly_dash import DjangoDash

PAGE = "{{% load plotly_dash %}}<!doctype html><title>Page</title>{}"


def make(name: str, *, in_a_list: bool = False) -> DjangoDash:
    app = DjangoDash(name)
    children = [
        dcc.Store(id="kept", storage_type="local"),
        dcc.Store(id={"kind": "kept", "index": 1}, storage_type="session"),
        html.Button("Count", id="count"),
        html.P(id="counted"),
        html.P(id="session-counted"),
        dcc.Input(id="text", value="", persistence=True),
        html.Div(id="made"),
    ]
    app.layout = children if in_a_list else html.Div(children)

    @app.callback(
        Output("kept", "data"),
        Output({"kind": "kept", "index": 1}, "data"),
        Input("count", "n_clicks"),
        State("kept", "data"),
        State({"kind": "kept", "index": 1}, "data"),
        prevent_initial_call=True,
    )
    def count(_clicks: int, kept: int | None, session: int | None) -> tuple[int, int]:
        return (kept or 0) + 1, (session or 0) + 1

    @app.callback(
        Output("counted", "children"),
        Output("session-counted", "children"),
        Input("kept", "data"),
        Input({"kind": "kept", "index": 1}, "data"),
    )
    def tell(kept: int | None, session: int | None) -> tuple[str, str]:
        return f"{name}: {kept}", f"{name}: {session}"

    @app.callback(Output("made", "children"), Input("made", "id"))
    def make_later(_wid: str) -> dcc.Input:
        return dcc.Input(id="later", value="", persistence="always", persistence_type="session")

    return app


make("Storing One")
make("Storing Two", in_a_list=True)


def page(request: HttpRequest, tag: str) -> HttpResponse:
    body = "".join(f'{{% {tag} name="Storing {number}" %}}' for number in ("One", "Two"))
    return HttpResponse(Template(PAGE.format(body)).render(RequestContext(request)))


urlpatterns = [path("<slug:tag>/", page), path("dash/", include("django_plotly_dash.urls"))]
