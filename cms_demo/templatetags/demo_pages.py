"""``{% load demo_pages %}``: what the frame of a demonstration page needs beside the page itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django import template

from cms_demo.demo_pages.sources import Source, app_keys, sources_of, sources_of_apps
from cms_demo.gallery.topics import SECTIONS, TOPICS, Section, Topic
from cms_demo.manual.pages import PAGES, ManualPage
from django_plotly_dash.models import DashApp, StatelessApp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wagtail.blocks import StreamValue

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


class Neighbours(NamedTuple):
    """The topics before and after another one, None at the ends."""

    before: Topic | None
    after: Topic | None


@register.simple_tag
def gallery_neighbours(topic: Topic) -> Neighbours:
    """Return the topics beside one, in the order of the gallery."""
    number = TOPICS.index(topic)
    return Neighbours(TOPICS[number - 1] if number else None, next(iter(TOPICS[number + 1 :]), None))


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


@register.simple_tag
def sources_of_app(name: str) -> list[Source]:
    """Return the source of an app that a template names."""
    return sources_of_apps([name])


@register.simple_tag
def sources_of_apps_in(body: StreamValue) -> list[Source]:
    """Return the sources of the apps that the blocks of a page show, each once, in their order."""
    keys = list(dict.fromkeys(app_keys(body.get_prep_value())))
    names = StatelessApp.objects.in_bulk(keys)
    return sources_of_apps(names[key].app_name for key in keys if key in names)
