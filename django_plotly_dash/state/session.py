"""``session_state``: a dictionary in the visitor's Django session, which callbacks and layout functions get and change.

It stands in the session under ``django_plotly_dash``, where views set it too (manual: session state walkthrough).
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
        values: what callbacks see and change; JSON values, as everything in a session.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._session: SessionBase | None = getattr(request, "session", None)
        stored = self._session.get(KEY) if self._session is not None else None
        self._before: dict[str, Any] = stored if isinstance(stored, dict) else {}
        self.values = copy.deepcopy(self._before)

    def write_back(self) -> None:
        """Store the entries that changed, and those alone: another request may have changed others meanwhile.

        Where sessions live in the database this is exact: the row is read again under a lock. In a cache or in files
        the session is read again without one; signed cookies cannot be read again. Nothing is written where nothing
        changed.

        Raises:
            ImproperlyConfigured: requests have no session.
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
            _lay_into_row(session, key, changed, removed)
        elif key is not None and session.exists(key):
            again = type(session)(key)
            _lay_into(again, changed, removed)
            again.save()
            _take_over(session, again)
        else:
            _lay_into(session, changed, removed)  # Django's middleware saves it, and sets the cookie.


def _text(value: Any) -> str:
    # Python takes 1 for True.
    return json.dumps(value, default=repr)


def _lay_into(session: SessionBase, changed: dict[str, Any], removed: set[str]) -> None:
    old = session.get(KEY)
    state = old if isinstance(old, dict) else {}
    session[KEY] = {key: value for key, value in {**state, **changed}.items() if key not in removed}


def _lay_into_row(session: DatabaseSession, key: str, changed: dict[str, Any], removed: set[str]) -> None:
    again = type(session)(key)
    row: AbstractBaseSession = session.model(session_key=key)
    row._state.db = router.db_for_write(session.model, instance=row)

    def change(stored: AbstractBaseSession) -> None:
        again.clear()  # Else it would read itself, and from the cache where there is one.
        again.update(stored.get_decoded())
        _lay_into(again, changed, removed)
        again.save()

    try:
        change_row(row, change, touch="expire_date")
    except ObjectDoesNotExist:
        logger.warning("A session ended while a callback changed its state; the change ended with it.")
    else:
        _take_over(session, again)


def _take_over(session: SessionBase, again: SessionBase) -> None:
    """Show the request what is stored now; the middleware must not save its older copy of the rest over it."""
    was_modified = session.modified
    session[KEY] = again[KEY]
    session.modified = was_modified
