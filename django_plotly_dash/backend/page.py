"""The last touches to an app's page before it is served."""

from __future__ import annotations

import re

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html

# Before the first script, wherever the app's own index_string has it.
_FIRST_PLACE = re.compile(r"(?P<head><head\b[^>]*>)|<script\b", re.IGNORECASE)


def csrf_header() -> str:
    """Return the name of the header in which Django looks for the CSRF token, as a browser sends it."""
    return settings.CSRF_HEADER_NAME.removeprefix("HTTP_").replace("_", "-")


def finish_page(page: str, csrf_token: str) -> str:
    """Return the page with what Django needs in it.

    Dash's renderer reads the CSRF token from the cookie. Where the cookie is hidden from scripts, or the token lives in
    the session, the page carries the token, and a script that sends it with the page's own requests.

    Args:
        page: the HTML that Dash made.
        csrf_token: the request's token.
    """
    if not (settings.CSRF_USE_SESSIONS or settings.CSRF_COOKIE_HTTPONLY):
        return page
    tag = format_html(
        '<script src="{}" data-token="{}" data-header="{}"></script>',
        static("django_plotly_dash/csrf.js"),
        csrf_token,
        csrf_header(),
    )
    return _FIRST_PLACE.sub(
        lambda match: f"{match[0]}\n{tag}" if match["head"] else f"{tag}\n{match[0]}", page, count=1
    )
