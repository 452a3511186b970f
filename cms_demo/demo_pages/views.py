"""The views of pages that need none of their own: the template says it all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from cms_demo.demo_pages.page import DemoPage


@require_safe
def show(request: HttpRequest, page: DemoPage) -> HttpResponse:
    """Show a page that is its template alone."""
    return render(request, page.template, {"page": page})
