"""What those get to see who may not reach an app: in a page of its own, in a frame, in answer to a script."""

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

Place = Literal["page", "frame", "script"]

_FRAMES = frozenset({"frame", "iframe", "embed", "object"})


def place_of(request: HttpRequest, is_page: bool) -> Place:
    """Say where the browser will put the answer, as far as it tells (``Sec-Fetch-Dest``).

    Args:
        request: the request.
        is_page: whether the route answers with a page.
    """
    destination = request.headers.get("Sec-Fetch-Dest", "document")
    if not is_page or destination not in {"document", *_FRAMES}:
        return "script"
    return "frame" if destination in _FRAMES else "page"


def to_login(page: str) -> HttpResponseRedirect:
    """Redirect to the site's login page, and from there back to a page."""
    from django.contrib.auth.views import redirect_to_login  # a site without users has no such models

    return redirect_to_login(page)


def explained(
    request: HttpRequest, in_frame: bool, status: int, *, sentence: str = "", way_in: str = ""
) -> HttpResponseBase:
    """Return a small page for a frame, since login pages refuse to be framed, or JSON for a script.

    Args:
        request: the request.
        in_frame: whether a frame shows it.
        status: 401 to who is not logged in, with a link to the login page; 403 to who is.
        sentence: what is said, in place of that.
        way_in: URL of a page of the site that can let the visitor in, in place of the login page.
    """
    sentence = sentence or (_("Please log in to see this.") if status == 401 else _("You may not see this."))
    response: HttpResponse
    if in_frame:
        login_url = (way_in or to_login(_embedding_page(request)).url) if status == 401 else ""
        context = {"sentence": sentence, "login_url": login_url}
        page = render_to_string("django_plotly_dash/refusal_page.html", context, request=request)
        response = HttpResponse(page, status=status)
    else:
        answer = {"error": sentence}
        if status == 401:
            answer.update(login_url=way_in or resolve_url(settings.LOGIN_URL), login=_("Log in"))
        response = JsonResponse(answer, status=status)
    add_never_cache_headers(response)
    return allow_own_frames(response)


def _embedding_page(request: HttpRequest) -> str:
    """The page that has the frame, to come back to after the login: only a page of this site."""
    try:
        referer = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return request.get_full_path()
    # Two slashes in front would name another host.
    if referer.netloc == request.get_host() and not referer.path.startswith("//"):
        return referer._replace(scheme="", netloc="", fragment="").geturl()
    return request.get_full_path()
