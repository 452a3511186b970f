"""Which app or saved state a URL path of this site belongs to."""

from __future__ import annotations

from urllib.parse import unquote

from django.urls import Resolver404, ResolverMatch, get_script_prefix, resolve

from django_plotly_dash.urls import app_name


def route_of_app(path: str) -> ResolverMatch | None:
    """Return the match of an app's route for a path, or None if the path belongs to something else.

    Args:
        path: percent-encoded, with the script name, as in the browser.
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
