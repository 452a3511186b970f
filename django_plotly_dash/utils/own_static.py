"""The URLs of this package's own scripts and style sheets, for pages that must work even without collectstatic."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import FileSystemStorage
from django.core.signals import setting_changed
from django.templatetags.static import static
from django.urls import get_script_prefix


def own_file_url(name: str) -> str:
    """Return the URL of a file in ``static/django_plotly_dash``.

    If a storage that hashes file names does not know the file, because it was not collected, the URL is the plain one.

    Args:
        name: name of the file, such as ``"storage.js"``.
    """
    if apps.is_installed("django.contrib.staticfiles") and not isinstance(staticfiles_storage, FileSystemStorage):
        return _url(name)  # on another server, which may sign URLs that expire
    return _kept_url(name, get_script_prefix())


@lru_cache(maxsize=256)
def _kept_url(name: str, _script_prefix: str) -> str:
    """Cached by script name too, because ``STATIC_URL`` may be below it."""
    return _url(name)


def _url(name: str) -> str:
    path = f"django_plotly_dash/{name}"
    try:
        return static(path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"


def _forget(**_kwargs: Any) -> None:
    _kept_url.cache_clear()


setting_changed.connect(_forget, dispatch_uid="django_plotly_dash.utils.own_static")
