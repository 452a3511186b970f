"""Whether a request comes from a page of this site, according to its ``Origin`` and ``ALLOWED_HOSTS``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

if TYPE_CHECKING:
    from django.http import HttpRequest

Headers = Iterable[tuple[bytes, bytes]]


def header(headers: Headers, name: bytes) -> str:
    """Return a header of an ASGI scope; empty if it is missing."""
    return next((value.decode("latin-1") for key, value in headers if key.lower() == name), "")


def origin_headers(request: HttpRequest) -> Headers:
    """Return the headers that this module reads from a request that came through Django."""
    return [(b"origin", request.headers.get("Origin", "").encode()), (b"host", request.get_host().encode())]


def is_own_origin(headers: Headers) -> bool:
    """Return whether a request comes from a page of this site.

    If ``ALLOWED_HOSTS`` contains ``"*"``, the Origin must be the host of the request.
    """
    try:
        origin = urlsplit(header(headers, b"origin"))
    except ValueError:
        return False
    if origin.scheme not in ("http", "https"):
        return False
    host = split_domain_port(origin.netloc)[0]
    allowed = settings.ALLOWED_HOSTS
    if settings.DEBUG and not allowed:
        allowed = [".localhost", "127.0.0.1", "[::1]"]
    if not host or not validate_host(host, allowed):
        return False
    if "*" not in allowed:
        return True
    asked = (settings.USE_X_FORWARDED_HOST and header(headers, b"x-forwarded-host")) or header(headers, b"host")
    return host == split_domain_port(asked)[0]


def is_foreign(headers: Headers) -> bool:
    """Return whether a page of another site sends a request. Other clients (curl, another server) send no Origin."""
    return bool(header(headers, b"origin")) and not is_own_origin(headers)
