"""The nonce of a request with a Content-Security-Policy, from Django's own middleware or django-csp."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.template import context_processors
from django.utils.html import format_html
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from django.http import HttpRequest

# Django 5.2 has no such context processor.
_csp_context: Callable[[HttpRequest], dict[str, Any]] | None = getattr(context_processors, "csp", None)
# A script or style element, whose text is skipped, or a link. Elements that have a nonce keep it.
_ELEMENT = re.compile(
    r"<(?P<name>script|style)\b(?P<attributes>[^>]*)>(?P<text>.*?)</(?P=name)\s*>|<link\b(?P<link>[^>]*)>",
    re.IGNORECASE | re.DOTALL,
)


def request_nonce(request: HttpRequest | None) -> str | None:
    """Return the nonce of a request, or None if the site has no policy with a nonce.

    The middleware adds the nonce to the policy only if it was read.
    """
    if request is None:
        return None
    nonce = _csp_context(request)["csp_nonce"] if _csp_context is not None else None
    if nonce is None:  # Django's own nonce is false until it is read
        nonce = getattr(request, "csp_nonce", None)  # of django-csp
    return None if nonce is None else str(nonce)


def nonce_attribute(request: HttpRequest | None) -> SafeString:
    """Return the attribute ``nonce`` with a leading space; empty if there is no nonce."""
    nonce = request_nonce(request)
    return SafeString() if nonce is None else format_html(' nonce="{}"', nonce)


def with_nonces(page: str, attribute: SafeString) -> str:
    """Return a page whose scripts, style sheets and links have a nonce.

    Args:
        page: HTML.
        attribute: the result of :func:`nonce_attribute`.
    """
    if not attribute:
        return page

    def replacement(match: re.Match[str]) -> str:
        attributes = match["link"] if match["link"] is not None else match["attributes"]
        if re.search(r"\snonce\s*=", attributes, re.IGNORECASE):
            return match[0]
        end = match.end("link" if match["link"] is not None else "attributes") - match.start()
        if attributes.endswith("/"):
            end -= 1
        return f"{match[0][:end]}{attribute}{match[0][end:]}"

    return _ELEMENT.sub(replacement, page)
