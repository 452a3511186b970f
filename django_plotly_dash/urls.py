"""The routes of apps: include them anywhere, ``path("dash/", include("django_plotly_dash.urls"))``.

Names are those of the manual and its package; each is there for saved states, for registered apps (``app-``) and again
with initial arguments (``--args``). What has no name of its own goes through the last, catch-all route.
"""

from __future__ import annotations

from typing import Any

from django.urls import re_path

from .access import decorated
from .views import mount_view, shared_bundle

app_name = "the_django_plotly_dash"

# url_part, name, regular expression of the path below the mount, the same with keyword arguments in braces
_ROUTES = [
    ("", "main", r"", ""),
    ("_dash-layout", "layout", r"_dash-layout", "_dash-layout"),
    ("_dash-dependencies", "dependencies", r"_dash-dependencies", "_dash-dependencies"),
    ("_dash-update-component", "update-component", r"_dash-update-component", "_dash-update-component"),
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
    ("assets", "asset-redirect", r"assets/(?P<path>.+)", "assets/{path}"),
    ("_dash-routes", "routes", r"_dash-routes", "_dash-routes"),
    ("", "catch-all", r"(?P<path>.+)", "{path}"),
]

_MOUNTS: list[tuple[str, str, dict[str, Any]]] = [
    ("instance", "", {}),
    ("app", "app-", {"stateless": True}),
]

_ARGUMENTS = [(r"initial/(?P<cache_id>[-\w]+)/", "--args"), (r"", "")]

urlpatterns = [
    re_path(
        rf"^{base}/(?P<ident>[-\w]+)/{arguments}{pattern}\Z",
        decorated(mount_view(subpath), route_name=f"{prefix}{name}{suffix}", url_part=url_part, name=name),
        extra,
        name=f"{prefix}{name}{suffix}",
    )
    for base, prefix, extra in _MOUNTS
    for arguments, suffix in _ARGUMENTS
    for url_part, name, pattern, subpath in _ROUTES
] + [
    re_path(
        r"^_dash-component-suites/(?P<component>[-\w]+)/(?P<resource>.+)\Z",
        shared_bundle,
        name="shared-component-suites",
    )
]
