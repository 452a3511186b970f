"""What happens to the error of a callback: it is logged with app, callback and user, and kept as the last error."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404

from django_plotly_dash.callbacks.last_errors import keep_error
from django_plotly_dash.mount.mount import visitor_name

if TYPE_CHECKING:
    from django_plotly_dash.utils.base_app import BaseApp

logger = logging.getLogger("django_plotly_dash.callback")

_REPORTED = "_django_plotly_dash_reported"


def report_error(app: BaseApp, callback: str, error: Exception) -> None:
    """Log an error and keep it as the app's last one. It is reported once, even if several places handle it.

    Refusals (``PermissionDenied``, ``Http404``) are not errors.

    Args:
        app: the app.
        callback: Dash's id of the callback.
        error: the exception that it raised.
    """
    if isinstance(error, (PermissionDenied, Http404)) or is_reported(error):
        return
    setattr(error, _REPORTED, True)
    # With %r: line breaks in a name must not start new lines in the log.
    logger.error("Callback %r of Dash app %r failed for %r", callback, app.app_name, visitor_name(), exc_info=error)
    keep_error(app.app_name, callback, error)


def is_reported(error: Exception) -> bool:
    """Return whether :func:`report_error` has already reported an error."""
    return getattr(error, _REPORTED, False)
