"""Middleware that a site may list in ``MIDDLEWARE``; each serves WSGI and ASGI."""

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
    """What is done before and after the rest of the stack, the same for both kinds of server."""

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
        """Prepare a request; return what answers it in the place of the rest of the stack, if something does."""
        return None

    def after(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """Change a response."""


class BaseMiddleware(_Middleware):
    """Puts what direct apps need where ``{% plotly_header %}`` and ``{% plotly_footer %}`` stand.

    It belongs low down in the list: below what compresses or caches pages.
    """

    def before(self, request: HttpRequest) -> None:
        """Begin to collect what the page's apps need."""
        collect_for(request)

    def after(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """Fill in what was collected."""
        insertions = insertions_of(request)
        if insertions is not None:
            insertions.fill(response)


class StaticAssetMiddleware(_Middleware):
    """Serves component bundles, and the assets of apps that everybody may reach, before the rest of the stack.

    Where ``staticfiles`` serves them, nothing is left to do.
    """

    def before(self, request: HttpRequest) -> Callable[[], HttpResponseBase] | None:
        """Find a file."""
        return None if has_finder("DashComponentFinder") else public_file_view(request)


class ExternalRedirectionMiddleware(_Middleware):
    """Replaces the addresses of files that this site has itself, Bootstrap's for instance, in the site's pages.

    Only with ``PLOTLY_DASH["serve_locally"]``.
    """

    def after(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """Replace them in a page, when it is complete."""
        if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
            response.add_post_render_callback(lambda rendered: self.after(request, rendered))
        elif plotly_dash_settings().serve_locally:
            change_page(response, localise)
