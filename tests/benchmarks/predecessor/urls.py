"""URLs of the site on django-plotly-dash."""

from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import include, path
from scenes import add_callback, large_layout, small_layout

from django_plotly_dash import DjangoDash

small = DjangoDash("Small")
small.layout = small_layout()
add_callback(small)
large = DjangoDash("Large1500")
large.layout = large_layout(1500)
for number in range(10):
    tagged = DjangoDash(f"Tagged{number}")
    tagged.layout = small_layout()
    add_callback(tagged)

TAGS = "".join(f'{{% plotly_app name="Tagged{number}" %}}' for number in range(10))
EMPTY = "{% load plotly_dash %}<!doctype html><html><body><h1>Page</h1></body></html>"


def page(request: HttpRequest, kind: str) -> HttpResponse:
    source = EMPTY if kind == "none" else EMPTY.replace("</body>", f"{TAGS}</body>")
    return HttpResponse(Template(source).render(RequestContext(request)))


urlpatterns = [
    path("page/<str:kind>/", page),
    path("dash/", include("django_plotly_dash.urls")),
]
