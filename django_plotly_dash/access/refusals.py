"""Responses that refuse access to an app: a page for a frame, or JSON for a script."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from django_plotly_dash.http.framing import allow_own_frames

Destination = Literal["page", "frame", "script"]

_PAGE_VIEWS = frozenset({"main", "catch-all"})
_FRAMES = frozenset({"frame", "iframe", "embed", "object"})


def destination_of(request: HttpRequest, view_type: str) -> Destination:
    """Return what the browser will do with the response, from the request's ``Sec-Fetch-Dest`` header.

    Args:
        request: the request.
        view_type: main, layout, update-component, ...: what ``view_decorator`` gets as ``name``.
    """
    destination = request.headers.get("Sec-Fetch-Dest", "document")
    if view_type not in _PAGE_VIEWS or destination not in {"document", *_FRAMES}:
        return "script"
    return "frame" if destination in _FRAMES else "page"


def redirect_to_login(next_url: str) -> HttpResponseRedirect:
    """Redirect to the site's login page, which leads back to ``next_url``."""
    from django.contrib.auth import views  # its models are missing on a site without users

    return views.redirect_to_login(next_url)


def refusal_response(
    request: HttpRequest, destination: Destination, status: Literal[401, 403], *, message: str = "", login_url: str = ""
) -> HttpResponseBase:
    """Return a small page if the destination is a frame, where login pages refuse to be shown, and JSON otherwise.

    Args:
        request: the request.
        destination: from :func:`destination_of`.
        status: 401 if a login may help; the response then has a link to the login page.
        message: a sentence that replaces the default one.
        login_url: a URL that replaces the site's login page.
    """
    message = message or (_("Please log in to see this.") if status == 401 else _("You may not see this."))
    response: HttpResponse
    if destination == "frame":
        link = (login_url or redirect_to_login(_embedding_page(request)).url) if status == 401 else ""
        context = {"sentence": message, "login_url": link}
        page = render_to_string("django_plotly_dash/refusal_page.html", context, request=request)
        response = HttpResponse(page, status=status)
    else:
        content = {"error": message}
        if status == 401:
            content.update(login_url=login_url or resolve_url(settings.LOGIN_URL), login=_("Log in"))
        response = JsonResponse(content, status=status)
    add_never_cache_headers(response)
    return allow_own_frames(response)


def _embedding_page(request: HttpRequest) -> str:
    """Return the URL of the page that contains the frame, if it belongs to this site; else that of the frame."""
    try:
        referer = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return request.get_full_path()
    # A path that starts with two slashes would be read as another host.
    if referer.netloc == request.get_host() and not referer.path.startswith("//"):
        return referer._replace(scheme="", netloc="", fragment="").geturl()
    return request.get_full_path()
