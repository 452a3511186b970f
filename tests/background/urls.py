"""URLs of the site with a worker: its apps, and in each answer the process that gave it."""

import os
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

urlpatterns = [path("dash/", include("django_plotly_dash.urls"))]


def tell_process(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["X-Process"] = str(os.getpid())
        return response

    return middleware
