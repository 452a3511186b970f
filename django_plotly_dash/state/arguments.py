"""Initial arguments: values that a page passes to an embedded app, laid over the app's layout.

The app's URL contains an id. The arguments are stored under it in the cache or in the session, or the id is a ticket
that contains them.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.state.values import is_too_deep
from django_plotly_dash.tickets.signing import PREFIX, BadTicket, issue_ticket, read_ticket
from django_plotly_dash.utils.dash_private import to_json

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase
    from django.http import HttpRequest

    from django_plotly_dash.models import DashApp
    from django_plotly_dash.utils.base_app import BaseApp


logger = logging.getLogger("django_plotly_dash.arguments")

_KEY = "dpd-initial-args"
_MOST_IN_SESSION = 200
_CACHE_ID = re.compile(r"[0-9a-f]{32}\Z")

Arguments = dict[str, dict[str, Any]]


class ArgumentsError(ValueError):
    """Initial arguments are not a mapping of component ids to properties; the message says what to write."""


def parse_arguments(value: Mapping[str, Any] | str | None) -> Arguments:
    """Parse initial arguments.

    Args:
        value: component id to ``{property: value}``, or the same as JSON text; None and ``""`` mean no arguments.

    Returns:
        The arguments, as JSON values only: dates and NumPy numbers are encoded as Dash encodes them.

    Raises:
        ArgumentsError: ``value`` is something else.
    """
    if value is None or value == "":
        return {}
    if isinstance(value, str):
        # Python's json module would accept NaN, Infinity and lone surrogates, which databases and tickets cannot hold.
        try:
            # As bytes: orjson takes no subclasses of str, and literals in templates are SafeStrings.
            decoded = orjson.loads(value.encode())
        except ValueError as error:
            raise ArgumentsError(f"The initial arguments are not JSON: {error}.") from None
    else:
        try:
            decoded = json.loads(to_json(value))
        except (TypeError, ValueError, RecursionError) as error:
            raise ArgumentsError(f"The initial arguments have a value that is not JSON: {error}.") from None
    form = 'Write an object like {"component-id": {"value": 3}}.'
    if not isinstance(decoded, dict):
        raise ArgumentsError(f"The initial arguments must be an object, not {type(decoded).__name__}. {form}")
    if is_too_deep(decoded):
        raise ArgumentsError("The initial arguments are nested too deeply.")
    for component_id, properties in decoded.items():
        if not isinstance(properties, dict):
            raise ArgumentsError(f"The initial arguments of {component_id!r} must be an object of properties. {form}")
    return decoded


def audience(app: BaseApp, instance: DashApp | None) -> str:
    """Return the name of what initial arguments are for: the app, or one of its saved states."""
    return f"instance/{instance.slug}" if instance is not None else f"app/{app.ident}"


def store_arguments(
    arguments: Arguments,
    request: HttpRequest | None,
    audience: str,
    *,
    durable: bool = False,
    grants: Mapping[str, Any] | None = None,
    keep_for: int | None = None,
) -> str:
    """Store initial arguments and return the id for the app's URL.

    Args:
        arguments: from :func:`parse_arguments`.
        request: the request of the page; required if arguments are stored in the session.
        audience: from :func:`audience`.
        durable: return a ticket that contains the arguments, so that cached pages keep working.
        grants: grants for the ticket (``tickets/grants.py``); they imply ``durable``.
        keep_for: seconds for which the cache keeps arguments that are too large for a URL; without a limit by default.
    """
    configured = plotly_dash_settings()
    if durable or grants or (request is None and not configured.cache_arguments):
        return issue_ticket(audience, arguments, grants, keep_for=keep_for)
    # The same arguments get the same id, so that a session does not grow with every view of a page.
    content = json.dumps([audience, arguments], sort_keys=True)
    cache_id = salted_hmac(_KEY, content, algorithm="sha256").hexdigest()[:32]
    if configured.cache_arguments or request is None:
        cache.set(f"{_KEY}-{cache_id}", arguments, configured.cache_timeout_initial_arguments)
    else:
        _store_in_session(request.session, f"{_KEY}-{cache_id}", arguments)
    return cache_id


def _store_in_session(session: SessionBase, key: str, arguments: Arguments) -> None:
    # A view may pass different arguments with each request: the least recently used ones are removed.
    session.pop(key, None)
    older = [name for name in session.keys() if name.startswith(f"{_KEY}-")]  # noqa: SIM118  a session is no dict
    for name in older[: max(0, len(older) - _MOST_IN_SESSION + 1)]:
        del session[name]
    session[key] = arguments


def load_arguments(cache_id: str, request: HttpRequest, audience: str) -> tuple[Arguments, dict[str, Any]]:
    """Return the initial arguments and the grants of an id in a URL.

    If they have expired or were tampered with, both are empty, and a warning is logged.
    """
    if cache_id.startswith(PREFIX):
        try:
            ticket = read_ticket(audience, cache_id)
        except BadTicket as error:
            logger.warning("Dash app %r is shown without its initial arguments: %s.", audience, error)
            return {}, {}
        if ticket.arguments is None:
            logger.warning("Dash app %r is shown without its initial arguments: the cache lost them.", audience)
        return ticket.arguments or {}, ticket.grants
    found = None
    # Other ids were never stored, and memcached raises errors for long keys and for some characters.
    if _CACHE_ID.match(cache_id):
        key = f"{_KEY}-{cache_id}"
        found = cache.get(key) if plotly_dash_settings().cache_arguments else request.session.get(key)
    if not isinstance(found, dict):
        logger.warning("Dash app %r is shown without its initial arguments: they have expired.", audience)
        return {}, {}
    return found, {}
