"""Where the files of apps are served: by ``staticfiles`` if the site has our finders, otherwise by our own routes.

In ``staticfiles``, the files of a component package are below ``dpd/components/<package>/<version>/``, so that chunks
that a bundle loads by name get new URLs with each version. An app's assets are below
``PLOTLY_DASH["static_asset_root"]``, under the path of the Python package that has the folder.
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
    """Return whether the site uses one of our finders.

    Args:
        name: name of the class in ``finders.py``.
    """
    return apps.is_installed("django.contrib.staticfiles") and f"{_FINDERS}.{name}" in settings.STATICFILES_FINDERS


def component_folder(package: str) -> str:
    """Return the folder in ``staticfiles`` for the files of a component package; it contains the version.

    Args:
        package: dotted name of the package, which must be importable.
    """
    version = str(getattr(import_module(package), "__version__", "0"))
    return f"{_COMPONENTS}/{package}/{version}"


def asset_folder(package: str, folder: str | Path) -> str:
    """Return the folder in ``staticfiles`` for an assets folder.

    Args:
        package: dotted name of the Python package that has the folder.
        folder: its path. If it is not the package's own ``assets``, its path or name is part of the URL.
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
    """Return the path of an app's assets folder, with ``..`` resolved."""
    return Path(os.path.normpath(app.config.assets_folder))


def package_of(module: str) -> str:
    """Return the package of a module, or the module itself if it is a package."""
    return module if hasattr(import_module(module), "__path__") else module.rpartition(".")[0] or module


def bundle_static_url(package: str, path: str) -> str | None:
    """Return the static URL of a component package's file, or None if our own route serves it.

    Args:
        package: dotted name of the package.
        path: path within the package, without a fingerprint.
    """
    return static_url(f"{component_folder(package)}/{path}") if has_finder("DashComponentFinder") else None


def asset_static_url(app: BaseApp, path: str) -> str | None:
    """Return the static URL of a file in an app's assets folder, or None if our own route serves it."""
    if not has_finder("DashAssetFinder"):
        return None
    return static_url(f"{asset_folder(package_of(app.module), assets_of(app))}/{path.lstrip('/')}")


@lru_cache(maxsize=4096)  # callbacks may make paths from what visitors send
def static_url(path: str) -> str | None:
    """Return the URL of a static file, or None if it was not collected.

    Args:
        path: its path below ``STATIC_URL``.
    """
    try:
        url = staticfiles_storage.url(path)
        # With DEBUG, files are found without being collected. Files on other servers are assumed to exist.
        is_here = isinstance(staticfiles_storage, FileSystemStorage)
        if settings.DEBUG or not is_here or isinstance(staticfiles_storage, ManifestFilesMixin):
            return url
        return url if staticfiles_storage.exists(path) else None
    except (ImproperlyConfigured, SuspiciousOperation, ValueError):
        return None


def _forget(**_kwargs: Any) -> None:
    static_url.cache_clear()


setting_changed.connect(_forget, dispatch_uid="django_plotly_dash.files.static_urls")
