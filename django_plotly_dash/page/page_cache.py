"""A cache of an app's page: its text, with holes for the values that differ from request to request."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import dash
from dash.development.base_component import ComponentRegistry
from django.conf import settings
from django.core.signals import setting_changed
from django.urls import get_script_prefix
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from django_plotly_dash.mount.mount import PREFIX_PLACEHOLDER, Mount, mounted, resolve_prefix
from django_plotly_dash.utils.dash_private import _callback, _callback_signing, _dash_renderer
from django_plotly_dash.utils.watch import Opaque, Watch
from django_plotly_dash.websocket_callbacks.socket import takes_websockets

if TYPE_CHECKING:
    from django_plotly_dash.utils.base_app import BaseApp

# What Dash reads of an app for its page, beside methods and what _watched() looks into.
_ATTRIBUTES = (
    "title",
    "_index_string",
    "renderer",
    "_favicon",
    "validation_layout",
    "_websocket_callbacks",
    "_websocket_inactivity_timeout",
    "_websocket_heartbeat_interval",
)
_END_ID = re.compile(r'(?<="end_id":")[A-Za-z0-9]+~[0-9a-f]{64}(?=")')
_MOST_VARIANTS = 64
_MOST_PREFIXES = 16

_keepers: WeakSet[PageKeeper] = WeakSet()


class PageKeeper:
    """Keeps the text of one app's page until something that the page was made of changes.

    Args:
        app: the app, complete.
    """

    def __init__(self, app: BaseApp) -> None:
        self._app = app
        self._class_is_ours = _overrides_nothing(type(app))
        self._methods = _methods(type(app))
        self._pages: dict[tuple[Any, ...], _Page] = {}
        self._watch: Watch | None = None
        self._files: list[float] = []
        _keepers.add(self)

    def page(self, mount: Mount, csrf_token: str, nonce: SafeString, make: Callable[..., str]) -> str:
        """Return the page for a request.

        Args:
            mount: the current mount.
            csrf_token: the request's token.
            nonce: the ``nonce`` attribute, or an empty text.
            make: makes the page from the token, the namespace and the nonce, under the placeholder of the prefix.
        """
        if not self._can_keep():
            return make(csrf_token, mount.namespace, nonce)
        if self._watch is None or not self._watch.is_unchanged() or self._files != self._changed():
            self.forget()
            self._watch, self._files = self._watched(), self._changed()
        # What a page is made of beside the app. Whatever else of a request changes the page must be added here.
        key = (
            mount.root,
            takes_websockets(mount),
            get_script_prefix(),
            get_language(),
            mount.is_guarded,
            self._app.has_background_callbacks,
            bool(nonce),
            len(ComponentRegistry.registry),
            *map(len, ComponentRegistry.children_props.values()),
        )
        page = self._pages.get(key)
        if page is None:
            page = self._made(mount, bool(nonce), make)
            if self._watch is not None:
                if len(self._pages) >= _MOST_VARIANTS:
                    self._pages.clear()
                self._pages[key] = page
        end_id = self._end_id() if page.has_end_id else ""
        return page.filled(mount, csrf_token, nonce, end_id)

    def forget(self) -> None:
        """Forget all pages."""
        self._pages.clear()
        self._watch = None

    def _can_keep(self) -> bool:
        """Whether the page is the same for everybody except for its holes, and is not being developed."""
        app, own = self._app, vars(self._app)
        return not (
            settings.DEBUG
            or app.use_pages
            or app._dev_tools.ui
            or app._dev_tools.hot_reload
            or _callback.GLOBAL_INLINE_SCRIPTS
            or app._hooks.get_hooks("index")
            or not own.keys().isdisjoint(self._methods)
            or not self._class_is_ours
        )

    def _made(self, mount: Mount, with_nonce: bool, make: Callable[..., str]) -> _Page:
        token = secrets.token_hex(16)
        with mounted(replace(mount, prefix=PREFIX_PLACEHOLDER)):
            text = make(f"{token}t", f"{token}n", SafeString(f"{token}c" if with_nonce else ""))
        return _Page(text, token)

    def _end_id(self) -> str:
        """What Dash signs for each page load, to recognise the handles of its background callbacks."""
        secret = self._app._get_signing_secret()
        return _callback_signing.sign(secret, _callback_signing.END_SCOPE, secrets.token_hex(12))

    def _watched(self) -> Watch | None:
        """Watch everything of the app that Dash reads for its page. Return None if something cannot be watched."""
        app, watch = self._app, Watch()
        hooks = app._hooks.hooks
        try:
            for name in _ATTRIBUTES:
                watch.add_attribute(app, name)
                watch.add_data(getattr(app, name))
            for entries in (app.config, app._dev_tools):
                watch.add_dict(entries)
                for value in dict.values(entries):
                    watch.add_data(value)
            watch.add_data(app._inline_scripts)
            for holder in (app.css, app.scripts):
                watch.add_data(holder._resources._resources)
                watch.add_attribute(holder.config, "serve_locally")
                watch.add_attribute(holder.config, "eager_loading")
            for declared in (hooks._css_dist, hooks._js_dist, _dash_renderer._js_dist, dash.dcc._js_dist):
                watch.add_list(declared)
        except Opaque:
            return None
        return watch

    def _changed(self) -> list[float]:
        """When the app's own files were last changed, which is part of their URLs."""
        app = self._app
        resources = (*app.css._resources._resources, *app.scripts._resources._resources)
        paths = [resource["filepath"] for resource in resources if "filepath" in resource]
        if app._favicon:
            paths.append(os.path.join(app.config.assets_folder, app._favicon))
        return [os.stat(path).st_mtime for path in paths]


