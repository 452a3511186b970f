"""Apps in rich text: Wagtail's embed button takes the address of an app or of a saved state of this site.

::

    WAGTAILEMBEDS_FINDERS = [
        {"class": "dpd_wagtail.embeds.DashAppFinder"},
        {"class": "wagtail.embeds.finders.oembed"},
    ]
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.template.loader import render_to_string
from django.urls import ResolverMatch
from django.utils.timezone import now
from django.utils.translation import gettext as _
from wagtail.embeds.exceptions import EmbedNotFoundException
from wagtail.embeds.finders.base import EmbedFinder
from wagtail.models import Site

from django_plotly_dash.access.embed_only import is_embed_only
from django_plotly_dash.embedding.frame import EmbedError, embed
from dpd_wagtail.app_routes import route_of_app

_KEPT = timedelta(days=1)
_ROUTES = {"main": False, "app-main": True}
# The hosts that Django itself allows while DEBUG is on.
_LOCAL = [".localhost", "127.0.0.1", "[::1]"]


class DashAppFinder(EmbedFinder):
    """Finds apps of this site by their URL.

    Wagtail stores the HTML for a day, so it has no ticket in it: apps and states that are shown on pages only are not
    found.
    """

    def __init__(self, **_options: Any) -> None:
        """Accept the other options of the setting, which Wagtail passes."""

    def accept(self, url: str) -> bool:
        """Whether a URL is that of an app or a saved state of this site."""
        return _route_of(url) is not None

    def find_embed(self, url: str, max_width: int | None = None, max_height: int | None = None) -> dict[str, Any]:
        """Return what Wagtail stores for an app: a title and the HTML of a frame.

        Raises:
            EmbedNotFoundException: there is no such app, or it is shown on pages only.
        """
        route = _route_of(url)
        if route is None:
            raise EmbedNotFoundException
        ident = route.kwargs["ident"]
        try:
            found = embed(name=ident) if _ROUTES[str(route.url_name)] else embed(slug=ident)
        except EmbedError as error:
            raise EmbedNotFoundException(str(error)) from error
        if is_embed_only(found.app, found.instance):
            raise EmbedNotFoundException(f"{found.title!r} is shown on pages only: use the Dash app block.")
        query = urlsplit(url).query
        context = {"embed": found, "source": f"{found.url}?{query}" if query else found.url}
        return {
            "title": found.title,
            "author_name": "",
            "provider_name": _("Dash app"),
            "type": "rich",
            "width": None,
            "height": None,
            "html": render_to_string("dpd_wagtail/rich_text_embed.html", context).strip(),
            "cache_until": now() + _KEPT,
        }


def _route_of(url: str) -> ResolverMatch | None:
    """The match of the route of an app's page; None for other sites and other URLs."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not _is_own(parts.netloc):
        return None
    match = route_of_app(parts.path)
    return match if match is not None and match.url_name in _ROUTES else None


def _is_own(host: str) -> bool:
    """Whether a host is one of this site: it is in ``ALLOWED_HOSTS`` (without ``*``) or the host of a Wagtail site."""
    domain, _port = split_domain_port(host)
    allowed = [name for name in settings.ALLOWED_HOSTS if name != "*"] or (_LOCAL if settings.DEBUG else [])
    return bool(domain) and (validate_host(domain, allowed) or Site.objects.filter(hostname__iexact=domain).exists())
