"""A page that was rendered once and is served from a cache (number 11 of what an editor will try)."""

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import include, path
from playwright.sync_api import expect

from django_plotly_dash.models import StatelessApp
from dpd_wagtail.blocks import DashAppBlock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]

PAGE = """{% load plotly_dash %}<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page</title>
{% plotly_header %}</head><body><h1>Page</h1>{{ block }}{% plotly_footer %}</body></html>"""

# What a cache holds: whole pages, or fragments of them.
kept: dict[str, str] = {}


def block(request: HttpRequest, display: str) -> str:
    row = StatelessApp.objects.get(app_name="Growing")
    value = {"app": row.pk, "display": display, "initial_arguments": {"lines": {"value": 7}}}
    return str(DashAppBlock().render(DashAppBlock().to_python(value), context={"request": request}))


def page(request: HttpRequest, kind: str, display: str) -> HttpResponse:
    if kind == "fragment":
        html = kept.get(kind + display) or kept.setdefault(kind + display, block(request, display))
        return HttpResponse(Template(PAGE).render(RequestContext(request, {"block": html})))
    if kind + display not in kept:
        context = RequestContext(request, {"block": block(request, display)})
        kept[kind + display] = Template(PAGE).render(context)
    return HttpResponse(kept[kind + display])


urlpatterns = [
    path("page/<slug:kind>/<slug:display>/", page),
    path("dash/", include("django_plotly_dash.urls")),
]


@pytest.mark.parametrize("is_closed", [False, True], ids=["open", "on pages only"])
@pytest.mark.parametrize("display", ["frame", "direct"])
@pytest.mark.parametrize("kind", ["whole", "fragment"])
def test_its_apps_have_their_arguments_and_work_for_everybody(new_page, live_server, kind, display, is_closed):
    kept.clear()
    row, _ = StatelessApp.objects.get_or_create(app_name="Growing")
    row.embed_only = is_closed
    row.save()
    url = f"{live_server.url}/page/{kind}/{display}/"
    for visitor in ("first", "a day later"):
        window = new_page()
        answer = window.goto(url)
        assert "set-cookie" not in answer.headers or visitor == "first"
        app = window.frame_locator("iframe") if display == "frame" else window.locator("dash-app")
        expect(app.get_by_text("line 6"), visitor).to_be_visible(timeout=20_000)
        app.locator("#lines").fill("12")
        expect(app.get_by_text("line 11"), visitor).to_be_visible(timeout=20_000)
        # Nothing that a server keeps for a while is needed.
        cache.clear()
