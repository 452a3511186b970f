"""Let the site's own pages frame an app, whatever the site's default for frames is."""

from __future__ import annotations

from django.http import HttpResponseBase

from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.utils.middleware_list import has_middleware

# The middleware of Django and of django-csp.
POLICY_MIDDLEWARE = ("django.middleware.csp.ContentSecurityPolicyMiddleware", "csp.middleware.CSPMiddleware")


def allow_own_frames(response: HttpResponseBase) -> HttpResponseBase:
    """Set the headers that let pages of this site, and of ``PLOTLY_DASH["frame_ancestors"]``, frame a response.

    Django's ``XFrameOptionsMiddleware`` keeps a header that is already set. A site with its own content security policy
    sets in it who may frame its pages.
    """
    # Browsers that support frame-ancestors ignore the older header.
    response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
    if not has_middleware(*POLICY_MIDDLEWARE):
        origins = " ".join(["'self'", *plotly_dash_settings().frame_ancestors])
        response.headers.setdefault("Content-Security-Policy", f"frame-ancestors {origins}")
    return response
