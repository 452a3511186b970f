"""Pages of a Django site that hold apps without frames; the URL configuration of test_direct.py."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import include, path

from django_plotly_dash.middleware import BaseMiddleware

from . import direct_apps  # noqa: F401  registers the apps

PAGE = """{{% load plotly_dash %}}<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Page</title>
<link rel="icon" href="data:,">{}</head>
<body><h1>Page</h1>{}<p id="below">below</p>{}</body></html>"""

THREE = "".join(f'{{% plotly_direct name="Direct {number}" %}}' for number in ("One", "Two", "Three"))

BODIES = {
    "empty": "",
    "three": THREE,
    "twice": '{% plotly_direct name=\'Direct One\' initial_arguments=\'{"text": {"value": "left"}}\' %}'
    '{% plotly_direct name=\'Direct One\' initial_arguments=\'{"text": {"value": "right"}}\' %}',
    "state": '{% plotly_direct slug="saved" %}{% plotly_direct name="Direct One" %}',
    "raising": '{% plotly_direct name="Raising" %}{% plotly_direct name="Direct One" %}',
    "one": '{% plotly_direct name="Direct One" %}',
    "mixed": '{% plotly_direct name="Direct One" %}{% plotly_direct name="Direct Two" %}'
    '{% plotly_direct name="Direct List" %}',
    "private": '{% plotly_direct name="Direct Private" %}{% plotly_direct name="Direct One" %}',
    "libraries": '{% plotly_direct name="Direct Libraries" %}' * 2,
    "others": '{% plotly_direct name="Direct Hooked" %}{% plotly_direct name="Direct List" %}',
}


def page(request: HttpRequest, name: str, head: str = "", foot: str = "") -> HttpResponse:
    template = Template(PAGE.format(head, BODIES[name], foot))
    return HttpResponse(template.render(RequestContext(request)))


def with_header_and_footer(request: HttpRequest, name: str) -> HttpResponse:
    """The page inside the middleware: the live server's own is the same for all tests."""
    return BaseMiddleware(partial(page, name=name, head="{% plotly_header %}", foot="{% plotly_footer %}"))(request)


def strict(request: HttpRequest, name: str) -> HttpResponse:
    """A page that runs only scripts with its nonce."""
    response = page(request, name)
    body = response.content.decode()
    response.content = body.replace('<script type="module"', '<script nonce="abc" type="module"')
    response.headers["Content-Security-Policy"] = "script-src 'nonce-abc' 'strict-dynamic'"
    return response


def fragment(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(Template("{% load plotly_dash %}" + BODIES[name]).render(RequestContext(request)))


urlpatterns = [
    path("page/<slug:name>/", page),
    path("with-header-and-footer/<slug:name>/", with_header_and_footer),
    path("strict/<slug:name>/", strict),
    path("fragment/<slug:name>/", fragment),
    path("dash/", include("django_plotly_dash.urls")),
]
