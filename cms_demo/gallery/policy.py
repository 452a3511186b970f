"""The middleware of the gallery's page on policies: it sends one with that page, and with all that its app answers.

A site sends its policy with every page, by ``django.middleware.csp`` of Django 6 or by django-csp. Wagtail's admin
would not do below this one, so it is sent here alone. The nonce stands where django-csp keeps it, and that is where
scripts and style sheets of apps get it from.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from asgiref.sync import iscoroutinefunction
from django.utils.decorators import sync_and_async_middleware

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

PATHS = ("/gallery/content-security-policy/", "/dash/app/GalleryPolicy/")
POLICY = (
    "default-src 'none'; script-src 'nonce-{0}' 'strict-dynamic'; style-src 'self' 'nonce-{0}'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; frame-ancestors 'self'"
)


@sync_and_async_middleware
def policy_of_the_gallery(
    get_response: Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]],
) -> Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]:
    """Send the policy where it belongs."""

    def begin(request: HttpRequest) -> str | None:
        if not request.path.startswith(PATHS):
            return None
        nonce = secrets.token_urlsafe(16)
        setattr(request, "csp_nonce", nonce)  # noqa: B010  an attribute that Django's class does not declare
        return nonce

    def end(response: HttpResponseBase, nonce: str | None) -> HttpResponseBase:
        if nonce is not None:
            response.headers["Content-Security-Policy"] = POLICY.format(nonce)
        return response

    if iscoroutinefunction(get_response):

        async def policy_async(request: HttpRequest) -> HttpResponseBase:
            nonce = begin(request)
            return end(await get_response(request), nonce)

        return policy_async

    def policy(request: HttpRequest) -> HttpResponseBase:
        nonce = begin(request)
        return end(get_response(request), nonce)  # type: ignore[arg-type]

    return policy