class _Page:
    """The text of a page, cut at its holes.

    Args:
        text: the page, with the token and a letter in the place of each value of a request.
        token: a random text that no page contains.
    """

    def __init__(self, text: str, token: str) -> None:
        # The end id is a hole too, if the page has one.
        self._text, count = _END_ID.subn(f"{token}e", text)
        self.has_end_id = count > 0
        self._hole = re.compile(f"{token}([a-z])")
        self._pieces: dict[str, list[str]] = {}

    def filled(self, mount: Mount, csrf_token: str, nonce: str, end_id: str) -> str:
        """Return the page for one request."""
        pieces = self._pieces_below(mount.prefix).copy()
        values = {"t": csrf_token, "n": conditional_escape(mount.namespace), "c": nonce, "e": end_id}
        pieces[1::2] = [values[hole] for hole in pieces[1::2]]
        return "".join(pieces)

    def _pieces_below(self, prefix: str) -> list[str]:
        pieces = self._pieces.get(prefix)
        if pieces is None:
            pieces = self._hole.split(resolve_prefix(self._text.encode(), prefix).decode())
            if len(self._pieces) >= _MOST_PREFIXES:  # each visitor may have one, of initial arguments
                self._pieces.clear()
            self._pieces[prefix] = pieces
        return pieces


def _overrides_nothing(kind: type[BaseApp]) -> bool:
    """Whether a class of apps leaves all methods as they are in this package: then its pages are made as ours are."""
    bases = kind.__mro__
    ours = next(number for number, base in enumerate(bases) if base.__module__.startswith("django_plotly_dash."))
    inherited = {name for name in dir(bases[ours]) if not name.startswith("__")} | {"__getattr__", "__getattribute__"}
    return all(inherited.isdisjoint(vars(base)) for base in bases[:ours])


def _methods(kind: type[BaseApp]) -> frozenset[str]:
    """The names of a class's methods: an app that was assigned another one makes its page in a way of its own."""
    return frozenset(name for name in dir(kind) if not name.startswith("__") and callable(getattr(kind, name)))


def _forget(**_kwargs: Any) -> None:
    for keeper in _keepers:
        keeper.forget()


setting_changed.connect(_forget, dispatch_uid="django_plotly_dash.kept_page")
