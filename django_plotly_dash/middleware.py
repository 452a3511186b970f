"""Middleware that a site may list in ``MIDDLEWARE``; all of it works under WSGI and ASGI."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.http import HttpRequest, HttpResponseBase
from django.template.response import SimpleTemplateResponse

from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.embedding.insertions import collect_for, insertions_of
from django_plotly_dash.files.external import localise
from django_plotly_dash.files.public import public_file_view
from django_plotly_dash.files.static_urls import has_finder
from django_plotly_dash.http.page_content import change_page


class _Middleware:
    """Work before and after the rest of the middleware, the same under WSGI and ASGI."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        """Answer a request."""
        if self._is_async:
            return self._answer_later(request)
        view = self.before(request)
        response = view() if view is not None else cast("HttpResponseBase", self.get_response(request))
        self.after(request, response)
        return response

    async def _answer_later(self, request: HttpRequest) -> HttpResponseBase:
        view = self.before(request)
        if view is not None:
            response = await sync_to_async(view)()
        else:
            response = cast("HttpResponseBase", await self.get_response(request))
        self.after(request, response)
        return response

    def before(self, request: HttpRequest) -> Callable[[], HttpResponseBase] | None:
        """Prepare a request. Return a view that answers it in place of the rest of the middleware, or None."""
        return None

    def after(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """Change a response."""


class BaseMiddleware(_Middleware):
    """Inserts what direct apps need in place of ``{% plotly_header %}`` and ``{% plotly_footer %}``.

    List it after middleware that compresses or caches pages.
    """

    def before(self, request: HttpRequest) -> None:
        """Start collecting what the page's apps need."""
        collect_for(request)

    def after(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """Insert what was collected."""
        insertions = insertions_of(request)
        if insertions is not None:
            insertions.fill(response)


class StaticAssetMiddleware(_Middleware):
    """Serves component bundles, and assets of apps that everybody may use, before the rest of the middleware.

    If ``staticfiles`` serves them, it does nothing.
    """

    def before(self, request: HttpRequest) -> Callable[[], HttpResponseBase] | None:
        """Find a file."""
        return None if has_finder("DashComponentFinder") else public_file_view(request)


class ExternalRedirectionMiddleware(_Middleware):
    """Replaces URLs of files on other hosts that this site has too, such as Bootstrap, in the site's pages.

    Only with ``PLOTLY_DASH["serve_locally"]``.
    """

    def after(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """Replace the URLs in a page once it has been rendered."""
        if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
            response.add_post_render_callback(lambda rendered: self.after(request, rendered))
        elif plotly_dash_settings().serve_locally:
            change_page(response, localise)
