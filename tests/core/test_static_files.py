"""Where the files of apps are: the finders, the URLs, the middleware that serves or replaces them."""

import asyncio
import json
import re
import sys

import dash
import dash_ag_grid
import pytest
from dash import html
from django.contrib.staticfiles import finders as staticfiles_finders
from django.core.checks import run_checks
from django.core.management import call_command
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.test import AsyncClient, Client
from django.urls import include, path

from django_plotly_dash.files.external import local_url, localise
from django_plotly_dash.files.static_urls import assets_of, static_url
from django_plotly_dash.finders import DashAssetFinder
from django_plotly_dash.registry.registry import registry
from tests.core.apps_for_tests import temporary_app

pytestmark = pytest.mark.django_db

FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "django_plotly_dash.finders.DashAssetFinder",
    "django_plotly_dash.finders.DashComponentFinder",
    "django_plotly_dash.finders.DashAppDirectoryFinder",
]
FILES = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
STATIC_FILES = "django.contrib.staticfiles.storage"
MANIFEST = {"default": FILES, "staticfiles": {"BACKEND": f"{STATIC_FILES}.ManifestStaticFilesStorage"}}
PLAIN = {"default": FILES, "staticfiles": {"BACKEND": f"{STATIC_FILES}.StaticFilesStorage"}}
VERSION = dash.__version__
RENDERER = f"dpd/components/dash/{VERSION}/dash-renderer/build/dash_renderer.min.js"
CDN = "https://cdn.jsdelivr.net/npm/bootstrap@5.3.6/dist/css/bootstrap.min.css"
BASE = "/django_plotly_dash"


@pytest.fixture
def with_finders(settings):
    settings.STATICFILES_FINDERS = FINDERS
    settings.STORAGES = PLAIN
    staticfiles_finders.get_finder.cache_clear()
    yield settings
    staticfiles_finders.get_finder.cache_clear()


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """What collectstatic makes of the test project, with hashed names."""
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=str(folder), STORAGES=MANIFEST, STATICFILES_FINDERS=FINDERS):
        staticfiles_finders.get_finder.cache_clear()
        call_command("collectstatic", interactive=False, verbosity=0)
    staticfiles_finders.get_finder.cache_clear()
    return folder


@pytest.fixture
def served(with_finders, collected):
    """The settings of a site that has collected its files."""
    with_finders.STORAGES = MANIFEST
    with_finders.STATIC_ROOT = str(collected)
    return with_finders


# Finders ------------------------------------------------------------------------------------------------------------


def test_the_finders_find_bundles_assets_and_nothing_else(with_finders):
    assert staticfiles_finders.find(RENDERER).endswith("dash_renderer.min.js")
    assert staticfiles_finders.find("dpd/assets/tests/nested/dot.svg").endswith("tests/assets/nested/dot.svg")
    assert staticfiles_finders.find("dpd/assets/cms_demo/dash_apps/dashboard.css").endswith("dashboard.css")
    assert len(staticfiles_finders.find(RENDERER, find_all=True)) == 1
    for nothing in (
        f"dpd/components/dash/{VERSION}/dash.py",
        "dpd/components/dash/0.1/dash-renderer/build/dash_renderer.min.js",
        f"dpd/components/dash/{VERSION}/../dash/dash.py",
        "dpd/assets/tests/../settings.py",
        "dpd/assets/tests/missing.svg",
        "dpd/components/os/1/path.py",
    ):
        assert not staticfiles_finders.find(nothing), nothing


