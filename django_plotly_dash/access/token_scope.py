"""The apps that the token of a request is bound to, noted by who signs it in and asked by the gate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.http import HttpRequest

_HOLDER = "_django_plotly_dash_token_holder"


class Bound(Protocol):
    """Who holds a token."""

    @property
    def app_names(self) -> Collection[str]:
        """Names of the apps that the token is for; empty for all."""


def bind(request: HttpRequest, holder: Bound) -> None:
    """Note who holds the token that a request comes with."""
    setattr(request, _HOLDER, holder)


def is_bound_elsewhere(request: HttpRequest, app_name: str) -> bool:
    """Say whether a request comes with a token that is bound to other apps."""
    holder: Bound | None = getattr(request, _HOLDER, None)
    return holder is not None and bool(holder.app_names) and app_name not in holder.app_names
