"""What a ``DjangoDash`` has as its ``server``: the routes that Dash registered, and what Dash reads from a server."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls.resolvers import RoutePattern

_CATCH_ALL = "<path:path>"


class MethodNotAllowed(Exception):
    """A path exists, but not for the method of the request."""

    def __init__(self, allowed: Iterable[str]) -> None:
        super().__init__()
        self.allowed = sorted(allowed)


class RouteTable:
    """Routes below an app's mount.

    Attributes:
        name: the module that made the app.
        config: a dictionary, as web frameworks have one; nothing of ours reads it.
    """

    def __init__(self, name: str, config: Mapping[str, Any] | None = None) -> None:
        self.name = name
        self.config: dict[str, Any] = dict(config or {})
        self._fixed: dict[str, dict[str, Callable[..., Any]]] = {}
        self._patterns: list[tuple[bool, RoutePattern, frozenset[str], Callable[..., Any]]] = []

    @property
    def secret_key(self) -> str:
        """Django's; Dash signs the handles of background callbacks with it."""
        return settings.SECRET_KEY

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(
            f"app.server has no {name!r}: this app is served by Django, app.server is not a Flask application. "
            "Use Django's URLs, middleware and settings; an extension for Flask cannot work here."
        )

    def __call__(self, *_args: Any, **_kwargs: Any) -> Any:
        """Refuse to be called as a WSGI or ASGI application."""
        raise RuntimeError(
            "This app is served by its Django site: point the server at the site's WSGI or ASGI application."
        )

    def add(self, rule: str, view: Callable[..., Any], methods: Iterable[str]) -> None:
        """Add a rule below the mount, in werkzeug's syntax (``<string:name>`` is Django's ``<str:name>``)."""
        allowed = frozenset(method.upper() for method in methods)
        if "<" not in rule:
            self._fixed.setdefault(rule, {}).update(dict.fromkeys(allowed, view))
            return
        pattern = RoutePattern(rule.replace("<string:", "<str:"), is_endpoint=True)
        self._patterns.append((rule == _CATCH_ALL, pattern, allowed, view))
        # Dash registers its catch-all before the routes of hooks: it must come last (the sort is stable).
        self._patterns.sort(key=lambda entry: entry[0])

    def match(self, path: str, method: str) -> tuple[Callable[..., Any], dict[str, Any]]:
        """Find the view of a path.

        Raises:
            MethodNotAllowed: the path takes other methods.
            Http404: there is no such path.
        """
        views = self._fixed.get(path)
        if views is not None:
            found = views.get(method) or (views.get("GET") if method == "HEAD" else None)
            if found is None:
                raise MethodNotAllowed(views)
            return found, {}
        others: set[str] = set()
        for _last, pattern, allowed, view in self._patterns:
            match = pattern.match(path)
            if match is None:
                continue
            if method in allowed or (method == "HEAD" and "GET" in allowed):
                return view, match[2]
            others |= allowed
        if others:
            raise MethodNotAllowed(others)
        raise Http404(f"This app has nothing at {path!r}.")