def test_apps_that_the_url_configuration_makes_are_found_before_any_request(with_finders, tmp_path, monkeypatch):
    package = tmp_path / "late_site"
    (package / "assets").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "assets" / "late.css").write_text("p {}")
    (package / "urls.py").write_text(
        "from django_plotly_dash import DjangoDash\napp = DjangoDash('Late')\nurlpatterns = []\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    with_finders.ROOT_URLCONF = "late_site.urls"
    try:
        assert staticfiles_finders.find("dpd/assets/late_site/late.css") == str(package / "assets" / "late.css")
    finally:
        registry.unregister("Late")
        for name in ("late_site.urls", "late_site"):
            sys.modules.pop(name, None)


def test_collectstatic_collects_every_file_once(collected, with_finders):
    manifest = json.loads((collected / "staticfiles.json").read_text())["paths"]
    assert RENDERER in manifest
    assert "dpd/assets/tests/nested/dot.svg" in manifest
    assert any(name.endswith("dcc/async-graph.js") for name in manifest)
    assert any(name.endswith("plotly.min.js") for name in manifest)
    assert not [name for name in manifest if name.startswith("dpd/") and name.endswith(".py")]
    listed = [
        f"{storage.prefix}/{name}"
        for finder in staticfiles_finders.get_finders()
        if type(finder).__module__ == "django_plotly_dash.finders"
        for name, storage in finder.list([])
    ]
    assert len(listed) == len(set(listed))


def test_static_asset_root_moves_the_assets(with_finders):
    with_finders.PLOTLY_DASH = {"static_asset_root": "/elsewhere/"}
    assert staticfiles_finders.find("elsewhere/tests/nested/dot.svg")
    assert not staticfiles_finders.find("dpd/assets/tests/nested/dot.svg")


def test_a_folder_of_another_name_does_not_mix_with_the_package_s_own(with_finders, tmp_path):
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "own.txt").write_text("own")
    with temporary_app("Own folder", assets_folder=str(tmp_path / "pictures")):
        (place,) = [place for place in DashAssetFinder().folders() if "pictures" in place]
        assert place.startswith("dpd/assets/tests/core/pictures-")
        assert staticfiles_finders.find(f"{place}/own.txt")
        assert not staticfiles_finders.find("dpd/assets/tests/core/own.txt")


def test_two_folders_of_one_name_in_a_package_do_not_mix(with_finders, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name / "assets").mkdir(parents=True)
        (tmp_path / name / "assets" / "own.txt").write_text(name)
    folders = [str(tmp_path / name / "assets") for name in ("one", "two")]
    with temporary_app("One", assets_folder=folders[0]), temporary_app("Two", assets_folder=folders[1]):
        places = {str(folder): place for place, folder in DashAssetFinder().folders().items()}
        for folder in folders:
            assert staticfiles_finders.find(f"{places[folder]}/own.txt") == f"{folder}/own.txt"


def test_a_folder_may_be_named_by_a_way_up(with_finders, tmp_path):
    with_finders.DEBUG = True
    static_url.cache_clear()
    (tmp_path / "inner").mkdir()
    (tmp_path / "up").mkdir()
    (tmp_path / "up" / "plain.css").write_text("p {}")
    with temporary_app("UpAndDown", assets_folder=str(tmp_path / "inner" / ".." / "up")) as app:
        path = app.get_asset_static_url("plain.css").removeprefix("/static/")
        assert path.startswith("dpd/assets/")
        assert staticfiles_finders.find(path) == str(tmp_path / "up" / "plain.css")
    static_url.cache_clear()
    with temporary_app("UpAndClosed", assets_folder="../../cms_demo/dash_apps/assets", login_required=True) as app:
        assert str(assets_of(app)).endswith("/cms_demo/dash_apps/assets")


def test_assets_of_a_guarded_app_are_not_collected(with_finders, tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "secret.csv").write_text("secret")
    with temporary_app("Secret", login_required=True, assets_folder=str(tmp_path / "assets")) as app:
        assert tmp_path / "assets" not in DashAssetFinder().folders().values()
        assert app.get_asset_static_url("secret.csv") == app.get_asset_url("secret.csv")


# URLs ---------------------------------------------------------------------------------------------------------------


def test_a_page_names_collected_files_under_hashed_names(served, client):
    page = client.get(f"{BASE}/app/Echo/").content.decode()
    assert f"/static/dpd/components/dash/{VERSION}/dash-renderer/build/dash_renderer.min." in page
    assert "_dash-component-suites" not in page
    assert '"plotlyjs_url":"/static/dpd/components/plotly/' in page.replace("\\u002f", "/")


