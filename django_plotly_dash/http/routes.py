"""The ``server`` of a ``DjangoDash``: the routes that Dash registered, and the attributes that Dash reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls.resolvers import RoutePattern

_CATCH_ALL = "<path:path>"


class MethodNotAllowed(Exception):
    """The path exists, but not for this method."""

    def __init__(self, allowed: Iterable[str]) -> None:
        super().__init__()
        self.allowed = sorted(allowed)


class RouteTable:
    """The routes below an app's mount.

    Attributes:
        name: the module that made the app.
        config: a dictionary, as other web frameworks have; this package does not read it.
    """

    def __init__(self, name: str, config: Mapping[str, Any] | None = None) -> None:
        self.name = name
        self.config: dict[str, Any] = dict(config or {})
        self._fixed: dict[str, dict[str, Callable[..., Any]]] = {}
        self._patterns: list[tuple[bool, RoutePattern, frozenset[str], Callable[..., Any]]] = []

    @property
    def secret_key(self) -> str:
        """Django's ``SECRET_KEY``, with which Dash signs the handles of background callbacks."""
        return settings.SECRET_KEY

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(
            f"app.server has no {name!r}: Django serves this app, and app.server is not a Flask application. "
            "Use Django's URLs, middleware and settings. Extensions for Flask cannot work here."
        )

    def __call__(self, *_args: Any, **_kwargs: Any) -> Any:
        """Refuse to be called as a WSGI or ASGI application."""
        raise RuntimeError("The Django site serves this app: point the server at the site's WSGI or ASGI application.")

    def add(self, rule: str, view: Callable[..., Any], methods: Iterable[str]) -> None:
        """Add a rule below the mount, in werkzeug's syntax (``<string:name>`` is Django's ``<str:name>``)."""
        allowed = frozenset(method.upper() for method in methods)
        if "<" not in rule:
            self._fixed.setdefault(rule, {}).update(dict.fromkeys(allowed, view))
            return
        pattern = RoutePattern(rule.replace("<string:", "<str:"), is_endpoint=True)
        self._patterns.append((rule == _CATCH_ALL, pattern, allowed, view))
        # Dash registers its catch-all before the routes of hooks, but it must come last (the sort is stable).
        self._patterns.sort(key=lambda entry: entry[0])

    def match(self, path: str, method: str) -> tuple[Callable[..., Any], dict[str, Any]]:
        """Find the view for a path.

        Raises:
            MethodNotAllowed: the path exists for other methods.
            Http404: the path does not exist.
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
