"""The registered apps of this process, by name and by the ident that stands in their URLs."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import autodiscover_modules, import_string
from django.utils.text import slugify

from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.registry import module_callbacks as claims

if TYPE_CHECKING:
    from django_plotly_dash.utils.base_app import BaseApp

# What the column of an app's row takes.
LONGEST_NAME = 100
_IDENT = re.compile(r"[-\w]+\Z")


class UnknownApp(LookupError):
    """No app is registered under a name."""


class DuplicateApp(ValueError):
    """Two apps were given one name."""


def ident_of(name: str) -> str:
    """Return what stands for an app's name in URLs: the name itself where it can, else its slug."""
    return name if _IDENT.match(name) else slugify(name)


class Registry:
    """Apps by name. An app registers itself when it is made; names are never reused."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loading = threading.RLock()
        self._apps: dict[str, BaseApp] = {}
        self._idents: dict[str, str] = {}

    def register(self, app: BaseApp) -> None:
        """Add an app under its ``app_name``.

        Raises:
            DuplicateApp: another app has the name, or a name with the same ident or slug.
        """
        name = app.app_name
        keys = {name, ident_of(name), slugify(name)} - {""}
        with self._lock:
            for key in keys:
                if key in self._idents:
                    other = self._apps[self._idents[key]]
                    if other.module == app.module and other.namespace is not app.namespace:
                        # The module is imported anew because its first import failed: that error is the one to see.
                        continue
                    raise DuplicateApp(
                        f"Two Dash apps claim the name {name!r}: one in {other.module} (as {other.app_name!r}) and one "
                        f"in {app.module}. Give one of them another name: DjangoDash({name + ' 2'!r})."
                    )
            self._apps[name] = app
            self._idents.update(dict.fromkeys(keys, name))

    def unregister(self, name: str) -> None:
        """Take an app out again, for tests that make apps of their own."""
        with self._lock:
            app = self._apps.pop(name, None)
            if app is not None:
                claims.forget(app)
            self._idents = {key: value for key, value in self._idents.items() if value != name}

    def get(self, name: str) -> BaseApp:
        """Return the app with a name, an ident or a slug; else what ``PLOTLY_DASH["stateless_loader"]`` makes of it.

        Raises:
            UnknownApp: there is none; the message says which there are.
        """
        app = self.registered(name) or self._loaded(name)
        if app is None:
            known = ", ".join(sorted(self._apps)) or "none"
            raise UnknownApp(
                f"No Dash app is registered as {name!r} (registered: {known}). "
                "Is it made in the dash_apps.py of an installed app?"
            )
        return app

    def registered(self, name: str) -> BaseApp | None:
        """Return the app with a name, an ident or a slug, if there is one; nothing is loaded."""
        return self._apps.get(self._idents.get(name, ""))

    def _loaded(self, name: str) -> BaseApp | None:
        path = plotly_dash_settings().stateless_loader
        if path is None or len(name) > LONGEST_NAME:
            return None
        # One request makes the app, and those that ask for it meanwhile wait for it.
        with self._loading:
            app = self.registered(name)
            if app is not None:
                return app
            try:
                app = import_string(path)(name)
            except KeyError as error:
                if error.args != (name,):
                    raise  # a mistake in the function
                return None
            if app is None:
                return None
            if not hasattr(app, "app_name") or app.app_name not in self._apps:
                raise TypeError(
                    f"PLOTLY_DASH['stateless_loader'] = {path!r} must return a DjangoDash, not {type(app).__name__}."
                )
            # Not kept under another name than its own: names come from visitors.
            return self._apps[app.app_name]

    def __contains__(self, name: str) -> bool:
        return name in self._idents

    def apps(self) -> list[BaseApp]:
        """Return all apps, in the order in which they were made."""
        return list(self._apps.values())

    def names(self) -> list[str]:
        """Return the names of all apps, in the order of the alphabet."""
        return sorted(self._apps)


registry = Registry()


@contextmanager
def _naming_the_extra() -> Iterator[None]:
    """Say of the predecessor's component packages, where one is missing, how to get them."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name in {"dpd_components", "dpd_static_support"}:
            error.add_note(
                f"django-plotly-dash brought {error.name} along: pip install 'dpd-wagtail[compat]' does so now."
            )
        raise


def autodiscover() -> None:
    """Import the ``dash_apps`` module of every installed app, as ``django.contrib.admin`` does for ``admin``."""
    with _naming_the_extra():
        autodiscover_modules("dash_apps")
    claims.claim_leftovers()


def load_all_apps() -> None:
    """Load the URL configuration: apps may also be made there and in what it imports (manual: installation)."""
    if getattr(settings, "ROOT_URLCONF", None):
        with _naming_the_extra():
            import_module(settings.ROOT_URLCONF)
