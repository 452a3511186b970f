"""Tickets: signed data in the URL of an embedded app, which is sent with every request of the app.

A ticket is bound to one app or saved state. It consists of letters, digits, ``-`` and ``_``, which is what the route
accepts (``django.core.signing.dumps`` writes colons).
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.core.cache import cache
from django.core.signing import b64_decode, b64_encode
from django.utils.crypto import constant_time_compare, salted_hmac

PREFIX = "t_"
_SALT = "django_plotly_dash.tickets"  # changing it would invalidate all issued tickets
_SIGNATURE = 32
_MOST = 1500
_FORM = re.compile(r"t_[-A-Za-z0-9_]+\Z")


class BadTicket(ValueError):
    """A ticket is malformed, was tampered with, or is for another app."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """The content of a ticket.

    Attributes:
        arguments: initial arguments: component id to ``{property: value}``; None if the cache has lost them.
        grants: name of a guard to the value that it checks (``tickets/grants.py``).
    """

    arguments: dict[str, dict[str, Any]] | None = field(default_factory=dict)
    grants: dict[str, Any] = field(default_factory=dict)


def issue_ticket(
    audience: str,
    arguments: dict[str, dict[str, Any]],
    grants: Mapping[str, Any] | None = None,
    *,
    keep_for: int | None = None,
) -> str:
    """Return a new ticket.

    Arguments that would make the ticket too long for a URL are stored in the cache, and the ticket has their hash.

    Args:
        audience: what the ticket is for (``state.arguments.audience``).
        arguments: component id to ``{property: value}``, JSON values.
        grants: name of a guard to the value that it checks, a JSON value; they should be short.
        keep_for: seconds for which the cache keeps the arguments; without a limit by default.
    """
    carried: dict[str, Any] = {"g": dict(grants)} if grants else {}
    ticket = _signed(audience, {"a": arguments, **carried})
    if len(ticket) <= _MOST:
        return ticket
    payload = orjson.dumps(arguments, option=orjson.OPT_SORT_KEYS)
    digest = hashlib.sha256(payload).hexdigest()
    cache.set(_cache_key(digest), payload, keep_for)
    return _signed(audience, {"h": digest, **carried})


def read_ticket(audience: str, ticket: str) -> Ticket:
    """Return the content of a ticket.

    Raises:
        BadTicket: the ticket cannot be used; the message says why.
    """
    if not _FORM.match(ticket) or len(ticket) > _MOST:
        raise BadTicket("it is malformed")
    body, signature = ticket[len(PREFIX) : -_SIGNATURE], ticket[-_SIGNATURE:]
    if not constant_time_compare(_signature(audience, body), signature):
        raise BadTicket("its signature is wrong: it was changed, is for another app, or SECRET_KEY changed")
    content = orjson.loads(zlib.decompress(b64_decode(body.encode())))
    arguments = content.get("a")
    if "h" in content:
        payload = cache.get(_cache_key(content["h"]))
        arguments = orjson.loads(payload) if payload is not None else None
    return Ticket(arguments, content.get("g", {}))


def _signed(audience: str, content: dict[str, Any]) -> str:
    body = b64_encode(zlib.compress(orjson.dumps(content, option=orjson.OPT_SORT_KEYS), 9)).decode()
    return f"{PREFIX}{body}{_signature(audience, body)}"


def _signature(audience: str, body: str) -> str:
    return salted_hmac(_SALT, f"{audience}/{body}", algorithm="sha256").hexdigest()[:_SIGNATURE]


def _cache_key(digest: str) -> str:
    return f"django_plotly_dash:ticket:{digest}"
