"""A demonstration page, which is a template with apps, and the view of pages without a view of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.shortcuts import render
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from django.http import HttpRequest, HttpResponse


@require_safe
def show(request: HttpRequest, page: DemoPage) -> HttpResponse:
    """Show a page that needs no view of its own."""
    return render(request, page.template, {"page": page})


@dataclass(frozen=True, kw_only=True)
class DemoPage:
    """One page.

    Attributes:
        slug: its path below that of the list.
        title: its heading.
        summary: one sentence, below the heading and in the list.
        apps: the modules of its apps, whose source it shows.
        more: further modules whose source it shows.
        states: slugs of the saved states that its template shows.
        view: its view.
    """

    folder: ClassVar[str]

    slug: str
    title: str
    summary: str
    apps: tuple[ModuleType, ...]
    more: tuple[ModuleType, ...] = ()
    states: tuple[str, ...] = ()
    view: Callable[..., HttpResponse] = show

    @property
    def template(self) -> str:
        """Name of its template, which is derived from the slug."""
        return f"{self.folder}/{self.slug.replace('-', '_')}.html"
