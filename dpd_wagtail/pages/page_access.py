"""Apps on private pages: the grant that a page gives to the apps on it, and how the grant is checked.

The URL of an app on such a page contains the signed key of the page. With each request of the app, Wagtail's view
restrictions of the page are checked again, and whether the app is still on the page. It takes up to five seconds until
a newly published page counts.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.db import connections, router
from django.db.models.signals import post_save
from wagtail.models import Page

from django_plotly_dash.access.embed_only import is_embed_only
from django_plotly_dash.tickets.grants import Guard, register_guard, visitor_grant
from dpd_wagtail.pages.placed_apps import placed_apps

if TYPE_CHECKING:
    from django.http import HttpRequest

    from django_plotly_dash.models import DashApp
    from django_plotly_dash.utils.base_app import BaseApp

PAGE = "page"
_RESTRICTED = "_dpd_wagtail_is_restricted"
_PLACED = "_dpd_wagtail_placed"
_SECONDS = 5
_MOST_KNOWN = 1000

# Key of a page to the apps on it, and the time until which this is used.
_known: dict[int, tuple[frozenset[str], float]] = {}


def grants_of_page(
    page: Page | None, request: HttpRequest | None, app: BaseApp, app_pk: int, instance: DashApp | None = None
) -> dict[str, Any]:
    """Return what a page grants to an app on it; nothing if everybody may open both page and app.

    If the app is in a StreamField of the page, the grant is valid as long as it is there. If the page shows it from
    another row, such as a snippet with a block, the grant is valid as long as the page is published.

    Args:
        page: the page that is rendered; None if no page is.
        request: the request for which it is rendered, if there is one.
        app: the app on it.
        app_pk: key of the app's row.
        instance: the saved state that the page shows, if it shows one.
    """
    if not (is_restricted(page) or is_embed_only(app, instance, request)):
        return {}
    if page is not None and page.pk and page.live and not getattr(request, "is_preview", False):
        placed = placed_key(app_pk, getattr(instance, "pk", None))
        return {PAGE: [page.pk, placed] if placed in _placed_in(page) else page.pk}
    return visitor_grant(request) if request is not None else {}


def _placed_in(page: Page) -> frozenset[str]:
    """The apps in the StreamFields of a page; looked up once for each page object."""
    known: frozenset[str] | None = getattr(page, _PLACED, None)
    if known is None:
        known = frozenset(placed_key(placed.app_pk, placed.state_pk) for placed in placed_apps(page))
        setattr(page, _PLACED, known)
    return known


def placed_key(app_pk: int | None, state_pk: int | None) -> str:
    """Return a short name for what a block shows: a saved state, or an app without one."""
    return f"s{state_pk}" if state_pk is not None else f"a{app_pk}"


def _placed_on(page: Page) -> frozenset[str]:
    """The apps on a live page. They are kept for some seconds: reading the page takes longer than most callbacks."""
    # What a transaction reads may never be committed.
    alone = not connections[router.db_for_read(Page)].in_atomic_block
    placed, until = _known.get(page.pk, (frozenset[str](), 0.0))
    if alone and time.monotonic() < until:
        return placed
    placed = _placed_in(page.specific)
    if alone:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[page.pk] = placed, time.monotonic() + _SECONDS
    return placed


def _forget(instance: Any, **_kwargs: Any) -> None:
    if isinstance(instance, Page):
        _known.pop(instance.pk, None)


def is_restricted(page: Page | None) -> bool:
    """Whether a page, or one of its ancestors, is private; looked up once for each page object."""
    if page is None or not page.path:
        return False
    known: bool | None = getattr(page, _RESTRICTED, None)
    if known is None:
        known = page.get_view_restrictions().exists()
        setattr(page, _RESTRICTED, known)
    return known


def _may_see(request: HttpRequest, value: Any) -> bool:
    page, placed = _granting(value)
    if page is None or (placed and placed not in _placed_on(page)):
        return False
    return _accepts(page, request)


def _accepts(page: Page, request: HttpRequest) -> bool:
    return all(restriction.accept_request(request) for restriction in page.get_view_restrictions())


def _url(request: HttpRequest, value: Any) -> str | None:
    page, _placed = _granting(value)
    if page is None:
        return ""
    # The page asks for the password or login that it needs. If the visitor may see it, the app was removed from it.
    return None if _accepts(page, request) else page.get_url(request) or ""


def _granting(value: Any) -> tuple[Page | None, str]:
    """The page of a grant, if it is still published, and the name of what the grant is for."""
    key, placed = value if isinstance(value, list) else (value, "")
    return Page.objects.filter(pk=key, live=True).first(), placed


def register_page_guard() -> None:
    """Register the check of the grants of pages."""
    register_guard(PAGE, Guard(_may_see, _url))
    post_save.connect(_forget, dispatch_uid="dpd_wagtail.page_access")
