"""The handles of background jobs, which browsers bring back to ask for a job or to cancel it.

Dash signs them, and binds them to a page load (``dash/_callback_signing.py``). The secret with which it does is made
here of whom and what they are for, so that a handle of one app, mount or visitor is none for another.
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
_NOT_YOURS = "This job is not one of this page and visitor: reload the page, and begin it again."


def signing_secret(app: BaseApp) -> bytes:
    """Return what Dash signs the handles of an app with, for the mount that is being served and for its visitor.

    Args:
        app: the app.
    """
    mount = current_mount()
    if mount is None or not app.has_background_callbacks:
        return _secret_of_nobody(settings.SECRET_KEY)
    parts = [mount.app.app_name, mount.prefix]
    # A page that has the app without a frame may be one for all visitors: it does not depend on who asks.
    if escape_uri_path(mount.request.path).startswith(mount.prefix):
        parts.append(_visitor(mount.request))
    return _secret("\0".join(parts))


def _secret(text: str) -> bytes:
    return salted_hmac("django_plotly_dash.job_handles", text, algorithm="sha256").digest()


@lru_cache(maxsize=1)
def _secret_of_nobody(_secret_key: str) -> bytes:
    """The secret of an app without jobs, whose every page has a handle too."""
    return _secret("")


def _visitor(request: HttpRequest) -> str:
    """Name whoever asks: the user, else the browser, by the secret that guards its forms."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return f"user {user.pk}"
    return f"browser {request.META.get('CSRF_COOKIE', '')}"


def foreign_handle(app: BaseApp, query: MultiValueDict[str, str], callback_id: str) -> str | None:
    """Say what is wrong with the handles that a callback request brings, None where nothing is.

    Jobs that a new one takes the place of (``oldJob``) are left to Dash, which passes over what is not valid: whoever
    has logged in meanwhile may begin anew.

    Args:
        app: the app that is asked.
        query: the query of the URL.
        callback_id: the callback that is asked for.
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
        return "'cacheKey' and 'job' go together."
    manager = app.callback_map[callback_id].get("manager") or app._background_manager
    if isinstance(manager, DjangoTaskManager) and "job" in found:
        return None if manager.is_of_callback(found["cacheKey"], found["job"], callback_id) else _NOT_YOURS
    return None
