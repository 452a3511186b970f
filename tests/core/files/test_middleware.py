"""The middleware that serves apps' files, or replaces the addresses of other hosts' files."""

import asyncio
import re

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.test import AsyncClient, Client
from django.urls import include, path

from tests.core.apps_for_tests import temporary_app
from tests.core.files.site import BASE, CDN

pytestmark = pytest.mark.django_db


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
