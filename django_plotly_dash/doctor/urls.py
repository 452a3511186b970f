"""Whether the apps have URLs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module

from django.conf import settings
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from django_plotly_dash.doctor.findings import Finding
from django_plotly_dash.doctor.site_files import SiteFiles
from django_plotly_dash.registry.registry import load_all_apps
from django_plotly_dash.urls import app_name as namespace

_LINE = 'path("dash/", include("django_plotly_dash.urls")),'


def url_findings(files: SiteFiles) -> Iterator[Finding]:
    """Yield what leaves apps without their URLs. The URL configuration is loaded, as for every request.

    Args:
        files: the site's files.
    """
    root = settings.ROOT_URLCONF
    where = root.replace(".", "/") + ".py"
    try:
        load_all_apps()
        import_module(root)
        path = reverse(f"{namespace}:app-main", kwargs={"ident": "any"})
    except NoReverseMatch:
        yield Finding(
            "urls.missing",
            True,
            "django_plotly_dash.urls is not included, so no app can be shown.",
            where=where,
            paste=f"from django.urls import include, path\n\nurlpatterns = [\n    {_LINE}\n    ...\n]",
        )
        return
    except Exception as error:  # the site's own modules may raise anything
        yield Finding(
            "urls.broken",
            True,
            f"The URL configuration cannot be loaded: {type(error).__name__}: {error}",
            where=where,
        )
        return
    try:
        answers = resolve(path).namespace
    except Resolver404:
        answers = ""
    if answers != namespace:
        yield Finding(
            "urls.hidden",
            True,
            f"Another pattern matches the URLs of apps ({path}): django_plotly_dash.urls must come before it.",
            where=where,
            line=_line_of_include(files, where),
            paste=f"urlpatterns = [\n    {_LINE}  # before patterns that match any path\n    ...\n]",
        )


def _line_of_include(files: SiteFiles, where: str) -> int:
    for source in files.sources:
        if source.shown == where:
            for node in ast.walk(source.tree):
                if isinstance(node, ast.Constant) and node.value == "django_plotly_dash.urls":
                    return node.lineno
    return 0
