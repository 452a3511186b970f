"""``{% load demo_pages %}``: what the frame of a demonstration page needs beside the page itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from cms_demo.demo_pages.sources import Source, sources_of
from cms_demo.gallery.topics import SECTIONS, Section
from cms_demo.manual.pages import PAGES, ManualPage
from django_plotly_dash.models import DashApp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cms_demo.demo_pages.page import DemoPage

register = template.Library()


@register.simple_tag
def manual_pages() -> Sequence[ManualPage]:
    """Return all pages of the manual."""
    return PAGES


@register.simple_tag
def gallery_sections() -> Sequence[Section]:
    """Return the sections of the gallery, each with its topics."""
    return SECTIONS


@register.simple_tag
def missing_states(page: DemoPage) -> list[str]:
    """Return the slugs of the saved states that a page shows and that somebody has deleted."""
    if not page.states:
        return []
    there = set(DashApp.objects.filter(slug__in=page.states).values_list("slug", flat=True))
    return [slug for slug in page.states if slug not in there]


@register.simple_tag
def sources(page: DemoPage) -> list[Source]:
    """Return the sources of a page."""
    return sources_of(page)
