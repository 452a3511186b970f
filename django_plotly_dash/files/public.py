"""Files that do not need the rest of the middleware: bundles, and assets of apps that everybody may reach."""

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
    """Return a function that answers a request for such a file; None for any other request.

    Args:
        request: the request before other middleware has seen it, so without a user.
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
        # A ticket may belong to a user who is logged in.
        if app is None or app.is_guarded or match.kwargs.get("cache_id", "").startswith(TICKET):
            return None
    elif match.url_name != _BUNDLES:
        return None
    return functools.partial(match.func, request, *match.args, **match.kwargs)
