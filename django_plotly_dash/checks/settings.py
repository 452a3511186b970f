"""System checks: what is wrong with a site's settings, and what to write instead."""

from __future__ import annotations

from importlib.metadata import distributions
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Warning, register

from django_plotly_dash.conf import COMPONENTS, SETTING, component_problems, problems
from django_plotly_dash.files.bundles import external_files
from django_plotly_dash.files.external import local_url
from django_plotly_dash.registry.registry import load_all_apps, registry


@register("django_plotly_dash")
def check_settings(**_kwargs: Any) -> list[CheckMessage]:
    """Values of ``PLOTLY_DASH`` with the wrong type, and unknown keys."""
    messages: list[CheckMessage] = []
    for level, sentence in problems(getattr(settings, SETTING, {}) or {}):
        if level == "error":
            messages.append(Error(sentence, id="django_plotly_dash.E001"))
        else:
            messages.append(Warning(sentence, id="django_plotly_dash.W001"))
    return messages


@register("django_plotly_dash")
def check_components(**_kwargs: Any) -> list[CheckMessage]:
    """Packages in ``PLOTLY_COMPONENTS`` that cannot be imported."""
    return [
        Error(
            sentence,
            hint="pip install 'dpd-wagtail[compat]' installs dpd_components and dpd_static_support. Other packages "
            "need not be listed: those that apps import are found automatically.",
            id="django_plotly_dash.E003",
        )
        for sentence in component_problems(getattr(settings, COMPONENTS, []))
    ]


@register("django_plotly_dash")
def check_external_resources(**_kwargs: Any) -> list[CheckMessage]:
    """Apps with ``serve_locally`` whose pages still load files from other hosts."""
    load_all_apps()
    apps = [app for app in registry.apps() if app.config.serve_locally]
    taken: list[tuple[str, str]] = []
    for app in apps:
        for resource in (*app.config.external_stylesheets, *app.config.external_scripts):
            url = resource.get("href") or resource.get("src") if isinstance(resource, dict) else resource
            if url and "//" in url:
                taken.append((f"The page of Dash app {app.app_name!r}", url))
    if apps:
        # Dash puts the files of every imported package on the page of every app.
        taken += [
            (f"Component package {package!r}, on the page of every app,", url) for package, url in external_files()
        ]
    return [
        Info(
            f"{taker} loads {url} from another host.",
            hint="To keep requests of visitors on this site, put files that an app names into its assets folder, and "
            "ask the makers of a component package for a local copy.",
            id="django_plotly_dash.I001",
        )
        for taker, url in taken
        if local_url(url) is None
    ]


@register("django_plotly_dash")
def check_distributions(**_kwargs: Any) -> list[CheckMessage]:
    """The predecessor's distribution is installed too: both provide the package ``django_plotly_dash``."""
    if _provides_our_package("django-plotly-dash") and _provides_our_package("dpd-wagtail"):
        return [
            Error(
                "Both django-plotly-dash and dpd-wagtail are installed, and both provide the package "
                "django_plotly_dash.",
                hint="pip uninstall -y django-plotly-dash, then pip install --force-reinstall --no-deps dpd-wagtail",
                id="django_plotly_dash.E002",
            )
        ]
    return []


def _provides_our_package(name: str) -> bool:
    """Whether a distribution of this name is installed with files of our package.

    Only distributions of the name are read: to read all of them takes a third of a second in a usual environment, and
    most commands of ``manage.py`` run the checks. Names with underscores, as some releases have, are found as well.
    """
    return any(
        file.parts[0] == "django_plotly_dash"
        for distribution in distributions(name=name)
        for file in distribution.files or ()
    )
