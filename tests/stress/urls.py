"""The same apps below two prefixes, a page with an app that raises, and the process that answers."""

import os

from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import include, path

from tests.stress import apps  # noqa: F401  registers them

PAGE = Template("""{% load plotly_dash %}<!doctype html><title>Page</title><h1>Page</h1>
{% plotly_app name="Raising" %}{% plotly_direct name="Raising" %}{% plotly_app name="Echo" %}""")


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE.render(RequestContext(request)))


def process(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(os.getpid()))


urlpatterns = [
    path("page/", page),
    path("process/", process),
    path("dash/", include("django_plotly_dash.urls")),
    path("second/deep/", include(("django_plotly_dash.urls", "the_django_plotly_dash"), namespace="second")),
]
