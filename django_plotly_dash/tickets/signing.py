"""Tickets: what an embedded app carries with every request, in its URL.

A ticket is signed, bound to one app or saved state, and made of letters, digits, ``-`` and ``_`` alone, as the route
takes them (``django.core.signing.dumps`` writes colons).
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
_SALT = "django_plotly_dash.tickets"  # tickets that are out there were signed with it
_SIGNATURE = 32
_MOST = 1500
_FORM = re.compile(r"t_[-A-Za-z0-9_]+\Z")


class BadTicket(ValueError):
    """A ticket is malformed, was changed, or is for another app."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket holds.

    Attributes:
        arguments: initial arguments: component id to ``{property: value}``; None where the cache has lost them.
        grants: name of a guard to what it judges (``grants.py``).
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
    """Make a ticket.

    Arguments that would make a longer ticket than fits into URLs are stored in the cache, and the ticket holds their
    hash.

    Args:
        audience: what the ticket is for (``arguments.audience``).
        arguments: component id to ``{property: value}``, JSON values.
        grants: name of a guard to what it judges, JSON values; they should be short.
        keep_for: seconds for which the cache keeps them; without a limit by default.
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
    """Return what a ticket holds.

    Raises:
        BadTicket: with a reason.
    """
    if not _FORM.match(ticket) or len(ticket) > _MOST:
        raise BadTicket("it is malformed")
    body, signature = ticket[len(PREFIX) : -_SIGNATURE], ticket[-_SIGNATURE:]
    if not constant_time_compare(_signature(audience, body), signature):
        raise BadTicket("its signature does not fit: it was changed, is for another app, or the secret key changed")
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
