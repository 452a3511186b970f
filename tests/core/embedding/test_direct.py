"""Insertion without a frame: the HTML that the tag writes."""

import json
from html.parser import HTMLParser

import pytest
from dash import Input, Output, dcc, html
from django.template import Context, Template
from django.test.utils import override_script_prefix

from django_plotly_dash.embedding.frame import EmbedError
from django_plotly_dash.models import DashApp, StatelessApp
from tests.core.apps_for_tests import temporary_app

pytestmark = pytest.mark.django_db


def render(source, request, **context):
    return Template("{% load plotly_dash %}" + source).render(Context({"request": request, **context}))


class DashAppReader(HTMLParser):
    """Reads what a browser would find in each <dash-app>."""

    def __init__(self, page):
        super().__init__()
        self.contents, self.scripts, self._is_json = [], [], False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "script":
            self.scripts.append(dict(attrs))
            self._is_json = dict(attrs).get("type") == "application/json"

    def handle_data(self, data):
        if self._is_json:
            self.contents.append(json.loads(data))

    def handle_endtag(self, tag):
        self._is_json = False


def contents(page):
    return DashAppReader(page).contents


def content_of(name, request, **context):
    return contents(render(f'{{% plotly_direct name="{name}" %}}', request, **context))[0]


@pytest.fixture
def state(db):
    return DashApp.objects.create(
        stateless_app=StatelessApp.objects.get(app_name="Echo"), instance_name="Green state", slug="green"
    )


def test_the_renderer_is_told_the_prefix_of_this_mount(rf):
    config = content_of("Echo", rf.get("/"))["config"]
    assert config["requests_pathname_prefix"] == "/django_plotly_dash/app/Echo/"
    assert config["plotlyjs_url"].startswith("/django_plotly_dash/_dash-component-suites/plotly/")
    assert config["csrf_token_name"] == "csrftoken"


def test_the_renderer_is_told_to_leave_what_belongs_to_the_page_alone(rf):
    with temporary_app("Updating", update_title="Wait...") as app:
        app.layout = html.P("x")
        app.enable_dev_tools(debug=True, dev_tools_hot_reload=True)
        config = content_of("Updating", rf.get("/"))["config"]
    assert config["update_title"] == ""
    assert "hot_reload" not in config
    assert "websocket" not in config


def test_a_layout_for_validation_is_not_written_into_a_page_that_anybody_may_see(rf):
    with temporary_app("Validated", login_required=True) as app:
        app.layout = html.P("x")
        app.validation_layout = html.Div([app.layout, html.P("secret", id="later")])
        page = render('{% plotly_direct name="Validated" %}', rf.get("/"))
    assert "secret" not in page
    assert contents(page)[0]["config"]["suppress_callback_exceptions"] is True


def bundles(content):
    """The scripts of Dash and of components, without the one for live pipes, which is a static file."""
    return [script["src"] for script in content["scripts"] if "pipe-hub" not in script["src"]]


def test_scripts_come_in_dashs_order_and_are_shared_by_all_apps(rf):
    scripts = bundles(content_of("Echo", rf.get("/")))
    places = [
        next(number for number, src in enumerate(scripts) if name in src)
        for name in ("deps/react@", "deps/react-dom@", "dash-renderer/", "dcc/dash_core_components", "html/")
    ]
    assert places == sorted(places)
    assert all(src.startswith("/django_plotly_dash/_dash-component-suites/") for src in scripts)


def test_the_page_has_no_inline_script_and_no_style(rf):
    page = render('{% plotly_direct name="Echo" %}', rf.get("/"))
    assert all("src" in script or script["type"] == "application/json" for script in DashAppReader(page).scripts)
    assert "style=" not in page
    assert "<style" not in page


def test_external_files_keep_their_attributes_and_get_their_prefix(rf):
    script = {"src": "https://example.org/a.js?x=1&y=2", "integrity": "sha384-abc", "crossorigin": "anonymous"}
    with temporary_app("External", external_scripts=[script]) as app:
        app.config.external_stylesheets.append(app.get_asset_url("own.css"))
        app.layout = html.P("x")
        content = content_of("External", rf.get("/"))
    assert script in content["scripts"]
    assert {"rel": "stylesheet", "href": "/django_plotly_dash/app/External/assets/own.css"} in content["stylesheets"]


def test_nothing_in_an_app_can_end_the_element_that_holds_it(rf):
    with temporary_app("Nasty", csrf_token_name="</script><script>alert(1)</script>") as app:
        app.layout = html.P("x")
        page = render('{% plotly_direct name="Nasty" %}', rf.get("/"))
    assert "alert(1)</script>" not in page
    assert contents(page)[0]["config"]["csrf_token_name"] == "</script><script>alert(1)</script>"


