"""The views of the manual's pages: of their list, and of those that a template alone would not do for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms_demo.dash_apps.manual.simple_example import COLOURS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from cms_demo.demo_pages.page import DemoPage


@require_safe
def list_of_pages(request: HttpRequest, pages: Sequence[DemoPage]) -> HttpResponse:
    """Show what pages there are."""
    return render(request, "cms_demo/manual/list_of_pages.html", {"pages": pages})


@require_safe
def initial_state(request: HttpRequest, page: DemoPage) -> HttpResponse:
    """Give an app its first values, of which the visitor may choose one in the URL: ``?colour=blue``."""
    colour = request.GET.get("colour")
    if colour not in COLOURS:
        colour = "green"
    arguments = {"dropdown-color": {"value": colour}, "dropdown-size": {"value": "large"}}
    return render(request, page.template, {"page": page, "arguments": arguments, "colours": COLOURS, "colour": colour})


@require_safe
def session_state(request: HttpRequest, page: DemoPage) -> HttpResponse:
    """Count the renderings where the callbacks of the app find them."""
    state = request.session.get("django_plotly_dash", {})
    state["ind_use"] = state.get("ind_use", 0) + 1
    request.session["django_plotly_dash"] = state
    return render(request, page.template, {"page": page, "ind_use": state["ind_use"]})
