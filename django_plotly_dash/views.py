"""The view behind every route of an app: finds the app and what is laid over it, mounts it, and lets it answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.encoding import escape_uri_path
from django.views.decorators.http import require_safe

from .arguments import audience, load_arguments
from .backend.bundles import serve_bundle
from .dash_app import DjangoDash
from .framing import allow_own_frames
from .models import DashApp
from .mount import Mount, mounted
from .registry import UnknownApp, registry
from .state import merge

View = Callable[..., HttpResponseBase]


def _find(ident: str, stateless: bool) -> tuple[DjangoDash, DashApp | None]:
    try:
        if stateless:
            return registry.get(ident), None
        instance = DashApp.objects.select_related("stateless_app").get(slug=ident)
        return instance.stateless_app.as_dash_app(), instance
    except DashApp.DoesNotExist:
        raise Http404(f"There is no saved state {ident!r}.") from None
    except UnknownApp as error:
        # The message lists the apps of the site.
        raise Http404(str(error) if settings.DEBUG else f"There is no app {ident!r}.") from None


def mount_view(subpath: str) -> View:
    """Return the view of one route of apps.

    Args:
        subpath: the path below the mount, with the route's keyword arguments in braces.
    """

    @transaction.non_atomic_requests
    def view(
        request: HttpRequest, ident: str, stateless: bool = False, cache_id: str | None = None, **parts: Any
    ) -> HttpResponseBase:
        app, instance = _find(ident, stateless)
        below = subpath.format(**parts)
        path = request.path
        prefix = path[: len(path) - len(below)] if below else path
        own = f"{'app' if stateless else 'instance'}/{ident}/" + (f"initial/{cache_id}/" if cache_id else "")
        values = merge(
            instance.current_state() if instance is not None else {},
            load_arguments(cache_id, request, audience(app, instance)) if cache_id else {},
        )
        mount = Mount(
            app=app,
            request=request,
            root=escape_uri_path(prefix[: len(prefix) - len(own)]),
            prefix=escape_uri_path(prefix),
            subpath=below,
            instance=instance,
            values=values,
        )
        with mounted(mount):
            response = app.backend.handle(mount)
        return allow_own_frames(response)

    return view


@require_safe
def shared_bundle(request: HttpRequest, component: str, resource: str, **_captured: Any) -> HttpResponseBase:
    """Serve a component bundle at the one URL that all apps share.

    Args:
        request: the request.
        component: name of the component package.
        resource: path in it, with a fingerprint or without.
        **_captured: what the include() above captured from the URL.
    """
    return serve_bundle(request, component, resource)
