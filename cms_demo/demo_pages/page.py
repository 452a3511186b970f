"""A demonstration page: a template with apps on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from cms_demo.demo_pages import views

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from django.http import HttpResponse


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
        view: what answers.
    """

    folder: ClassVar[str]

    slug: str
    title: str
    summary: str
    apps: tuple[ModuleType, ...]
    more: tuple[ModuleType, ...] = ()
    states: tuple[str, ...] = ()
    view: Callable[..., HttpResponse] = views.show

    @property
    def template(self) -> str:
        """Name of its template, which is that of its slug."""
        return f"{self.folder}/{self.slug.replace('-', '_')}.html"
