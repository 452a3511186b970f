"""A site whose pages have apps with Pipes, in frames and without."""

from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import include, path

from tests.live import async_apps, callback_apps, live_apps  # noqa: F401  they register apps

PAGE = """{% load plotly_dash %}<!doctype html><html lang="en"><head><meta charset="utf-8">
<link rel="icon" href="data:,"><title>Page</title>{% plotly_header %}</head><body>
{% for name in frames %}{% plotly_app name=name height=420 lazy=False %}{% endfor %}
{% for name in direct %}{% plotly_direct name=name %}{% endfor %}
{% if tag %}{% plotly_message_pipe %}{% plotly_message_pipe %}{% endif %}{% plotly_footer %}</body></html>"""


def page(request: HttpRequest) -> HttpResponse:
    values = {key: request.GET.getlist(key) for key in ("frames", "direct")}
    return HttpResponse(Template(PAGE).render(RequestContext(request, {**values, "tag": "tag" in request.GET})))


urlpatterns = [
    path("page/", page),
    path("dash/", include("django_plotly_dash.urls")),
    path("", include("django_plotly_dash.poke")),  # for WSGI servers
]
