"""The registered apps of this process, by name and by the ident that stands in their URLs."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING

from django.utils.module_loading import autodiscover_modules
from django.utils.text import slugify

from .backend import claims

if TYPE_CHECKING:
    from .dash_app import DjangoDash

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
        self._apps: dict[str, DjangoDash] = {}
        self._idents: dict[str, str] = {}

    def register(self, app: DjangoDash) -> None:
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

    def get(self, name: str) -> DjangoDash:
        """Return the app with a name, an ident or a slug.

        Raises:
            UnknownApp: there is none; the message says which there are.
        """
        try:
            return self._apps[self._idents[name]]
        except KeyError:
            known = ", ".join(sorted(self._apps)) or "none"
            raise UnknownApp(
                f"No Dash app is registered as {name!r} (registered: {known}). "
                "Is it made in the dash_apps.py of an installed app?"
            ) from None

    def __contains__(self, name: str) -> bool:
        return name in self._idents

    def apps(self) -> list[DjangoDash]:
        """Return all apps, in the order in which they were made."""
        return list(self._apps.values())

    def names(self) -> list[str]:
        """Return the names of all apps, in the order of the alphabet."""
        return sorted(self._apps)


registry = Registry()


def autodiscover() -> None:
    """Import the ``dash_apps`` module of every installed app, as ``django.contrib.admin`` does for ``admin``."""
    autodiscover_modules("dash_apps")
    claims.claim_leftovers()
