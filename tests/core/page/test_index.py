"""The page of an app as the app itself wants it: ``index_string``, ``interpolate_index``, its meta tags and favicon."""

from __future__ import annotations

import pytest
from dash import Input, Output, dcc, html

from django_plotly_dash import DjangoDash
from django_plotly_dash.registry.registry import registry
from tests.core.apps_for_tests import callback_body, temporary_app

pytestmark = pytest.mark.django_db

BASE = "/django_plotly_dash/app"
INDEX = """<!doctype html>
<html lang="de"><head>{%metas%}<title>{%title%} of the house</title>{%favicon%}{%css%}</head>
<body class="house"><header>House</header>{%app_entry%}<footer>{%config%}{%scripts%}{%renderer%}</footer></body></html>
"""


class Framed(DjangoDash):
    """An app that writes its page itself, as Dash's documentation has it."""

    def interpolate_index(self, **parts: str) -> str:
        return (
            "<!doctype html><html><body id='mine'>{app_entry}{config}{scripts}{renderer}<i>{title}</i></body></html>"
        ).format(**parts)


def runs(client, name: str) -> bool:
    """Whether the app answers callbacks with the CSRF cookie that its page has set."""
    url = f"{BASE}/{name}/_dash-update-component"
    answer = client.post(url, callback_body(), content_type="application/json")
    return answer.json()["response"]["answer"]["children"] == "blue"


def fill(app: DjangoDash) -> None:
    app.layout = html.Div([dcc.Input(id="colour"), html.P(id="answer")])
    app.callback(Output("answer", "children"), Input("colour", "value"))(lambda value: value)


def test_an_index_string_has_what_the_app_and_django_need(client):
    meta = [{"name": "author", "content": "Ada <ada@example.com>"}]
    with temporary_app("Housed", title="App", index_string=INDEX, meta_tags=meta, login_required=False) as app:
        fill(app)
        page = client.get(f"{BASE}/Housed/").content.decode()
        assert "<title>App of the house</title>" in page
        assert '<body class="house"><header>House</header>' in page
        assert '<meta name="author" content="Ada &lt;ada@example.com&gt;">' in page
        # What keeps the app's storage apart comes before everything else that runs.
        assert page.index("storage.js") < page.index("dash_renderer")
        assert "csrftoken" in client.cookies
        assert runs(client, "Housed")


def test_a_class_may_write_the_page_itself(client):
    app = Framed("Framed by itself", title="Mine")
    try:
        fill(app)
        page = client.get(f"{BASE}/{app.ident}/").content.decode()
        assert page.startswith("<!doctype html><html><body id='mine'>")
        assert "<i>Mine</i>" in page
        assert page.index("storage.js") < page.index("<script id=")
        assert runs(client, app.ident)
    finally:
        registry.unregister("Framed by itself")


def test_an_index_string_without_what_the_renderer_needs_is_refused_where_it_is_written():
    with temporary_app("Incomplete") as app, pytest.raises(Exception, match="app_entry"):
        app.index_string = "<html><body>{%config%}{%scripts%}{%renderer%}</body></html>"
