"""Finders for ``STATICFILES_FINDERS``, so that ``collectstatic`` and ``staticfiles`` find the files of apps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import get_files, matches_patterns
from django.core.files.storage import FileSystemStorage

from django_plotly_dash.conf import import_components
from django_plotly_dash.files.bundles import declared_files
from django_plotly_dash.files.static_urls import asset_folder, assets_of, component_folder, has_finder, package_of
from django_plotly_dash.registry.registry import load_all_apps, registry


class _FolderFinder(BaseFinder):
    """Finds the files of folders, each under its own path."""

    def folders(self) -> dict[str, Path]:
        """Return the existing folders by their path in ``staticfiles``."""
        raise NotImplementedError

    def files_in(self, place: str, storage: FileSystemStorage, ignore_patterns: Iterable[str]) -> Iterator[str]:
        """Yield the files of a folder, relative to it."""
        yield from get_files(storage, list(ignore_patterns))

    def check(self, **_kwargs: Any) -> list[Any]:
        """Return no messages: there is nothing to check."""
        return []

    def find(self, path: str, find_all: bool = False, **_older: Any) -> Any:
        """Return the absolute path of a static file, or a list with ``find_all``; an empty list if it is not found."""
        load_all_apps()
        found = []
        for place, folder in self.folders().items():
            if not path.startswith(f"{place}/"):
                continue
            inner = path.removeprefix(f"{place}/")
            storage = FileSystemStorage(location=folder)
            if inner in self.files_in(place, storage, ()):
                found.append(storage.path(inner))
        return found if find_all or not found else found[0]

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """Yield each file with its storage."""
        load_all_apps()
        for place, folder in self.folders().items():
            storage = FileSystemStorage(location=folder)
            storage.prefix = place  # type: ignore[attr-defined]  # collectstatic reads it
            for path in self.files_in(place, storage, ignore_patterns or ()):
                yield path, storage


class DashComponentFinder(_FolderFinder):
    """Finds the files that component packages declare: imported packages and those in ``PLOTLY_COMPONENTS``."""

    def folders(self) -> dict[str, Path]:
        """Return the folder of each package."""
        import_components()
        return {component_folder(package): Path(import_module(package).__path__[0]) for package in declared_files()}

    def files_in(self, place: str, storage: FileSystemStorage, ignore_patterns: Iterable[str]) -> Iterator[str]:
        """Yield the existing files that the package declares; its folder also contains its Python modules."""
        package = place.split("/")[-2]
        for path in sorted(declared_files()[package]):
            if storage.exists(path) and not matches_patterns(path, list(ignore_patterns)):
                yield path


class DashAssetFinder(_FolderFinder):
    """Finds the assets folders of registered apps that everybody may use. Apps may share a folder."""

    def folders(self) -> dict[str, Path]:
        """Return the assets folders."""
        found = {}
        for app in registry.apps():
            folder = assets_of(app)
            if folder.is_dir() and not app.is_guarded:
                found[asset_folder(package_of(app.module), folder)] = folder
        return found


class DashAppDirectoryFinder(_FolderFinder):
    """Finds the ``assets`` folders of installed Django apps, for files that several Dash apps use."""

    def folders(self) -> dict[str, Path]:
        """Return the folders, except those that are the assets folder of a Dash app."""
        folders = {config.name: Path(config.path) / "assets" for config in apps.get_app_configs()}
        found = {asset_folder(name, folder): folder for name, folder in folders.items() if folder.is_dir()}
        taken = DashAssetFinder().folders() if has_finder("DashAssetFinder") else {}
        guarded = {assets_of(app) for app in registry.apps() if app.is_guarded}
        return {place: folder for place, folder in found.items() if place not in taken and folder not in guarded}
