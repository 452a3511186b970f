"""URLs of the lean site: its apps, and a page that has one in a frame or, with ``?direct``, without."""

from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import include, path

from tests import component_apps  # noqa: F401  registers its app

PAGE = Template("""{% load plotly_dash %}<!doctype html><html lang="en"><head><meta charset="utf-8">
<link rel="icon" href="data:,"><title>Page</title>
<link rel="stylesheet" href="https://cdn.jsdelivr.net/npm/bootstrap@5.3.6/dist/css/bootstrap.min.css"
      integrity="sha384-4Q6Gf2aSP4eDXB8Miphtr37CMZZQ5oXLH2yaXMJ2w8e2ZtHTl7GptT4jmndRuHDT" crossorigin="anonymous">
{% plotly_header %}</head>
<body><h1>Page</h1>{% if direct %}{% plotly_direct name=name %}{% else %}{% plotly_app name=name %}{% endif %}
{% plotly_footer %}</body></html>""")


def page(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(PAGE.render(RequestContext(request, {"name": name, "direct": "direct" in request.GET})))


urlpatterns = [path("page/<str:name>/", page), path("dash/", include("django_plotly_dash.urls"))]
