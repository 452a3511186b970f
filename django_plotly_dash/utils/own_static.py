"""The URLs of this package's own scripts and style sheets, for pages that must work whatever was collected."""

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

    Where it was not collected, a storage that names files by their content knows none: then it is the plain one.

    Args:
        name: ``"storage.js"``, for instance.
    """
    if apps.is_installed("django.contrib.staticfiles") and not isinstance(staticfiles_storage, FileSystemStorage):
        return _url(name)  # of another server, which may sign its URLs for a time
    return _kept_url(name, get_script_prefix())


@lru_cache(maxsize=256)
def _kept_url(name: str, _script_prefix: str) -> str:
    """``STATIC_URL`` may be below the site's script name."""
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
