"""The handles of background jobs, which browsers send back to ask about a job or to cancel it.

Dash signs them and binds them to a page load (``dash/_callback_signing.py``). The signing secret is made here from the
app, mount and visitor, so that a handle is not valid for any other app, mount or visitor.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.encoding import escape_uri_path

from django_plotly_dash.background.manager import DjangoTaskManager
from django_plotly_dash.mount.mount import current_mount
from django_plotly_dash.utils.dash_private import _callback, _callback_signing

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.datastructures import MultiValueDict

    from django_plotly_dash.utils.base_app import BaseApp

_NAMES = ("cacheKey", "job", "cancelJob")
_NOT_YOURS = "This job does not belong to this page and visitor. Reload the page and start it again."


def signing_secret(app: BaseApp) -> bytes:
    """Return the secret with which Dash signs an app's handles, for the current mount and its visitor.

    Args:
        app: the app.
    """
    mount = current_mount()
    if mount is None or not app.has_background_callbacks:
        return _secret_of_nobody(settings.SECRET_KEY)
    parts = [mount.app.app_name, mount.prefix]
    # A page that has the app without a frame may be cached for all visitors, so it must not depend on the visitor.
    if escape_uri_path(mount.request.path).startswith(mount.prefix):
        parts.append(_visitor(mount.request))
    return _secret("\0".join(parts))


def _secret(text: str) -> bytes:
    return salted_hmac("django_plotly_dash.job_handles", text, algorithm="sha256").digest()


@lru_cache(maxsize=1)
def _secret_of_nobody(_secret_key: str) -> bytes:
    """The secret for apps without jobs, because every page of an app has a handle."""
    return _secret("")


def _visitor(request: HttpRequest) -> str:
    """Return a name for the visitor: the user, or else the browser, by its CSRF secret."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return f"user {user.pk}"
    return f"browser {request.META.get('CSRF_COOKIE', '')}"


def foreign_handle(app: BaseApp, query: MultiValueDict[str, str], callback_id: str) -> str | None:
    """Return what is wrong with the handles in a callback request, or None.

    Handles of jobs that a new one replaces (``oldJob``) are left to Dash, which ignores those that are not valid: a
    visitor who has logged in since then may start a new job.

    Args:
        app: the app that the request is for.
        query: the query parameters of the URL.
        callback_id: the callback that the request is for.
    """
    if not query or not any(name in query for name in _NAMES):
        return None
    secret = app._get_signing_secret()
    page = _callback.get_request_end_id(secret)
    found: dict[str, str] = {}
    for name in _NAMES:
        scope = _callback_signing.cache_scope(page) if name == "cacheKey" else _callback_signing.job_scope(page)
        for handle in query.getlist(name):
            value = _callback_signing.unsign(secret, scope, handle)
            if value is None:
                return _NOT_YOURS
            found[name] = value
    if ("cacheKey" in found) != ("job" in found):
        return "'cacheKey' and 'job' must be sent together."
    manager = app.callback_map[callback_id].get("manager") or app._background_manager
    if isinstance(manager, DjangoTaskManager) and "job" in found:
        return None if manager.is_of_callback(found["cacheKey"], found["job"], callback_id) else _NOT_YOURS
    return None
