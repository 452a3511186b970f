"""The last error of each app's callbacks, kept in Django's cache for a site's administrators.

It only supplements the log. A cache within one process has only that process's errors, and a cache that fails must not
make anything else fail.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone

logger = logging.getLogger("django_plotly_dash.callback")

_SECONDS = 30 * 24 * 3600
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class LastError:
    """An error of a callback.

    Attributes:
        at: when it happened.
        output: Dash's name for the callback, made from its output.
        text: type and message.
    """

    at: datetime
    output: str
    text: str


def keep_error(app_name: str, output: str, error: Exception) -> None:
    """Keep an error as the last one of an app.

    Args:
        app_name: the app's name.
        output: Dash's name for the callback.
        error: the exception that it raised.
    """
    text = f"{type(error).__name__}: {error}"
    kept = (timezone.now(), output[:_LONGEST], text[:_LONGEST])
    try:
        cache.set(_key(app_name), kept, _SECONDS)
    except Exception:  # the cache's backend may raise anything
        logger.warning("The cache could not store the last error of Dash app %r.", app_name, exc_info=True)


def last_errors(app_names: Iterable[str]) -> dict[str, LastError]:
    """Return the last errors of apps by name; apps without an error are left out."""
    names = {_key(name): name for name in app_names}
    try:
        found = cache.get_many(list(names))
    except Exception:  # as above
        logger.warning("The cache could not return the last errors of Dash apps.", exc_info=True)
        return {}
    return {names[key]: LastError(*kept) for key, kept in found.items()}


def _key(app_name: str) -> str:
    # Names of apps may contain characters that memcached does not accept.
    return f"django_plotly_dash:last-error:{app_name.encode().hex()[:200]}"
