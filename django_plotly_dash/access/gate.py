"""The one place that decides who may reach an app.

The site's ``view_decorator`` is asked first, then the app's own rule, then the grants of the ticket in the URL. An app
that is shown only on pages needs such a ticket.
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
from django_plotly_dash.access.refusals import Destination, destination_of, redirect_to_login, refusal_response
from django_plotly_dash.access.token_scope import is_bound_elsewhere
from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.tickets.grants import check_grants

if TYPE_CHECKING:
    from django_plotly_dash.models import DashApp
    from django_plotly_dash.utils.base_app import BaseApp

View = Callable[..., HttpResponseBase]
_VIEW_CALLED = "_django_plotly_dash_view_called"


def with_view_decorator(view: View, *, route_name: str, url_part: str, name: str) -> View:
    """Return a view inside the site's ``view_decorator``, which is called as the manual describes.

    If the decorator refuses a request, frames and scripts get a response that they can show. A decorator may be async:
    if it makes a coroutine function of a plain view, it is called again with a view that it can await.

    Args:
        view: the view.
        route_name: the name of its route, for ``reverse()``.
        url_part: the part of the URL below the app.
        name: the type of view: main, layout, dependencies, update-component, component-suites, ...

    Raises:
        ImproperlyConfigured: ``PLOTLY_DASH["view_decorator"]`` cannot be imported.
    """
    path = plotly_dash_settings().view_decorator
    if not path:
        return view
    try:
        decorator = import_string(path)
    except ImportError as error:
        raise ImproperlyConfigured(f"PLOTLY_DASH['view_decorator'] = {path!r} cannot be imported: {error}") from error

    @functools.wraps(view)
    def recorded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        setattr(request, _VIEW_CALLED, True)
        return view(request, *args, **kwargs)

    names = {"route_name": route_name, "url_part": url_part, "name": name}
    decorated = decorator(recorded, **names)
    if iscoroutinefunction(decorated):
        decorated = decorator(_awaitable(recorded), **names)

        @functools.wraps(view)
        async def awaited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            outcome: HttpResponseBase | PermissionDenied
            try:
                outcome = await decorated(request, *args, **kwargs)
            except PermissionDenied as error:
                outcome = error
            return await sync_to_async(_response_to)(request, outcome, name)

        return cast("View", awaited)

    @functools.wraps(view)
    def called(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        outcome: HttpResponseBase | PermissionDenied
        try:
            outcome = decorated(request, *args, **kwargs)
        except PermissionDenied as error:
            outcome = error
        return _response_to(request, outcome, name)

    return called


def as_sync_view(view: View) -> View:
    """Return a view that can be called without ``await``.

    Args:
        view: from :func:`with_view_decorator`; a coroutine function if the site's decorator is async.
    """
    if not iscoroutinefunction(view):
        return view

    @functools.wraps(view)
    def waiting(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return cast("HttpResponseBase", async_to_sync(cast("Any", view))(request, *args, **kwargs))

    return waiting


def _awaitable(view: View) -> Any:
    @functools.wraps(view)
    async def awaitable(*args: Any, **kwargs: Any) -> HttpResponseBase:
        return await sync_to_async(view)(*args, **kwargs)

    return awaitable


def _response_to(
    request: HttpRequest, outcome: HttpResponseBase | PermissionDenied, view_type: str
) -> HttpResponseBase:
    """Return the response to a request that passed through the site's ``view_decorator``.

    Args:
        request: the request.
        outcome: the response of the decorated view, or its exception.
        view_type: main, layout, update-component, ...

    Raises:
        PermissionDenied: the outcome, if the view itself raised it or the browser opens a page.
    """
    destination = destination_of(request, view_type)
    if destination == "page" or getattr(request, _VIEW_CALLED, False):
        if isinstance(outcome, PermissionDenied):
            raise outcome
        return outcome
    # The decorator answered instead of the view.
    if isinstance(outcome, PermissionDenied):
        return refusal_response(request, destination, 403)
    if 300 <= outcome.status_code < 400:
        return refusal_response(request, destination, 401)
    if outcome.status_code in (401, 403) and outcome.headers.get("Content-Type") != "application/json":
        return refusal_response(request, destination, 401 if outcome.status_code == 401 else 403)
    return outcome


def check_access(
    request: HttpRequest, app: BaseApp, instance: DashApp | None, grants: Mapping[str, Any], *, name: str
) -> HttpResponseBase | None:
    """Check the app's own rule and the grants of the URL; return a response that refuses the request, or None.

    Args:
        request: the request.
        app: the app.
        instance: the saved state, if the request is for one.
        grants: the grants of the ticket in the URL; empty without a ticket.
        name: the type of view, as for :func:`with_view_decorator`.

    Raises:
        PermissionDenied: the user may not see this page, and a login would not change that.
    """
    if is_bound_elsewhere(request, app.app_name):
        message = _("This token is for other apps.")
        return refusal_response(request, destination_of(request, name), 403, message=message)
    if app.access_rule and not app.access_rule.allows(request, app, instance):
        return _refuse_user(request, app, destination_of(request, name))
    if grants:
        denial = check_grants(request, grants)
        if denial is None:
            return None
        if denial.way_in is not None:
            return _refuse_user(request, app, destination_of(request, name), denial.way_in)
    elif not is_embed_only(app, instance, request):
        return None
    destination = destination_of(request, name)
    message = _("This app is shown only on pages of this site. If you opened it on a page, reload that page.")
    if destination == "page":
        raise PermissionDenied(str(message))
    return refusal_response(request, destination, 403, message=message)


def _refuse_user(request: HttpRequest, app: BaseApp, destination: Destination, login_url: str = "") -> HttpResponseBase:
    """Send an anonymous user to the login page, or to ``login_url``; refuse a user who is logged in."""
    user = getattr(request, "user", None)
    is_authenticated = user is not None and user.is_authenticated
    if destination != "page":
        return refusal_response(request, destination, 403 if is_authenticated else 401, login_url=login_url)
    if login_url:
        return HttpResponseRedirect(login_url)
    if is_authenticated:
        raise PermissionDenied(f"You may not see {app.app_name!r}.")
    return redirect_to_login(request.get_full_path())
