"""Grants: what a ticket in an app's URL says of the page that shows the app, judged anew with every request.

A grant has the name of a guard, and a value that the guard judges: dpd_wagtail has one for pages. A ticket whose grants
do not hold lets nobody in, whether the app is open at its own URL or not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django_plotly_dash.conf import plotly_dash_settings

if TYPE_CHECKING:
    from django.http import HttpRequest

VISITOR = "visitor"
_STEP = 3600


@dataclass(frozen=True, slots=True)
class Guard:
    """Judges the grants of one name.

    Attributes:
        holds: called with the request and the grant's value; whether who asks may come in.
        way_in: called likewise; URL of a page that can let in who may not (it asks for a login, for example), "" where
            the login page of the site may, None where nothing lets anybody in: what the grant says is no longer so.
    """

    holds: Callable[[HttpRequest, Any], bool]
    way_in: Callable[[HttpRequest, Any], str | None] = lambda _request, _value: ""


@dataclass(frozen=True, slots=True)
class Denial:
    """A grant does not hold.

    Attributes:
        way_in: as that of a :class:`Guard`.
    """

    way_in: str | None


_guards: dict[str, Guard] = {}


def register_guard(name: str, guard: Guard) -> None:
    """Have grants of a name judged; call it in ``AppConfig.ready()``.

    Args:
        name: short, since it stands in URLs.
        guard: what judges them.
    """
    _guards[name] = guard


def denial(request: HttpRequest, grants: Mapping[str, Any]) -> Denial | None:
    """Judge grants; None where all hold. A grant that nobody judges does not hold."""
    for name, value in grants.items():
        guard = _guards.get(name)
        if guard is None:
            return Denial("")
        if not guard.holds(request, value):
            return Denial(guard.way_in(request, value))
    return None


def visitor_grant(request: HttpRequest) -> dict[str, Any]:
    """Grant what a page of the site shows to the visitor who asked for the page, for a time.

    Where nobody is logged in, it holds for everybody who has the URL. The time is
    ``PLOTLY_DASH["ticket_lifetime"]``, rounded up to an hour so that a page stays the same for a while.
    """
    user = getattr(request, "user", None)
    key = str(user.pk) if user is not None and user.is_authenticated else ""
    expires = (int(time.time()) + plotly_dash_settings().ticket_lifetime) // _STEP + 1
    return {VISITOR: [key, expires]}


def _is_visitor(request: HttpRequest, value: Any) -> bool:
    key, expires = value
    if time.time() > expires * _STEP:
        return False
    user = getattr(request, "user", None)
    return not key or (user is not None and user.is_authenticated and str(user.pk) == key)


register_guard(VISITOR, Guard(_is_visitor))
