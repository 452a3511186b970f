"""The URL paths of apps and saved states, from the site's URL configuration."""

from __future__ import annotations

from functools import lru_cache

from django.urls import URLResolver, get_resolver, get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language

NAMESPACE = "the_django_plotly_dash"


def app_url(ident: str, *, stateless: bool, cache_id: str | None = None) -> str:
    """Return the URL path of the page of an app, or of a saved state.

    Args:
        ident: the app's ident, or the state's slug.
        stateless: whether it is an app and not a saved state.
        cache_id: the id of initial arguments, or a ticket.

    Raises:
        NoReverseMatch: the site has not included ``django_plotly_dash.urls``.
    """
    route = f"{NAMESPACE}:{'app-' if stateless else ''}main"
    if cache_id is not None:
        return reverse(f"{route}--args", kwargs={"ident": ident, "cache_id": cache_id})
    return _kept(route, ident, get_resolver(get_urlconf()), get_script_prefix(), get_language())


@lru_cache(maxsize=1024)
def _kept(route: str, ident: str, _resolver: URLResolver, _script_prefix: str, _language: str | None) -> str:
    """Cached by all that ``reverse`` depends on: a page with many apps needs the same URLs with each request."""
    return reverse(route, kwargs={"ident": ident})
