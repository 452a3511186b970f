"""Apps on pages that not everybody may see: what a page grants to the apps on it, and how that is judged.

The URL of an app on such a page carries the page's key, signed. With each request of the app, Wagtail's restrictions of
the page are asked again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wagtail.models import Page

from django_plotly_dash.embed_only import is_embed_only
from django_plotly_dash.grants import Guard, register_guard, visitor_grant

if TYPE_CHECKING:
    from django.http import HttpRequest

    from django_plotly_dash.dash_app import DjangoDash
    from django_plotly_dash.models import DashApp

PAGE = "page"
_RESTRICTED = "_dpd_wagtail_is_restricted"


def grants_of_page(
    page: Page | None, request: HttpRequest | None, app: DjangoDash, instance: DashApp | None = None
) -> dict[str, Any]:
    """Return what a page grants to an app on it; nothing where page and app are open to everybody.

    Args:
        page: the page that is rendered; None outside of pages.
        request: the request for which it is rendered; None without one.
        app: the app on it.
        instance: its saved state, if that is on the page.
    """
    if not (is_restricted(page) or is_embed_only(app, instance, request)):
        return {}
    if page is not None and page.pk and page.live and not getattr(request, "is_preview", False):
        return {PAGE: page.pk}
    return visitor_grant(request) if request is not None else {}


def is_restricted(page: Page | None) -> bool:
    """Say whether a page, or one above it, is for some visitors only; asked once for each page object."""
    if page is None or not page.path:
        return False
    known: bool | None = getattr(page, _RESTRICTED, None)
    if known is None:
        known = page.get_view_restrictions().exists()
        setattr(page, _RESTRICTED, known)
    return known


def _may_see(request: HttpRequest, key: Any) -> bool:
    page = Page.objects.filter(pk=key, live=True).first()
    if page is None:
        return False
    return all(restriction.accept_request(request) for restriction in page.get_view_restrictions())


def _url(request: HttpRequest, key: Any) -> str:
    # The page itself asks for the password or the login that it needs.
    page = Page.objects.filter(pk=key, live=True).first()
    return (page.get_url(request) or "") if page is not None else ""


def register_page_guard() -> None:
    """Have the grants of pages judged."""
    register_guard(PAGE, Guard(_may_see, _url))
