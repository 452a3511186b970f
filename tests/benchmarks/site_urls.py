"""URLs of the site of the benchmark: the apps, a bare view beside them, and pages with tags."""

import os

import orjson
from django.contrib.staticfiles.views import serve
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import RequestContext, Template
from django.urls import include, path

from django_plotly_dash import DjangoDash
from tests.benchmarks.scenes import add_callback, large_layout, small_layout

small = DjangoDash("Small")
small.layout = small_layout()
add_callback(small)

for size in os.environ.get("BENCH_SIZES", "1500").split(","):
    large = DjangoDash(f"Large{size}")
    large.layout = large_layout(int(size))

for number in range(int(os.environ.get("BENCH_APPS", "10"))):
    tagged = DjangoDash(f"Tagged{number}")
    tagged.layout = small_layout()
    add_callback(tagged)


def tags(tag: str, count: int) -> str:
    """A tag for each of the first small apps; its name may come with options."""
    return "".join(f'{{% {tag} name="Tagged{number}" %}}' for number in range(count))


ARGUMENTS = {f"input-{number}": {"value": -number} for number in range(0, 80, 4)}
EMPTY = "{% load plotly_dash %}<!doctype html><html><body><h1>Page</h1></body></html>"
NO_ICON = '<head><link rel="icon" href="data:,"></head><body>'
PAGES = {
    "none": Template(EMPTY),
    "arguments": Template(
        EMPTY.replace("</body>", '{% plotly_app name="Large1500" initial_arguments=arguments %}</body>')
    ),
    "ten": Template(EMPTY.replace("</body>", f"{tags('plotly_app', 10)}</body>")),
    # For browsers: frames do not wait until they come near the view.
    **{
        f"{way}-{count}": Template(EMPTY.replace("<body>", NO_ICON).replace("</body>", f"{tags(tag, count)}</body>"))
        for way, tag in {"frames": "plotly_app lazy=False", "direct": "plotly_direct"}.items()
        for count in (1, 5, 20)
    },
}


def bare(request: HttpRequest) -> JsonResponse:
    """What a developer would write without Dash: JSON in, JSON out."""
    body = orjson.loads(request.body)
    text = f"{body['inputs'][0]['value']} {body['state'][0]['value']}"
    return JsonResponse({"multi": True, "response": {"answer": {"children": text}}})


def page(request: HttpRequest, kind: str) -> HttpResponse:
    return HttpResponse(PAGES[kind].render(RequestContext(request, {"arguments": ARGUMENTS})))


urlpatterns = [
    path("bare/", bare),
    path("page/<str:kind>/", page),
    path("dash/", include("django_plotly_dash.urls")),
    path("static/<path:path>", serve, {"insecure": True}),
]
