"""``manage.py startdashapp``: write a small Dash app and its test as a starting point."""

from __future__ import annotations

import sysconfig
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.core.management.base import BaseCommand, CommandError
from django.urls import NoReverseMatch

from django_plotly_dash.management.new_app import CannotStart, starting_point, write
from django_plotly_dash.mount.urls import app_url
from django_plotly_dash.registry.registry import registry


class Command(BaseCommand):
    """Write a Dash app into a Django app of the site; existing files are never overwritten."""

    help = "Writes a small Dash app and its test into a Django app of this site. Existing files are not overwritten."
    # A site that is not fully set up can have its first app written, too.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the name of the app and where to write it."""
        parser.add_argument("name", help="name of the new Dash app, as used in templates")
        parser.add_argument("app_label", nargs="?", help="the Django app to write to; not needed if there is only one")
        parser.add_argument("--directory", type=Path, help="folder of a Django app, instead of its label")

    def handle(self, *_args: Any, name: str, app_label: str | None, directory: Path | None, **_options: Any) -> None:
        """Write the files, and print what remains to be done.

        Raises:
            CommandError: the name or the folder cannot be used, or a file exists already; nothing was written.
        """
        if not name.strip() or not name.isprintable():
            raise CommandError("The name must be printable text.")
        other = registry.registered(name)
        if other is not None:
            raise CommandError(f"{other.module} has a Dash app named {other.app_name!r} already.")
        package = self._package(app_label, directory)
        try:
            written = write(name, starting_point(name, package))
        except (CannotStart, OSError) as error:
            raise CommandError(str(error)) from error
        for path in written:
            self.stdout.write(self.style.SUCCESS(f"wrote {_shown(path)}"))
        self.stdout.write("\nTo put it on a page, add to a template:\n")
        self.stdout.write(f"    {{% load plotly_dash %}}\n    {{% plotly_app name={_quoted(name)} %}}")
        try:
            app_url("x", stateless=True)
        except NoReverseMatch:
            self.stdout.write("\nThe site has no URLs for Dash apps yet. Add to urlpatterns in urls.py:\n")
            self.stdout.write('    path("dash/", include("django_plotly_dash.urls")),')
        if not any(_is_below(package, Path(config.path)) for config in apps.get_app_configs()):
            self.stdout.write(f"\n{_shown(package)} is not the folder of an installed app: add it to INSTALLED_APPS.")

    def _package(self, app_label: str | None, directory: Path | None) -> Path:
        if app_label is not None and directory is not None:
            raise CommandError("Give the label of a Django app or --directory, not both.")
        if directory is not None:
            if not directory.is_dir():
                raise CommandError(f"There is no folder {directory}.")
            return directory.resolve()
        own = {config.label: Path(config.path) for config in apps.get_app_configs() if _is_own(config)}
        if app_label is None:
            if len(own) != 1:
                labels = ", ".join(sorted(own)) or "none yet (manage.py startapp NAME makes one)"
                raise CommandError(f"Give the label of the Django app to write to. This site's own apps are: {labels}.")
            return next(iter(own.values()))
        try:
            return Path(apps.get_app_config(app_label).path)
        except LookupError as error:
            raise CommandError(f"{error} This site's own apps are: {', '.join(sorted(own))}.") from error


def _is_own(config: AppConfig) -> bool:
    """Whether a Django app belongs to the site, that is, was not installed by pip."""
    installed = {Path(sysconfig.get_path(name)) for name in ("purelib", "platlib")}
    # django_plotly_dash may run from a checkout.
    return config.name != "django_plotly_dash" and not any(_is_below(Path(config.path), folder) for folder in installed)


def _is_below(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _shown(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _quoted(name: str) -> str:
    return f"'{name}'" if '"' in name else f'"{name}"'
