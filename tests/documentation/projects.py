"""Check what a code block sets of a project's settings and URLs: all that it names must be there."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core.checks import run_checks
from django.test import override_settings
from django.urls import include, path, re_path
from django.urls.resolvers import RegexPattern, URLResolver
from django.utils.module_loading import import_string


def beginning() -> dict[str, Any]:
    """Return the names that settings.py and urls.py have from `startproject` on."""
    return {
        "__name__": "tests.documented",
        "DEBUG": False,
        "INSTALLED_APPS": [],
        "MIDDLEWARE": [],
        "include": include,
        "path": path,
        "re_path": re_path,
        "urlpatterns": [],
    }


def settings_in(namespace: dict[str, Any]) -> dict[str, Any]:
    """Return the settings in a namespace; lists as they are now."""
    return {
        name: list(value) if isinstance(value, list) else value for name, value in namespace.items() if name in _CHECKS
    }


def check(namespace: dict[str, Any], before: dict[str, Any]) -> None:
    """Check the settings and the URLs that a block has changed."""
    for name, value in settings_in(namespace).items():
        if value != before.get(name) and name in _CHECKS:
            _CHECKS[name](value)
    if namespace.get("urlpatterns"):
        resolver = URLResolver(RegexPattern(r"^/"), namespace["urlpatterns"])
        assert resolver.check() == []
        assert resolver.url_patterns


def _classes(value: list[str] | tuple[str, ...]) -> None:
    for dotted in value:
        import_string(dotted)


def _apps(value: list[str]) -> None:
    for entry in value:
        AppConfig.create(entry)


def _backends(value: dict[str, dict[str, Any]]) -> None:
    for options in value.values():
        import_string(options["BACKEND"])


def _embed_finders(value: list[dict[str, Any]]) -> None:
    for entry in value:
        # As wagtail.embeds.finders reads it: a class, or a module that names one.
        name = entry["class"]
        import_string(name if name.rpartition(".")[2][0].isupper() else f"{name}.embed_finder_class")


def _plotly_dash(value: dict[str, Any]) -> None:
    with override_settings(PLOTLY_DASH=value):
        messages = [message for message in run_checks() if "PLOTLY_DASH" in message.msg]
    assert messages == []


def _databases(value: dict[str, dict[str, Any]]) -> None:
    for options in value.values():
        import_string(f"{options['ENGINE']}.base.DatabaseWrapper")


_CHECKS = {
    "CACHES": _backends,
    "CHANNEL_LAYERS": _backends,
    "DATABASES": _databases,
    "INSTALLED_APPS": _apps,
    "MIDDLEWARE": _classes,
    "PLOTLY_DASH": _plotly_dash,
    "STATICFILES_FINDERS": _classes,
    "STORAGES": _backends,
    "TASKS": _backends,
    "WAGTAILEMBEDS_FINDERS": _embed_finders,
}