def test_without_finders_or_without_collected_files_our_routes_serve(settings, with_finders, client, tmp_path):
    for root, storages in ((str(tmp_path), PLAIN), (None, PLAIN), (str(tmp_path), MANIFEST)):
        settings.STATIC_ROOT, settings.STORAGES = root, storages
        assert "_dash-component-suites/dash/dash-renderer" in client.get(f"{BASE}/app/Echo/").content.decode()
    settings.STATICFILES_FINDERS = FINDERS[:1]
    assert "_dash-component-suites/dash/dash-renderer" in client.get(f"{BASE}/app/Echo/").content.decode()


def test_while_debug_is_on_the_finders_serve_what_is_not_collected(settings, with_finders, client, tmp_path):
    settings.DEBUG = True
    settings.PLOTLY_DASH = {"enable_dev_tools": False}  # they take the renderer that is easier to read
    settings.STORAGES = MANIFEST
    settings.STATIC_ROOT = str(tmp_path)
    page = client.get(f"{BASE}/app/Echo/").content.decode()
    assert f"/static/{RENDERER}" in page


def test_asset_urls(served):
    echo = registry.get("Echo")
    assert echo.get_asset_static_url("nested/dot.svg").startswith("/static/dpd/assets/tests/nested/dot.")
    assert echo.get_asset_static_url("missing.svg") == echo.get_asset_url("missing.svg")
    assert echo.get_asset_static_url("../settings.py") == echo.get_asset_url("../settings.py")
    layout = Client().get(f"{BASE}/app/Echo/_dash-layout").json()
    made_at_import_time = layout["props"]["children"][2]["props"]["src"]
    assert made_at_import_time == f"{BASE}/app/Echo/assets/picture.svg"
    assert b"".join(Client().get(made_at_import_time)).startswith(b"<svg")


def test_assets_of_a_guarded_app_stay_behind_its_rule(served):
    from tests import dash_apps

    with temporary_app("Guarded assets", login_required=True, assets_folder=dash_apps.echo.config.assets_folder) as app:
        app.layout = lambda: html.Img(src=app.get_asset_url("picture.svg"))
        from django.contrib.auth.models import User

        client = Client()
        client.force_login(User.objects.create_user("ada"))
        src = client.get(f"{BASE}/app/guarded-assets/_dash-layout").json()["props"]["src"]
        assert src == f"{BASE}/app/guarded-assets/assets/picture.svg"
        assert b"".join(client.get(src)).startswith(b"<svg")
        assert Client().get(src).status_code == 401


def test_css_and_js_of_an_app_come_as_dash_orders_them(served, client):
    page = client.get(f"{BASE}/app/GapminderExplorer/").content.decode()
    assert '<link rel="stylesheet" href="/static/dpd/assets/cms_demo/dash_apps/dashboard.' in page


# PLOTLY_COMPONENTS --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("dash", "must be a list"),
        ([3], "must be a list"),
        (["no_such_package"], "no_such_package"),
        ([""], "''"),
        ([".x"], ".x"),
    ],
)
def test_wrong_components_are_told_and_harm_nothing(with_finders, value, text):
    with_finders.PLOTLY_COMPONENTS = value
    (message,) = [message for message in run_checks() if message.id == "django_plotly_dash.E003"]
    assert text in message.msg
    assert staticfiles_finders.find(RENDERER)


def test_the_manuals_list_of_components_is_right(with_finders):
    with_finders.PLOTLY_COMPONENTS = [
        "dash_core_components",
        "dash_html_components",
        "dash_renderer",
        "dpd_components",
        "dpd_static_support",
        "dash_bootstrap_components",
    ]
    assert not [message for message in run_checks() if message.id == "django_plotly_dash.E003"]


# StaticAssetMiddleware ----------------------------------------------------------------------------------------------


