"""Where the files of apps are served: by ``staticfiles``, where the site has our finders, else by our own routes.

In ``staticfiles`` a component package's files lie below ``dpd/components/<package>/<version>/``, so that chunks that a
bundle loads by their plain names change their URL with the version too, and an app's assets below
``PLOTLY_DASH["static_asset_root"]``, in the path of the Python package that has the folder.
"""

from __future__ import annotations

import os
from functools import lru_cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.core.files.storage import FileSystemStorage
from django.core.signals import setting_changed

from django_plotly_dash.conf import plotly_dash_settings

if TYPE_CHECKING:
    from django_plotly_dash.utils.base_app import BaseApp

_FINDERS = "django_plotly_dash.finders"
_COMPONENTS = "dpd/components"


def has_finder(name: str) -> bool:
    """Say whether the site has one of our finders.

    Args:
        name: the class in ``finders.py``.
    """
    return apps.is_installed("django.contrib.staticfiles") and f"{_FINDERS}.{name}" in settings.STATICFILES_FINDERS


def component_folder(package: str) -> str:
    """Return the folder in ``staticfiles`` of the files of a component package; it has the version in it.

    Args:
        package: dotted name of the package, which is importable.
    """
    version = str(getattr(import_module(package), "__version__", "0"))
    return f"{_COMPONENTS}/{package}/{version}"


def asset_folder(package: str, folder: str | Path) -> str:
    """Return the folder in ``staticfiles`` of an assets folder.

    Args:
        package: dotted name of the Python package that has the folder.
        folder: its path; one that is not the package's own ``assets`` has its own path or name in the URL.
    """
    root = plotly_dash_settings().static_asset_root.strip("/")
    folder, home = Path(folder), Path(import_module(package).__file__ or ".").parent
    if folder.is_relative_to(home):
        below = folder.relative_to(home).parts
        names = () if below == ("assets",) else below
    else:
        names = (f"{folder.name}-{sha256(str(folder).encode()).hexdigest()[:8]}",)
    return "/".join([root, *package.split("."), *names])


def assets_of(app: BaseApp) -> Path:
    """Return the path of an app's assets folder, without the ``..`` that a developer may have written into it."""
    return Path(os.path.normpath(app.config.assets_folder))


def package_of(module: str) -> str:
    """Return the package of a module: the module itself where it is one."""
    return module if hasattr(import_module(module), "__path__") else module.rpartition(".")[0] or module


def bundle_static_url(package: str, path: str) -> str | None:
    """Return the static URL of a file of a component package, None where our own route serves it.

    Args:
        package: dotted name of the package.
        path: path in it, without a fingerprint.
    """
    return static_url(f"{component_folder(package)}/{path}") if has_finder("DashComponentFinder") else None


def asset_static_url(app: BaseApp, path: str) -> str | None:
    """Return the static URL of a file of an app's assets folder, None where our own route serves it."""
    if not has_finder("DashAssetFinder"):
        return None
    return static_url(f"{asset_folder(package_of(app.module), assets_of(app))}/{path.lstrip('/')}")


@lru_cache(maxsize=4096)  # a callback may make paths of what visitors send
def static_url(path: str) -> str | None:
    """Return the URL of a static file; None where it was not collected.

    Args:
        path: its path below ``STATIC_URL``.
    """
    try:
        url = staticfiles_storage.url(path)
        # While DEBUG is on, the finders are asked and nothing is collected. What is on another server is trusted.
        is_here = isinstance(staticfiles_storage, FileSystemStorage)
        if settings.DEBUG or not is_here or isinstance(staticfiles_storage, ManifestFilesMixin):
            return url
        return url if staticfiles_storage.exists(path) else None
    except (ImproperlyConfigured, SuspiciousOperation, ValueError):
        return None


def _forget(**_kwargs: Any) -> None:
    static_url.cache_clear()


setting_changed.connect(_forget, dispatch_uid="django_plotly_dash.files.static_urls")
