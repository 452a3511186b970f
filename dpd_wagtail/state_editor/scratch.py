"""The app in the state editor's frame, which runs on a copy of the state that cannot be saved.

Its URLs are below the admin's, so that every request requires access to the admin, and a permission.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.encoding import escape_uri_path

from django_plotly_dash.models import DashApp
from django_plotly_dash.mount.mount import Mount
from django_plotly_dash.mount.urls import NAMESPACE
from django_plotly_dash.registry.registry import UnknownApp
from django_plotly_dash.views import answer
from dpd_wagtail.permissions import has_state_permission, is_in_reach
from dpd_wagtail.state_editor.subject import Subject, find_subject

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from dpd_wagtail.models import SavedState


def copy_of(state: SavedState) -> DashApp:
    """Return what callbacks get as the saved state: a copy in memory, without a connection to the row."""
    copy = DashApp(
        stateless_app=state.stateless_app,
        instance_name=state.instance_name,
        slug=state.slug,
        base_state=state.base_state,
        embed_only=state.embed_only,
        creation=state.creation,
        update=state.update,
    )

    def save(*_args: Any, **_keywords: Any) -> None:
        """Do nothing: callbacks may call it to save the state."""

    copy.save = copy.handle_current_state = save  # type: ignore[method-assign]
    return copy


def mount_of(request: HttpRequest, subject: Subject, prefix: str, subpath: str = "") -> Mount:
    """Return the mount of an app on a scratch copy.

    Args:
        request: the request.
        subject: the app, and its state if there is one.
        prefix: URL path of the app's index, percent-encoded.
        subpath: what follows it.
    """
    instance = copy_of(subject.state) if subject.state is not None else None
    return Mount(
        app=subject.app,
        request=request,
        root=apps_root(),
        prefix=prefix,
        subpath=subpath,
        instance=instance,
        values=instance.current_state() if instance is not None else {},
    )


def apps_root() -> str:
    """Return the URL path under which ``django_plotly_dash.urls`` is included: bundles are served below it."""
    return reverse(f"{NAMESPACE}:add_stateless_apps").removesuffix("add_stateless_apps/")


@transaction.non_atomic_requests
def scratch(request: HttpRequest, kind: str, pk: int, path: str = "") -> HttpResponseBase:
    """Answer requests of the app in the frame, for every route of the app.

    Raises:
        PermissionDenied: the user may neither add nor change states, or may not reach the app.
        Http404: there is no such state or app.
    """
    if not (has_state_permission(request.user, "add") or has_state_permission(request.user, "change")):
        raise PermissionDenied
    try:
        subject = find_subject(kind, pk)
    except UnknownApp as error:
        raise Http404(str(error)) from None
    if not is_in_reach(request, subject.state or subject.row):
        raise PermissionDenied
    prefix = request.path[: len(request.path) - len(path)] if path else request.path
    return answer(mount_of(request, subject, escape_uri_path(prefix), path))
