"""Grants: what a ticket in an app's URL says about the page that shows the app, checked with every request.

A grant has the name of a guard, and a value that the guard checks; dpd_wagtail has a guard for pages. A ticket whose
grants do not hold lets nobody in, even if the app is open at its own URL.
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
    """Checks the grants of one name.

    Attributes:
        holds: called with the request and the grant's value; returns whether the user may reach the app.
        way_in: called with the same arguments for a user who may not; returns the URL of a page that can let the user
            in (it asks for a password, for example), "" for the site's login page, or None if nothing can let the user
            in, because the grant is no longer true.
    """

    holds: Callable[[HttpRequest, Any], bool]
    way_in: Callable[[HttpRequest, Any], str | None] = lambda _request, _value: ""


@dataclass(frozen=True, slots=True)
class Denial:
    """The result of checking a grant that does not hold.

    Attributes:
        way_in: what the guard's ``way_in`` returned.
    """

    way_in: str | None


_guards: dict[str, Guard] = {}


def register_guard(name: str, guard: Guard) -> None:
    """Register the guard that checks the grants of a name; call this in ``AppConfig.ready()``.

    Args:
        name: should be short, since it is part of URLs.
        guard: the guard.
    """
    _guards[name] = guard


def check_grants(request: HttpRequest, grants: Mapping[str, Any]) -> Denial | None:
    """Return None if all grants hold. A grant without a registered guard does not hold."""
    for name, value in grants.items():
        guard = _guards.get(name)
        if guard is None:
            return Denial("")
        if not guard.holds(request, value):
            return Denial(guard.way_in(request, value))
    return None


def visitor_grant(request: HttpRequest) -> dict[str, Any]:
    """Return a grant for the user who requested the page, valid for a limited time.

    If the user is anonymous, it holds for everybody who has the URL. The time is ``PLOTLY_DASH["ticket_lifetime"]``,
    rounded up to an hour so that the page stays the same for a while.
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
