"""Leave for the site's own pages to frame an app, whatever the site's default for frames is."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponseBase

_POLICY_MIDDLEWARE = ("django.middleware.csp.ContentSecurityPolicyMiddleware", "csp.middleware.CSPMiddleware")


def allow_own_frames(response: HttpResponseBase) -> HttpResponseBase:
    """Set the headers that let pages of this site, and no others, frame a response.

    Django's ``XFrameOptionsMiddleware`` leaves a header alone that is set. A site with a content security policy of its
    own says in it who may frame.
    """
    response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
    if not any(name in settings.MIDDLEWARE for name in _POLICY_MIDDLEWARE):
        response.headers.setdefault("Content-Security-Policy", "frame-ancestors 'self'")
    return response
