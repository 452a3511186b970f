"""The view of the gallery's list; the pages of topics have the view of ``cms_demo.demo_pages``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def list_of_topics(request: HttpRequest) -> HttpResponse:
    """Show the list of topics."""
    return render(request, "cms_demo/gallery/list_of_topics.html")
