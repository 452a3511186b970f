"""Files of apps that need nothing of the rest of the middleware: bundles, and the assets of apps for everybody."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.urls import Resolver404, resolve

from django_plotly_dash.mount.urls import NAMESPACE
from django_plotly_dash.registry.registry import registry
from django_plotly_dash.tickets.signing import PREFIX as TICKET

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

_BUNDLES = "shared-component-suites"
_ASSETS = ("app-asset-redirect", "app-asset-redirect--args")


def public_file_view(request: HttpRequest) -> Callable[[], HttpResponseBase] | None:
    """Return what answers a request for such a file; None for every other request.

    Args:
        request: the request, as it came in: nobody is known yet to be logged in.
    """
    path = request.path_info
    if request.method not in ("GET", "HEAD") or not ("/_dash-component-suites/" in path or "/assets/" in path):
        return None
    try:
        match = resolve(path, getattr(request, "urlconf", None))
    except Resolver404:
        return None
    if match.app_names[-1:] != [NAMESPACE]:
        return None
    if match.url_name in _ASSETS:
        app = registry.registered(match.kwargs["ident"])
        # A ticket may be that of a visitor who is logged in.
        if app is None or app.is_guarded or match.kwargs.get("cache_id", "").startswith(TICKET):
            return None
    elif match.url_name != _BUNDLES:
        return None
    return functools.partial(match.func, request, *match.args, **match.kwargs)
