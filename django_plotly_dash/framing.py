"""Leave for the site's own pages to frame an app, whatever the site's default for frames is."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.http import HttpResponseBase
from django.utils.module_loading import import_string

_POLICY_MIDDLEWARE = ("django.middleware.csp.ContentSecurityPolicyMiddleware", "csp.middleware.CSPMiddleware")


@cache
def _has_own_policy(middleware: tuple[str, ...]) -> bool:
    """Whether a site has a content security policy: Django's or django-csp's middleware, or one derived from them."""
    for path in middleware:
        loaded = import_string(path)
        bases = loaded.__mro__ if isinstance(loaded, type) else ()
        if any(f"{base.__module__}.{base.__qualname__}" in _POLICY_MIDDLEWARE for base in bases):
            return True
    return False


def allow_own_frames(response: HttpResponseBase) -> HttpResponseBase:
    """Set the headers that let pages of this site, and no others, frame a response.

    Django's ``XFrameOptionsMiddleware`` leaves a header alone that is set. A site with a content security policy of its
    own says in it who may frame.
    """
    response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
    if not _has_own_policy(tuple(settings.MIDDLEWARE)):
        response.headers.setdefault("Content-Security-Policy", "frame-ancestors 'self'")
    return response
