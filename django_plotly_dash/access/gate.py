"""Who may reach an app: the one place that decides.

The site's ``view_decorator`` is asked first, then the app's own rule, then what the ticket in the URL grants; and where
an app is shown on pages alone, there must be such a ticket.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from asgiref.sync import async_to_sync, iscoroutinefunction, sync_to_async
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from django_plotly_dash.access.embed_only import is_embed_only
from django_plotly_dash.access.refusals import Place, explained, place_of, to_login
from django_plotly_dash.access.token_scope import is_bound_elsewhere
from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.tickets.grants import denial

if TYPE_CHECKING:
    from django_plotly_dash.models import DashApp
    from django_plotly_dash.utils.base_app import BaseApp

View = Callable[..., HttpResponseBase]
_REACHED = "_django_plotly_dash_reached"
_PAGE_ROUTES = frozenset({"main", "catch-all"})


def guarded(view: View, *, route_name: str, url_part: str, name: str) -> View:
    """Return a view inside the site's ``view_decorator``, called as the manual says.

    What the decorator answers in the place of the view is turned into what a frame or a script can show. A decorator
    may be async: one that makes a coroutine function of a plain view gets one that it can await.

    Args:
        view: the view.
        route_name: its name, for ``reverse``.
        url_part: the fragment of the URL below the app.
        name: the type of view: main, layout, dependencies, update-component, component-suites, ...

    Raises:
        ImproperlyConfigured: ``PLOTLY_DASH["view_decorator"]`` names nothing that can be imported.
    """
    path = plotly_dash_settings().view_decorator
    if not path:
        return view
    try:
        decorator = import_string(path)
    except ImportError as error:
        raise ImproperlyConfigured(f"PLOTLY_DASH['view_decorator'] = {path!r} cannot be imported: {error}") from error

    @functools.wraps(view)
    def noting(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        setattr(request, _REACHED, True)
        return view(request, *args, **kwargs)

    named = {"route_name": route_name, "url_part": url_part, "name": name}
    decorated = decorator(noting, **named)
    is_page = name in _PAGE_ROUTES
    if iscoroutinefunction(decorated):
        return _async_guard(view, decorator(_as_async(noting), **named), is_page)

    @functools.wraps(view)
    def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        place = place_of(request, is_page)
        try:
            response = decorated(request, *args, **kwargs)
        except PermissionDenied:
            if _is_shown_as_it_is(request, place):
                raise
            return explained(request, place == "frame", 403)
        return _as_shown(request, response, place)

    return guard


def plain(view: View) -> View:
    """Return a view for who calls it and takes what it returns for a response, whatever the site's decorator is.

    Args:
        view: from :func:`guarded`; a coroutine function where the decorator is async, which is waited for here.
    """
    if not iscoroutinefunction(view):
        return view

    @functools.wraps(view)
    def waiting(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return cast("HttpResponseBase", async_to_sync(cast("Any", view))(request, *args, **kwargs))

    return waiting


def _as_async(view: View) -> Any:
    @functools.wraps(view)
    async def as_async(*args: Any, **kwargs: Any) -> HttpResponseBase:
        return await sync_to_async(view)(*args, **kwargs)

    return as_async


def _async_guard(view: View, decorated: Any, is_page: bool) -> View:
    """Return the guard for a decorator that is async, which awaits the view."""

    @functools.wraps(view)
    async def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        place = place_of(request, is_page)
        try:
            response = await decorated(request, *args, **kwargs)
        except PermissionDenied:
            if _is_shown_as_it_is(request, place):
                raise
            return await sync_to_async(explained)(request, place == "frame", 403)
        return await sync_to_async(_as_shown)(request, response, place)

    return cast("View", guard)


def _is_shown_as_it_is(request: HttpRequest, place: Place) -> bool:
    return place == "page" or getattr(request, _REACHED, False)


def _as_shown(request: HttpRequest, response: HttpResponseBase, place: Place) -> HttpResponseBase:
    """Turn what a decorator answers in the place of the view into what a frame or a script can show."""
    if _is_shown_as_it_is(request, place):
        return response
    if 300 <= response.status_code < 400:
        return explained(request, place == "frame", 401)
    if response.status_code in (401, 403) and response.headers.get("Content-Type") != "application/json":
        return explained(request, place == "frame", response.status_code)
    return response


def refusal(
    request: HttpRequest, app: BaseApp, instance: DashApp | None, grants: Mapping[str, Any], *, name: str
) -> HttpResponseBase | None:
    """Ask the app's own rule, then the grants of the URL, and return the answer to who may not come in; else None.

    Args:
        request: the request.
        app: the app.
        instance: the saved state, if one is asked for.
        grants: what the ticket in the URL carries, empty without one.
        name: the type of view, as in :func:`guarded`.

    Raises:
        PermissionDenied: who asks may not see this page, and a login makes no difference.
    """
    if is_bound_elsewhere(request, app.app_name):
        sentence = _("This token is for other apps.")
        return explained(request, place_of(request, name in _PAGE_ROUTES) == "frame", 403, sentence=sentence)
    if app.access_rule and not app.access_rule.allows(request, app, instance):
        return _refused(request, app, place_of(request, name in _PAGE_ROUTES))
    if grants:
        denied = denial(request, grants)
        if denied is None:
            return None
        if denied.way_in is not None:
            return _refused(request, app, place_of(request, name in _PAGE_ROUTES), denied.way_in)
    elif not is_embed_only(app, instance, request):
        return None
    place = place_of(request, name in _PAGE_ROUTES)
    sentence = _("This app is shown on pages of this site only. If it stood on one, load that page again.")
    if place == "page":
        raise PermissionDenied(str(sentence))
    return explained(request, place == "frame", 403, sentence=sentence)


def _refused(request: HttpRequest, app: BaseApp, place: Place, way_in: str = "") -> HttpResponseBase:
    user = getattr(request, "user", None)
    knows_who = user is not None and user.is_authenticated
    if place != "page":
        return explained(request, place == "frame", 403 if knows_who else 401, way_in=way_in)
    if way_in:
        return HttpResponseRedirect(way_in)
    if knows_who:
        raise PermissionDenied(f"You may not see {app.app_name!r}.")
    return to_login(request.get_full_path())
