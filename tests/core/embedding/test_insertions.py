"""``plotly_header``, ``plotly_footer`` and the middleware that fills them in."""

import asyncio
import gzip
import re

import pytest
from asgiref.sync import iscoroutinefunction
from django.http import FileResponse, HttpResponse, JsonResponse, StreamingHttpResponse
from django.template import Context, Template, engines
from django.template.response import TemplateResponse
from django.urls import include, path

from django_plotly_dash.middleware import BaseMiddleware
from tests.core.apps_for_tests import temporary_app

pytestmark = pytest.mark.django_db

BODY = '<head>{% plotly_header %}</head><body>{% plotly_direct name="Echo" %}{% plotly_footer %}</body>'
MARKER = re.compile(r"<!--django-plotly-dash \w+ \w+-->")


def render(source, request):
    return Template("{% load plotly_dash %}" + source).render(Context({"request": request}))


def through_middleware(request, view):
    return BaseMiddleware(view)(request)


def page_of(request, source, **options):
    return through_middleware(request, lambda request: HttpResponse(render(source, request), **options))


def view(request):
    return TemplateResponse(request, engines["django"].from_string("{% load plotly_dash %}" + BODY))


async def async_view(request):
    return HttpResponse(render(BODY, request))


urlpatterns = [path("late/", view), path("django_plotly_dash/", include("django_plotly_dash.urls"))]


def assert_filled(page):
    head, body = page.split("</head>")
    assert re.search(r'<link rel="stylesheet" href="\S+direct\.css">', head)
    foot = body.split("</dash-app>")[1]
    assert re.search(r'<script defer="" src="/django_plotly_dash/_dash-component-suites/dash/deps/react@', foot)
    assert not MARKER.search(page)


def test_style_sheets_stand_in_the_head_and_scripts_at_the_foot(rf):
    assert_filled(page_of(rf.get("/"), BODY).text)


def test_each_file_stands_once_for_all_apps(rf):
    twice = '{% plotly_direct name="Echo" %}{% plotly_direct name="Growing" %}{% plotly_footer %}'
    foot = page_of(rf.get("/"), twice).text.split("</dash-app>")[2]
    sources = re.findall(r'src="([^"]+)"', foot)
    assert len(sources) > 5
    assert len(sources) == len(set(sources))


def test_scripts_keep_dashs_order_and_their_attributes(rf):
    script = {"src": "https://example.org/a.js?x=1&y=2", "integrity": 'sha384-"', "async": "true"}
    with temporary_app("External", external_scripts=[script]) as app:
        app.layout = []
        page = page_of(rf.get("/"), '{% plotly_direct name="External" %}{% plotly_footer %}').text
    foot = page.split("</dash-app>")[1]
    assert foot.index("deps/react@") < foot.index("example.org") < foot.index("dash-renderer/")
    assert foot.index("dash-renderer/") < foot.index("dcc/dash_core_components")
    assert '<script src="https://example.org/a.js?x=1&amp;y=2" integrity=' in foot


def test_a_page_without_direct_apps_gets_nothing(rf):
    page = page_of(rf.get("/"), "<head>{% plotly_header %}</head><body>{% plotly_footer %}</body>")
    assert page.content == b"<head></head><body></body>"


def test_a_tag_that_stands_twice_is_filled_once(rf):
    page = page_of(rf.get("/"), "{% plotly_header %}" + BODY + "{% plotly_footer %}").text
    assert page.startswith("<link")
    assert page.count('rel="modulepreload"') == 1
    assert len(re.findall(r"<script [^>]*deps/react@", page)) == 1
    assert not MARKER.search(page)


def test_without_the_middleware_the_tags_write_nothing(rf):
    page = render(BODY, rf.get("/"))
    assert page.startswith("<head></head>")
    assert page.endswith("</dash-app>\n</body>")


def test_without_a_request_the_tags_write_nothing():
    assert Template("{% load plotly_dash %}{% plotly_header %}{% plotly_footer %}").render(Context()) == ""


def test_a_response_that_is_rendered_late_is_filled(client, settings):
    settings.ROOT_URLCONF = "tests.core.embedding.test_insertions"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django_plotly_dash.middleware.BaseMiddleware"]
    assert_filled(client.get("/late/").text)


