"""The last touches to an app's page before it is served."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.utils.safestring import SafeString

from django_plotly_dash.http.csp import with_nonces
from django_plotly_dash.utils.own_static import own_file_url

if TYPE_CHECKING:
    from django.http import HttpRequest

_LONG_LIFE = 30 * 24 * 3600  # seconds
# Before the first script, wherever the app's index_string has that.
_FIRST_PLACE = re.compile(r"(?P<head><head\b[^>]*>)|<script\b", re.IGNORECASE)


def csrf_header() -> str:
    """Return the name of the HTTP header in which Django expects the CSRF token."""
    return settings.CSRF_HEADER_NAME.removeprefix("HTTP_").replace("_", "-")


def token_is_hidden() -> bool:
    """Whether scripts cannot read the CSRF token from the cookie, so that the page must contain it."""
    return settings.CSRF_USE_SESSIONS or settings.CSRF_COOKIE_HTTPONLY


def page_token(request: HttpRequest) -> str:
    """Return the CSRF token if the page must contain it, otherwise "", and make sure that the browser has the cookie.

    A long-lived cookie is not set again, so that caches may keep responses that do not depend on it.
    """
    age: int | None = settings.CSRF_COOKIE_AGE
    if token_is_hidden():
        return get_token(request)
    if settings.CSRF_COOKIE_NAME not in request.COOKIES or (age is not None and age < _LONG_LIFE):
        get_token(request)
    return ""


def finish_page(page: str, csrf_token: str, guarded: bool, namespace: str, nonce: SafeString) -> str:
    """Return the page with the scripts that Django needs in it.

    The first one (``storage.js``) keeps the values that the app stores in the browser apart from those of other apps.

    Dash's renderer reads the CSRF token from the cookie. If scripts cannot read the cookie, or the token is in the
    session, the page contains the token and a script that sends it with the page's own requests.

    Args:
        page: the HTML that Dash made.
        csrf_token: the request's token.
        guarded: whether requests of the page may be refused; then a script tells the user when one is.
        namespace: the namespace of the values that the app stores in the browser.
        nonce: the ``nonce`` attribute for all scripts and style sheets; empty without a policy.
    """
    storage = '<script src="{}" data-namespace="{}"></script>'
    tags = [format_html(storage, own_file_url("storage.js"), namespace)]
    if token_is_hidden():
        tags.append(
            format_html(
                '<script src="{}" data-token="{}" data-header="{}"></script>',
                own_file_url("csrf.js"),
                csrf_token,
                csrf_header(),
            )
        )
    if guarded:
        tags.append(format_html('<script src="{}"></script>', own_file_url("refusal.js")))
    if nonce:
        tags.insert(0, format_html('<script src="{}"></script>', own_file_url("nonce.js")))
    tag = "\n".join(tags)
    page = _FIRST_PLACE.sub(
        lambda match: f"{match[0]}\n{tag}" if match["head"] else f"{tag}\n{match[0]}", page, count=1
    )
    return with_nonces(page, nonce)