class Forbidding:
    """The rest of the stack, which is not to be reached."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return HttpResponse("the rest of the stack", status=418)


STACK = ["django_plotly_dash.middleware.StaticAssetMiddleware", f"{__name__}.Forbidding"]


def bundle():
    page = Client().get(f"{BASE}/app/Echo/").content.decode()
    return next(url for url in re.findall(r'src="([^"]+)"', page) if "/_dash-component-suites/" in url)


@pytest.mark.django_db(transaction=True)  # a response that is closed closes the connection
@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_bundles_and_open_assets_are_served_before_the_rest_of_the_stack(settings, kind):
    url = bundle()
    settings.MIDDLEWARE = STACK

    def ask(address, method="get"):
        answer = getattr(kind(), method)(address)
        answer = asyncio.run(answer) if kind is AsyncClient else answer
        answer.close()
        return answer

    with temporary_app("Guarded assets", login_required=True):
        assert ask(url).status_code == 200
        assert "immutable" in ask(url).headers["Cache-Control"]
        assert ask(f"{BASE}/app/Echo/assets/picture.svg").status_code == 200
        assert ask(f"{BASE}/app/Echo/assets/missing.svg").status_code == 404
        for other in (
            f"{BASE}/app/Echo/",
            f"{BASE}/app/guarded-assets/assets/picture.svg",
            f"{BASE}/app/unknown/assets/picture.svg",
            "/assets/picture.svg",
            "/nothing/_dash-component-suites/dash/x.js",
        ):
            assert ask(other).status_code == 418, other
        assert ask(url, "post").status_code == 418


def test_it_does_nothing_where_staticfiles_serves(with_finders):
    url = bundle()
    with_finders.MIDDLEWARE = STACK
    assert Client().get(url).status_code == 418


# Files of other hosts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        CDN,
        "https://cdn.jsdelivr.net/npm/bootstrap@5.0.2/dist/css/bootstrap.css",
        "https://stackpath.bootstrapcdn.com/bootstrap/5.0.0/css/bootstrap.min.css",
        "https://cdnjs.cloudflare.com/ajax/libs/bootstrap/5.3.3/css/bootstrap.min.css",
        "https://unpkg.com/bootstrap@5/dist/css/bootstrap.min.css",
    ],
)
def test_bootstrap_5_is_here(url):
    assert local_url(url) == "/static/django_plotly_dash/bootstrap/bootstrap.min.css"


@pytest.mark.parametrize(
    "url",
    [
        "https://cdn.jsdelivr.net/npm/bootswatch@5.3.6/dist/darkly/bootstrap.min.css",
        "https://stackpath.bootstrapcdn.com/bootstrap/4.1.1/css/bootstrap.min.css",
        "https://evil.example/npm/bootstrap@5.3.6/dist/css/bootstrap.min.css",
        f"{CDN}?x",
        "/static/bootstrap.css",
    ],
)
def test_what_is_not_here_keeps_its_address(url):
    assert local_url(url) is None
    tag = f'<link rel="stylesheet" href="{url}" integrity="sha384-x" crossorigin>'
    assert localise(tag) == tag


def test_bootstrap_4_comes_from_the_support_package(monkeypatch):
    """The test project cannot be given one more app: Wagtail's do not get ready twice."""
    from django_plotly_dash.files import external as external_resources

    monkeypatch.setattr(external_resources.apps, "is_installed", lambda name: name == "dpd_static_support")
    external_resources._support_package.cache_clear()
    try:
        url = "https://stackpath.bootstrapcdn.com/bootstrap/4.1.1/css/bootstrap.min.css"
        assert local_url(url) == "/static/dpd_static_support/css/bootstrap.min.css"
    finally:
        external_resources._support_package.cache_clear()


def test_what_bound_the_element_to_the_other_host_goes_with_it():
    before = f"""<a href="{CDN}">a link stays</a>
<LINK integrity='sha384-x' HREF={CDN} crossorigin="anonymous" rel=stylesheet>
<link rel="stylesheet"
      href="{CDN}" crossorigin integrity="sha384-x" />"""
    here = "/static/django_plotly_dash/bootstrap/bootstrap.min.css"
    assert (
        localise(before)
        == f"""<a href="{CDN}">a link stays</a>
<LINK HREF="{here}" rel=stylesheet>
<link rel="stylesheet"
      href="{here}" />"""
    )