def test_a_response_that_is_not_rendered_yet_is_filled_when_it_is(rf):
    response = through_middleware(rf.get("/"), view)
    assert not response.is_rendered
    assert_filled(response.render().text)


def test_an_asynchronous_view_is_filled(rf):
    middleware = BaseMiddleware(async_view)
    assert iscoroutinefunction(middleware)
    assert_filled(asyncio.run(middleware(rf.get("/"))).text)


def test_the_length_that_a_view_set_is_right_again(rf):
    def view(request):
        response = HttpResponse(render(BODY, request))
        response.headers["Content-Length"] = str(len(response.content))
        return response

    response = through_middleware(rf.get("/"), view)
    assert_filled(response.text)
    assert int(response.headers["Content-Length"]) == len(response.content)
    assert "Content-Length" not in page_of(rf.get("/"), BODY).headers


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "utf-16", "shift_jis"])
def test_a_page_of_any_charset(rf, charset):
    text = "é" if charset == "iso-8859-1" else "日本" if charset != "utf-8" else "é 日本"
    page = page_of(rf.get("/"), f"<p>{text}</p>{BODY}", content_type=f"text/html; charset={charset}")
    assert f"<p>{text}</p>" in page.content.decode(charset)
    assert_filled(page.content.decode(charset))


def test_a_script_url_that_the_charset_lacks_is_written_as_a_reference(rf):
    with temporary_app("Accents", external_scripts=["https://example.org/日.js"]) as app:
        app.layout = []
        page = page_of(
            rf.get("/"),
            '{% plotly_direct name="Accents" %}{% plotly_footer %}',
            content_type="text/html; charset=ascii",
        )
    assert b"https://example.org/&#26085;.js" in page.content.split(b"</dash-app>")[1]


def unreadable(request):
    return HttpResponse(render(BODY, request).encode() + b"\xff", content_type="text/html; charset=utf-8")


def of_unknown_charset(request):
    return HttpResponse(render(BODY, request).encode(), content_type="text/html; charset=nonsense")


def compressed(request):
    return HttpResponse(gzip.compress(render(BODY, request).encode()), headers={"Content-Encoding": "gzip"})


def other_kind(request):
    return JsonResponse({"html": render(BODY, request)})


@pytest.mark.parametrize("view", [unreadable, of_unknown_charset, compressed, other_kind])
def test_what_is_no_readable_page_is_left_as_it_is(rf, view):
    contents = []

    def remembering(request):
        response = view(request)
        contents.append(response.content)
        return response

    assert through_middleware(rf.get("/"), remembering).content == contents[0]


def test_streams_and_files_are_left_as_they_are(rf, tmp_path, db):
    file = tmp_path / "page.html"
    file.write_text("<p>file</p>")

    def stream(request):
        return StreamingHttpResponse([render(BODY, request)])

    def send(request):
        render(BODY, request)
        return FileResponse(file.open("rb"), content_type="text/html")

    assert MARKER.search(through_middleware(rf.get("/"), stream).getvalue().decode())
    response = through_middleware(rf.get("/"), send)
    assert response.getvalue() == b"<p>file</p>"
    response.close()


def test_content_cannot_forge_a_marker(rf):
    forged = "<!--django-plotly-dash footer 00000000000000000000000000000000-->"
    first = page_of(rf.get("/"), forged + BODY)
    assert forged in first.text
    assert_filled(first.text.replace(forged, ""))
    markers = {MARKER.search(render_with_marker(rf))[0] for _ in range(3)}
    assert len(markers) == 3


def render_with_marker(rf):
    seen = []

    def view(request):
        seen.append(render("{% plotly_footer %}", request))
        return HttpResponse(seen[0])

    through_middleware(rf.get("/"), view)
    return seen[0]


def test_a_page_without_the_tags_is_not_even_looked_at(rf):
    class Unreadable(HttpResponse):
        @property
        def content(self):
            raise AssertionError("the middleware reads a page that has no marker")

        @content.setter
        def content(self, value):
            pass

    response = Unreadable()
    assert through_middleware(rf.get("/"), lambda request: response) is response