def test_clientside_callbacks_come_along(rf):
    with temporary_app("Clientside") as app:
        app.layout = html.Div([dcc.Input(id="in"), html.P(id="out")])
        app.clientside_callback("value => value && 'a < b'", Output("out", "children"), Input("in", "value"))
        (script,) = content_of("Clientside", rf.get("/"))["inlineScripts"]
    assert "value => value && 'a < b'" in script


def test_a_renderer_of_the_apps_own_comes_along(rf):
    assert content_of("Echo", rf.get("/"))["renderer"] is None
    with temporary_app("Hooked", hooks={"request_pre": "payload => {}"}) as app:
        app.layout = html.P("x")
        assert "payload => {}" in content_of("Hooked", rf.get("/"))["renderer"]


def test_an_app_a_state_and_arguments_are_chosen_as_for_frames(rf, state):
    page = render(
        '{% plotly_direct slug="green" %}{% plotly_direct da=da %}{% plotly_direct name="Echo" initial_arguments=v %}',
        rf.get("/"),
        da=state,
        v={"colour": {"value": "blue"}},
    )
    prefixes = [content["config"]["requests_pathname_prefix"] for content in contents(page)]
    assert prefixes[:2] == ["/django_plotly_dash/instance/green/"] * 2
    assert prefixes[2].startswith("/django_plotly_dash/app/Echo/initial/")


def test_arguments_last_as_long_as_a_page_may_stay_in_a_cache(rf, client):
    from django.core.cache import cache

    page = render("{% plotly_direct name='Echo' initial_arguments=v %}", rf.get("/"), v={"colour": {"value": "blue"}})
    cache.clear()
    layout = client.get(contents(page)[0]["config"]["requests_pathname_prefix"] + "_dash-layout").json()
    assert layout["props"]["children"][0]["props"]["value"] == "blue"


def test_a_site_below_a_script_name(rf):
    with override_script_prefix("/sub/"):
        content = content_of("Echo", rf.get("/"))
    assert content["config"]["requests_pathname_prefix"] == "/sub/django_plotly_dash/app/Echo/"
    assert bundles(content)[0].startswith("/sub/django_plotly_dash/_dash-component-suites/")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("", "name, slug and da"),
        ('name="Nobody"', "Nobody"),
        ('name="Echo" slug="nobody"', "nobody"),
        ('name="Echo" initial_arguments="{"', "initial_arguments"),
    ],
)
def test_a_wrong_call_names_the_tag_and_the_argument(rf, arguments, message):
    with pytest.raises(EmbedError, match=rf"plotly_direct.*{message}"):
        render(f"{{% plotly_direct {arguments} %}}", rf.get("/"))


def test_without_a_request_there_is_a_link():
    html = Template('{% load plotly_dash %}{% plotly_direct name="Echo" %}').render(Context())
    assert html.strip() == '<a href="/django_plotly_dash/app/Echo/">Echo</a>'


def test_an_app_that_cannot_be_set_up_is_logged_and_harms_no_page(rf, caplog):
    with temporary_app("Without Layout"):
        page = render('<p>above</p>{% plotly_direct name="Without Layout" %}<p>below</p>', rf.get("/"))
    assert "<p>above</p>" in page
    assert 'role="alert"' in page
    assert "cannot be shown at the moment" in page
    assert "<p>below</p>" in page
    assert "Without Layout" in caplog.text


def test_the_cookie_of_the_csrf_token_comes_with_the_layout(client):
    answer = client.get("/django_plotly_dash/app/Echo/_dash-layout")
    assert answer.cookies["csrftoken"].value


@pytest.mark.parametrize("hidden_by", ["CSRF_COOKIE_HTTPONLY", "CSRF_USE_SESSIONS"])
def test_the_page_carries_the_csrf_token_only_where_scripts_cannot_read_its_cookie(rf, settings, db, hidden_by):
    request = rf.get("/")
    request.session = {}
    assert "csrf" not in content_of("Echo", request)
    setattr(settings, hidden_by, True)
    assert len(content_of("Echo", request)["csrf"]["X-CSRFTOKEN"]) == 64


def test_the_root_url_of_the_site_is_its_domain(rf):
    assert render("{% site_root_url %}", rf.get("/", SERVER_PORT="8000")) == "testserver:8000"


def test_the_root_url_of_no_site_is_empty():
    assert Template("{% load plotly_dash %}{% site_root_url %}").render(Context()) == ""
