"""Apps on pages that not everybody may see: what a page grants to the apps on it, and how that is judged.

The URL of an app on such a page carries the page's key, signed. With each request of the app, Wagtail's restrictions of
the page are asked again, and whether the app still stands on it: what is published counts within five seconds.
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

# Key of a page to what stands on it, and until when that counts.
_known: dict[int, tuple[frozenset[str], float]] = {}


def grants_of_page(
    page: Page | None, request: HttpRequest | None, app: BaseApp, app_pk: int, instance: DashApp | None = None
) -> dict[str, Any]:
    """Return what a page grants to an app on it; nothing where page and app are open to everybody.

    Where the app stands in a StreamField of the page, it is granted as long as it does; what the page shows of other
    rows (a snippet with a block, say) is granted as long as the page is there.

    Args:
        page: the page that is rendered; None outside of pages.
        request: the request for which it is rendered; None without one.
        app: the app on it.
        app_pk: key of the app's row.
        instance: its saved state, if that is on the page.
    """
    if not (is_restricted(page) or is_embed_only(app, instance, request)):
        return {}
    if page is not None and page.pk and page.live and not getattr(request, "is_preview", False):
        placed = placed_key(app_pk, getattr(instance, "pk", None))
        return {PAGE: [page.pk, placed] if placed in _placed_in(page) else page.pk}
    return visitor_grant(request) if request is not None else {}


def _placed_in(page: Page) -> frozenset[str]:
    """What stands in the StreamFields of a page; looked up once for each page object."""
    known: frozenset[str] | None = getattr(page, _PLACED, None)
    if known is None:
        known = frozenset(placed_key(placed.app_pk, placed.state_pk) for placed in placed_apps(page))
        setattr(page, _PLACED, known)
    return known


def placed_key(app_pk: int | None, state_pk: int | None) -> str:
    """Name, in few letters, what a block shows: a saved state, or an app without one."""
    return f"s{state_pk}" if state_pk is not None else f"a{app_pk}"


def _placed_on(page: Page) -> frozenset[str]:
    """What stands on a live page. To read the whole page with each callback would cost more than most callbacks do."""
    # What a transaction sees may never be committed.
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
    """Say whether a page, or one above it, is for some visitors only; asked once for each page object."""
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
    # The page itself asks for the password or the login that it needs; where it asks for none, the app was taken off.
    return None if _accepts(page, request) else page.get_url(request) or ""


def _granting(value: Any) -> tuple[Page | None, str]:
    """The page of a grant, if it is still there for visitors, and what stands on it."""
    key, placed = value if isinstance(value, list) else (value, "")
    return Page.objects.filter(pk=key, live=True).first(), placed


def register_page_guard() -> None:
    """Have the grants of pages judged."""
    register_guard(PAGE, Guard(_may_see, _url))
    post_save.connect(_forget, dispatch_uid="dpd_wagtail.page_access")