def test_an_app_takes_bootstrap_from_this_site_unless_it_says_otherwise(client):
    with temporary_app("Local", add_bootstrap_links=True) as app:
        app.layout = html.P("x")
        page = client.get(f"{BASE}/app/Local/").content.decode()
        assert "/static/django_plotly_dash/bootstrap/bootstrap.min.css" in page
        assert "https://" not in page
    with temporary_app("Remote", add_bootstrap_links=True, serve_locally=False) as app:
        app.layout = html.P("x")
        assert CDN in client.get(f"{BASE}/app/Remote/").content.decode()


def test_the_check_names_what_an_app_takes_from_another_host():
    with temporary_app("Foreign", external_stylesheets=["https://fonts.example/font.css", CDN, "/static/own.css"]):
        (message,) = [message for message in run_checks() if message.id == "django_plotly_dash.I001"]
    assert "'Foreign' takes https://fonts.example/font.css" in message.msg


def test_the_check_names_what_a_component_package_takes_from_another_host(monkeypatch, client):
    url = "https://maps.example/map.js"
    resource = {"external_url": url, "external_only": True, "namespace": "dash_ag_grid"}
    monkeypatch.setattr(dash_ag_grid, "_js_dist", [*dash_ag_grid._js_dist, resource])
    (message,) = [message for message in run_checks() if message.id == "django_plotly_dash.I001"]
    assert "'dash_ag_grid'" in message.msg
    assert url in message.msg
    assert url in client.get(f"{BASE}/app/Echo/").content.decode(), "the page does what the check says"


# ExternalRedirectionMiddleware --------------------------------------------------------------------------------------

LINK = f'<!doctype html><link href="{CDN}"><p>é</p>'


def plain(request):
    answer = HttpResponse(LINK)
    answer.headers["Content-Length"] = str(len(answer.content))
    return answer


def latin(request):
    return HttpResponse(LINK, charset="latin-1")


def late(request):
    return TemplateResponse(request, engines["django"].from_string(LINK))


def stream(request):
    return StreamingHttpResponse([LINK])


def file(request):
    import io

    return FileResponse(io.BytesIO(LINK.encode()), content_type="text/html")


def text(request):
    return HttpResponse(LINK, content_type="text/plain")


def encoded(request):
    return HttpResponse(LINK, headers={"Content-Encoding": "br"})


def broken(request):
    return HttpResponse(b"\xff" + LINK.encode())


urlpatterns = [
    *(path(view.__name__, view) for view in (plain, latin, late, stream, file, text, encoded, broken)),
    path("dash/", include("django_plotly_dash.urls")),
]


@pytest.fixture
def redirecting(settings):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = ["django_plotly_dash.middleware.ExternalRedirectionMiddleware"]
    return settings


@pytest.mark.parametrize("kind", [Client, AsyncClient])
@pytest.mark.parametrize("name", ["plain", "latin", "late"])
def test_pages_of_the_site_are_changed(redirecting, name, kind):
    answer = kind().get(f"/{name}")
    if kind is AsyncClient:
        answer = asyncio.run(answer)
    assert "jsdelivr" not in answer.content.decode(answer.charset)
    assert "é" in answer.content.decode(answer.charset)
    if answer.has_header("Content-Length"):
        assert answer.headers["Content-Length"] == str(len(answer.content))


@pytest.mark.parametrize("name", ["stream", "file", "text", "encoded", "broken"])
def test_everything_else_is_left_alone(redirecting, name):
    answer = Client().get(f"/{name}")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert b"jsdelivr" in content


def test_with_files_from_a_cdn_nothing_is_changed(redirecting):
    redirecting.PLOTLY_DASH = {"serve_locally": False}
    assert b"jsdelivr" in Client().get("/plain").content


def test_static_url_of_what_is_outside_is_none(settings, tmp_path):
    settings.STORAGES = PLAIN
    settings.STATIC_ROOT = str(tmp_path)
    assert static_url("../../etc/passwd") is None
