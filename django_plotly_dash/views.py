"""The view of every route of an app: finds the app and the values laid over its layout, and lets the app answer."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.encoding import escape_uri_path
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from django_plotly_dash.access.gate import check_access
from django_plotly_dash.files.bundles import serve_bundle
from django_plotly_dash.http.error_pages import callback_error_response
from django_plotly_dash.http.flows import Flow
from django_plotly_dash.http.framing import allow_own_frames
from django_plotly_dash.http.later_response import answered
from django_plotly_dash.http.responses import keep_from_others
from django_plotly_dash.models import add_missing_rows, find_app
from django_plotly_dash.mount.mount import Mount, path_below_root
from django_plotly_dash.state.arguments import audience, load_arguments
from django_plotly_dash.state.values import merge

logger = logging.getLogger("django_plotly_dash.session")

View = Callable[..., HttpResponseBase]
# Requested by scripts, so that no frame shows the response.
_DATA = frozenset({"_dash-update-component", "_dash-layout", "_dash-dependencies"})
# Without initial arguments a site has few prefixes, and every request needs one.
_escaped = lru_cache(maxsize=1024)(escape_uri_path)


def mount_view(subpath: str, name: str) -> View:
    """Return the view of one route, for all apps.

    Args:
        subpath: the path below the app's own URL, with the route's keyword arguments in braces.
        name: the type of view: main, layout, dependencies, update-component, component-suites, ...
    """

    @transaction.non_atomic_requests
    def view(
        request: HttpRequest, ident: str, stateless: bool = False, cache_id: str | None = None, **parts: Any
    ) -> HttpResponseBase:
        instance, app = find_app(ident, stateless=stateless)
        arguments, grants = load_arguments(cache_id, request, audience(app, instance)) if cache_id else ({}, {})
        refused = check_access(request, app, instance, grants, name=name)
        if refused is not None:
            return refused
        below = subpath.format(**parts) if parts else subpath
        path = request.path
        prefix = path[: len(path) - len(below)] if below else path
        own = path_below_root(ident, stateless=stateless, cache_id=cache_id)
        values = merge(instance.current_state() if instance is not None else {}, arguments)
        mount = Mount(
            app=app,
            request=request,
            root=_escaped(prefix[: len(prefix) - len(own)]),
            prefix=_escaped(prefix),
            subpath=below,
            instance=instance,
            values=values,
        )
        return answer(mount)

    # The consumer checks the Origin header instead, and plain HTTP requests to this route are refused.
    return csrf_exempt(view) if name == "websocket" else view


def answer(mount: Mount) -> HttpResponseBase:
    """Let the app of a mount answer its request, and store the session state that callbacks changed.

    If the app has to be awaited, this happens under ASGI when Django renders the response. Under WSGI the thread waits.

    Args:
        mount: the mount; access to it was checked.

    Raises:
        Http404: the app has nothing at this path.
    """
    return answered(mount, _answering(mount))


def _answering(mount: Mount) -> Flow[HttpResponseBase]:
    response = yield from mount.app.backend.handle(mount)
    if mount.session_state is not None and response.status_code < 400:
        try:
            mount.session_state.write_back()
        except Exception as error:  # values that are not JSON, a database that is not there
            logger.exception("The session_state that Dash app %r changed cannot be stored", mount.app.app_name)
            response = callback_error_response(error)
    keep_from_others(mount, response)
    return response if mount.subpath in _DATA else allow_own_frames(response)


@require_safe
def shared_bundle(request: HttpRequest, component: str, resource: str, **_captured: Any) -> HttpResponseBase:
    """Serve a component bundle at the URL that all apps share.

    Args:
        request: the request.
        component: name of the component package.
        resource: path in the package, with or without a fingerprint.
        **_captured: keyword arguments of the route that includes these URLs.
    """
    return serve_bundle(request, component, resource)


@require_POST
def add_stateless_apps(request: HttpRequest, **_captured: Any) -> HttpResponseBase:
    """Add the missing rows of apps; the admin has a button for it.

    Raises:
        PermissionDenied: the user is not staff or lacks the permission.
    """
    user = getattr(request, "user", None)
    if user is None or not (user.is_active and user.is_staff and user.has_perm("django_plotly_dash.add_statelessapp")):
        raise PermissionDenied("Only staff may add apps.")
    added = add_missing_rows()
    text = ngettext("%(count)d app was added.", "%(count)d apps were added.", len(added)) % {"count": len(added)}
    messages.success(request, f"{text} {', '.join(added)}".strip(), fail_silently=True)
    try:
        return HttpResponseRedirect(reverse("admin:django_plotly_dash_statelessapp_changelist"))
    except NoReverseMatch:  # a site without the admin
        return HttpResponse(text, content_type="text/plain")
