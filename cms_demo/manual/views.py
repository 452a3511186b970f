"""The views of the manual's pages: the list, and the views of pages that need data."""

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
    """Show the list of pages."""
    return render(request, "cms_demo/manual/list_of_pages.html", {"pages": pages})


@require_safe
def initial_state(request: HttpRequest, page: DemoPage) -> HttpResponse:
    """Give an app its initial values, one of which the visitor can choose in the URL: ``?colour=blue``."""
    colour = request.GET.get("colour")
    if colour not in COLOURS:
        colour = "green"
    arguments = {"dropdown-color": {"value": colour}, "dropdown-size": {"value": "large"}}
    return render(request, page.template, {"page": page, "arguments": arguments, "colours": COLOURS, "colour": colour})


@require_safe
def session_state(request: HttpRequest, page: DemoPage) -> HttpResponse:
    """Count the renderings in the session, where the callbacks of the app read the number."""
    state = request.session.get("django_plotly_dash", {})
    state["ind_use"] = state.get("ind_use", 0) + 1
    request.session["django_plotly_dash"] = state
    return render(request, page.template, {"page": page, "ind_use": state["ind_use"]})
