"""Which middleware a site uses."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string


def has_middleware(*names: str) -> bool:
    """Return whether ``MIDDLEWARE`` has one of the classes, or a subclass of one.

    Args:
        names: dotted paths of the classes.
    """
    return not _bases(tuple(settings.MIDDLEWARE)).isdisjoint(names)


@cache
def _bases(middleware: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name for path in middleware for name in _names(path))


def _names(path: str) -> Iterable[str]:
    loaded = import_string(path)
    bases = loaded.__mro__ if isinstance(loaded, type) else ()
    return (path, *(f"{base.__module__}.{base.__qualname__}" for base in bases))
