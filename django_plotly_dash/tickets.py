"""Tickets: what an embedded app carries with every request, in its URL.

A ticket is signed, bound to one app or saved state, and made of letters, digits, ``-`` and ``_`` alone, as the route
takes them (``django.core.signing.dumps`` writes colons).
"""

from __future__ import annotations

import hashlib
import re
import zlib
from typing import Any

import orjson
from django.core.cache import cache
from django.core.signing import b64_decode, b64_encode
from django.utils.crypto import constant_time_compare, salted_hmac

PREFIX = "t_"
_SALT = "django_plotly_dash.tickets"
_SIGNATURE = 32
_MOST = 1500
_FORM = re.compile(r"t_[-A-Za-z0-9_]+\Z")


class BadTicket(ValueError):
    """A ticket is malformed, was changed, is for another app, or what it points to is gone."""


def issue_ticket(audience: str, arguments: dict[str, dict[str, Any]]) -> str:
    """Make a ticket that holds initial arguments.

    Arguments that would make a longer ticket than fits into URLs are stored in the cache, without a time limit, and
    the ticket holds their hash.

    Args:
        audience: what the ticket is for (``arguments.audience``).
        arguments: component id to ``{property: value}``, JSON values.
    """
    payload = orjson.dumps({"a": arguments}, option=orjson.OPT_SORT_KEYS)
    ticket = _signed(audience, payload)
    if len(ticket) <= _MOST:
        return ticket
    digest = hashlib.sha256(payload).hexdigest()
    cache.set(_cache_key(digest), payload, None)
    return _signed(audience, orjson.dumps({"h": digest}))


def read_ticket(audience: str, ticket: str) -> dict[str, dict[str, Any]]:
    """Return the initial arguments that a ticket holds.

    Raises:
        BadTicket: with a reason.
    """
    if not _FORM.match(ticket) or len(ticket) > _MOST:
        raise BadTicket("it is malformed")
    body, signature = ticket[len(PREFIX) : -_SIGNATURE], ticket[-_SIGNATURE:]
    if not constant_time_compare(_signature(audience, body), signature):
        raise BadTicket("its signature does not fit: it was changed, is for another app, or the secret key changed")
    content = orjson.loads(zlib.decompress(b64_decode(body.encode())))
    if "h" in content:
        payload = cache.get(_cache_key(content["h"]))
        if payload is None:
            raise BadTicket("what it points to is no longer in the cache")
        content = orjson.loads(payload)
    arguments: dict[str, dict[str, Any]] = content["a"]
    return arguments


def _signed(audience: str, payload: bytes) -> str:
    body = b64_encode(zlib.compress(payload, 9)).decode()
    return f"{PREFIX}{body}{_signature(audience, body)}"


def _signature(audience: str, body: str) -> str:
    return salted_hmac(_SALT, f"{audience}/{body}", algorithm="sha256").hexdigest()[:_SIGNATURE]


def _cache_key(digest: str) -> str:
    return f"django_plotly_dash:ticket:{digest}"
