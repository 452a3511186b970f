"""The last error of each app's callbacks, kept in Django's cache for those who look after a site.

It is a convenience beside the log: a cache of one process knows that process alone, and a cache that is gone is no
reason for anything else to fail.
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
        output: Dash's name of the callback: its output.
        text: type and message.
    """

    at: datetime
    output: str
    text: str


def keep_error(app_name: str, output: str, error: Exception) -> None:
    """Keep an error as the last one of an app.

    Args:
        app_name: the app's name.
        output: Dash's name of the callback.
        error: what it raised.
    """
    text = f"{type(error).__name__}: {error}"
    kept = (timezone.now(), output[:_LONGEST], text[:_LONGEST])
    try:
        cache.set(_key(app_name), kept, _SECONDS)
    except Exception:  # whatever the cache's backend raises
        logger.warning("The cache does not keep the last error of Dash app %r.", app_name, exc_info=True)


def last_errors(app_names: Iterable[str]) -> dict[str, LastError]:
    """Return the last error of each of some apps, by name; those without one are left out."""
    names = {_key(name): name for name in app_names}
    try:
        found = cache.get_many(list(names))
    except Exception:  # likewise
        logger.warning("The cache does not tell the last errors of Dash apps.", exc_info=True)
        return {}
    return {names[key]: LastError(*kept) for key, kept in found.items()}


def _key(app_name: str) -> str:
    # Names of apps may have letters that memcached does not take.
    return f"django_plotly_dash:last-error:{app_name.encode().hex()[:200]}"
