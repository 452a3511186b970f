"""``session_state``: a dictionary in the Django session, for callbacks and layout functions.

Its key in the session is ``django_plotly_dash``; views can set it there (manual: session state walkthrough).
"""

from __future__ import annotations

import copy
import json
import logging
from typing import TYPE_CHECKING, Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSession
from django.core.exceptions import ImproperlyConfigured, ObjectDoesNotExist
from django.db import router

from django_plotly_dash.utils.row_lock import change_row

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase
    from django.contrib.sessions.base_session import AbstractBaseSession
    from django.http import HttpRequest

KEY = "django_plotly_dash"

logger = logging.getLogger("django_plotly_dash.session")


class SessionState:
    """The session state of one request.

    Attributes:
        values: the dictionary that callbacks get and change; its values must be JSON, as everything in a session.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._session: SessionBase | None = getattr(request, "session", None)
        stored = self._session.get(KEY) if self._session is not None else None
        self._before: dict[str, Any] = stored if isinstance(stored, dict) else {}
        self.values = copy.deepcopy(self._before)

    def write_back(self) -> None:
        """Save only the entries that changed, since another request may have changed others meanwhile.

        Sessions in the database are read again under a lock, so that no change is lost. Sessions in a cache or in files
        are read again without a lock, and signed cookies cannot be read again.

        Raises:
            ImproperlyConfigured: an entry changed, but the request has no session.
        """
        before = {key: _text(value) for key, value in self._before.items()}
        changed = {key: value for key, value in self.values.items() if before.get(key) != _text(value)}
        removed = self._before.keys() - self.values.keys()
        if not changed and not removed:
            return
        session = self._session
        if session is None:
            raise ImproperlyConfigured(
                "A callback changed session_state, but requests have no session: add "
                "'django.contrib.sessions.middleware.SessionMiddleware' to MIDDLEWARE."
            )
        key = session.session_key
        if key is not None and isinstance(session, DatabaseSession):
            _update_row(session, key, changed, removed)
        elif key is not None and session.exists(key):
            again = type(session)(key)
            _update(again, changed, removed)
            again.save()
            _copy_state(session, again)
        else:
            _update(session, changed, removed)  # Django's middleware saves the session and sets the cookie.


def _text(value: Any) -> str:
    # In Python, 1 == True.
    return json.dumps(value, default=repr)


def _update(session: SessionBase, changed: dict[str, Any], removed: set[str]) -> None:
    old = session.get(KEY)
    state = old if isinstance(old, dict) else {}
    session[KEY] = {key: value for key, value in {**state, **changed}.items() if key not in removed}


def _update_row(session: DatabaseSession, key: str, changed: dict[str, Any], removed: set[str]) -> None:
    again = type(session)(key)
    row: AbstractBaseSession = session.model(session_key=key)
    row._state.db = router.db_for_write(session.model, instance=row)

    def change(stored: AbstractBaseSession) -> None:
        again.clear()  # Otherwise it would load itself, from the cache if there is one.
        again.update(stored.get_decoded())
        _update(again, changed, removed)
        again.save()

    try:
        change_row(row, change, touch="expire_date")
    except ObjectDoesNotExist:
        logger.warning("A session ended while a callback changed its session_state; the change is lost.")
    else:
        _copy_state(session, again)


def _copy_state(session: SessionBase, again: SessionBase) -> None:
    """Copy the saved state into the request's session. The middleware must not save it: its other entries are older."""
    was_modified = session.modified
    session[KEY] = again[KEY]
    session.modified = was_modified
