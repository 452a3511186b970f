"""Which app or saved state the path of a URL of this site leads to."""

from __future__ import annotations

from urllib.parse import unquote

from django.urls import Resolver404, ResolverMatch, get_script_prefix, resolve

from django_plotly_dash.urls import app_name


def route_of_app(path: str) -> ResolverMatch | None:
    """Return the route of an app that a path names; None where it is something else of the site.

    Args:
        path: as browsers have it: percent-encoded, with the script name.
    """
    prefix = get_script_prefix()
    path = unquote(path)
    if not path.startswith(prefix):
        return None
    try:
        match = resolve(f"/{path[len(prefix) :]}")
    except Resolver404:
        return None
    return match if match.app_names[-1:] == [app_name] else None
