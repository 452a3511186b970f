"""The URLs of apps. They can be included anywhere: ``path("dash/", include("django_plotly_dash.urls"))``.

The names are those of the manual and of django-plotly-dash. Each exists for saved states and for registered apps
(``app-``), and for both with initial arguments (``--args``). Paths without a name of their own use the last route,
which matches any path.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import URLPattern, path, re_path

from django_plotly_dash.access.gate import View, as_sync_view, with_view_decorator
from django_plotly_dash.mcp.sign_in import for_tools
from django_plotly_dash.mount.urls import NAMESPACE
from django_plotly_dash.views import add_stateless_apps, mount_view, shared_bundle

app_name = NAMESPACE

# url_part, name, regular expression of the path below the mount, the same with keyword arguments in braces. The most
# frequent ones come first, each for apps and saved states, without and with initial arguments.
_ROUTES = [
    ("_dash-update-component", "update-component", r"_dash-update-component", "_dash-update-component"),
    ("", "main", r"", ""),
    ("_dash-layout", "layout", r"_dash-layout", "_dash-layout"),
    ("_dash-dependencies", "dependencies", r"_dash-dependencies", "_dash-dependencies"),
    ("assets", "asset-redirect", r"assets/(?P<path>.+)", "assets/{path}"),
    (
        "_dash-component-suites",
        "component-component-suites",
        r"_dash-component-suites/(?P<component>[-\w]+)/_components/(?P<resource>.+)",
        "_dash-component-suites/{component}/_components/{resource}",
    ),
    (
        "_dash-component-suites",
        "component-suites",
        r"_dash-component-suites/(?P<component>[-\w]+)/(?P<resource>.+)",
        "_dash-component-suites/{component}/{resource}",
    ),
    ("_dash-routes", "routes", r"_dash-routes", "_dash-routes"),
    ("_mcp", "mcp", r"_mcp", "_mcp"),
    ("_dash-ws-callback", "websocket", r"_dash-ws-callback", "_dash-ws-callback"),
]
_REST = [("", "catch-all", r"(?P<path>.+)", "{path}")]

_MOUNTS: list[tuple[str, str, dict[str, Any]]] = [("app", "app-", {"stateless": True}), ("instance", "", {})]

_ARGUMENTS = [(r"", ""), (r"initial/(?P<cache_id>[-\w]+)/", "--args")]


def _view(subpath: str, name: str, route_name: str, url_part: str) -> View:
    view = with_view_decorator(mount_view(subpath, name), route_name=route_name, url_part=url_part, name=name)
    return for_tools(as_sync_view(view)) if name == "mcp" else view


def _patterns(routes: list[tuple[str, str, str, str]], arguments: Iterable[tuple[str, str]]) -> list[URLPattern]:
    return [
        re_path(
            rf"^{base}/(?P<ident>[-\w]+)/{below}{pattern}\Z",
            _view(subpath, name, f"{prefix}{name}{suffix}", url_part),
            extra,
            name=f"{prefix}{name}{suffix}",
        )
        for url_part, name, pattern, subpath in routes
        for below, suffix in arguments
        for base, prefix, extra in _MOUNTS
    ]


urlpatterns = [
    *_patterns(_ROUTES, _ARGUMENTS),
    # With initial arguments first: their path would otherwise match as a path of the app itself.
    *_patterns(_REST, _ARGUMENTS[::-1]),
    re_path(
        r"^_dash-component-suites/(?P<component>[-\w]+)/(?P<resource>.+)\Z",
        shared_bundle,
        name="shared-component-suites",
    ),
    path("add_stateless_apps/", add_stateless_apps, name="add_stateless_apps"),
]
