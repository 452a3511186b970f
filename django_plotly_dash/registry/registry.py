"""The registered apps of this process, by name and by the ident in their URLs."""

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
from django_plotly_dash.registry import module_callbacks

if TYPE_CHECKING:
    from django_plotly_dash.utils.base_app import BaseApp

# max_length of StatelessApp.app_name.
LONGEST_NAME = 100
_IDENT = re.compile(r"[-\w]+\Z")


class UnknownApp(LookupError):
    """There is no registered app with a name."""


class DuplicateApp(ValueError):
    """Two apps have the same name."""


def ident_of(name: str) -> str:
    """Return an app's name as it appears in URLs: the name itself if its characters allow it, else its slug."""
    return name if _IDENT.match(name) else slugify(name)


class Registry:
    """Apps by name. An app registers itself when it is created, and no other app can have its name."""

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
                        # The module is imported again after its first import failed; that error is the one to show.
                        continue
                    raise DuplicateApp(
                        f"Two Dash apps claim the name {name!r}: one in {other.module} (as {other.app_name!r}) and one "
                        f"in {app.module}. Give one of them another name: DjangoDash({name + ' 2'!r})."
                    )
            self._apps[name] = app
            self._idents.update(dict.fromkeys(keys, name))

    def unregister(self, name: str) -> None:
        """Remove an app, for tests that create their own."""
        with self._lock:
            app = self._apps.pop(name, None)
            if app is not None:
                module_callbacks.forget(app)
            self._idents = {key: value for key, value in self._idents.items() if value != name}

    def get(self, name: str) -> BaseApp:
        """Return the app with a name, an ident or a slug; ``PLOTLY_DASH["stateless_loader"]`` can create it.

        Raises:
            UnknownApp: there is no such app; the message lists the registered apps.
        """
        app = self.registered(name) or self._loaded(name)
        if app is None:
            known = ", ".join(sorted(self._apps)) or "none"
            raise UnknownApp(
                f"No Dash app is registered as {name!r} (registered: {known}). "
                "Is it created in the dash_apps.py of an installed app?"
            )
        return app

    def registered(self, name: str) -> BaseApp | None:
        """Return the app with a name, an ident or a slug, if it is registered already."""
        return self._apps.get(self._idents.get(name, ""))

    def _loaded(self, name: str) -> BaseApp | None:
        path = plotly_dash_settings().stateless_loader
        if path is None or len(name) > LONGEST_NAME:
            return None
        # The first request creates the app, and other requests for it wait.
        with self._loading:
            app = self.registered(name)
            if app is not None:
                return app
            try:
                app = import_string(path)(name)
            except KeyError as error:
                if error.args != (name,):
                    raise  # an error in the loader itself
                return None
            if app is None:
                return None
            if not hasattr(app, "app_name") or app.app_name not in self._apps:
                raise TypeError(
                    f"PLOTLY_DASH['stateless_loader'] = {path!r} must return a DjangoDash, not {type(app).__name__}."
                )
            # It is not registered under the requested name, which comes from the visitor.
            return self._apps[app.app_name]

    def __contains__(self, name: str) -> bool:
        return name in self._idents

    def apps(self) -> list[BaseApp]:
        """Return all apps, in the order in which they were created."""
        return list(self._apps.values())

    def names(self) -> list[str]:
        """Return the names of all apps, sorted."""
        return sorted(self._apps)


registry = Registry()


@contextmanager
def _naming_the_extra() -> Iterator[None]:
    """If a component package of django-plotly-dash is missing, add a note that says how to install it."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name in {"dpd_components", "dpd_static_support"}:
            error.add_note(
                f"django-plotly-dash installed {error.name}; now install it with: pip install 'dpd-wagtail[compat]'."
            )
        raise


def autodiscover() -> None:
    """Import the ``dash_apps`` module of every installed app, as ``django.contrib.admin`` does for ``admin``."""
    with _naming_the_extra():
        autodiscover_modules("dash_apps")
    module_callbacks.claim_leftovers()


def load_all_apps() -> None:
    """Load the URL configuration: it and its imports may also create apps (manual: installation)."""
    if getattr(settings, "ROOT_URLCONF", None):
        with _naming_the_extra():
            import_module(settings.ROOT_URLCONF)
