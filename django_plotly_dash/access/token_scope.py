"""The apps that a request's token is for: ``mcp.sign_in`` sets them, and the gate checks them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.http import HttpRequest

_HOLDER = "_django_plotly_dash_token_holder"


class BoundHolder(Protocol):
    """The holder of a token."""

    @property
    def app_names(self) -> Collection[str]:
        """Names of the apps that the token is for; empty for all apps."""


def set_token_holder(request: HttpRequest, holder: BoundHolder) -> None:
    """Set the holder of the token that a request was sent with."""
    setattr(request, _HOLDER, holder)


def is_bound_elsewhere(request: HttpRequest, app_name: str) -> bool:
    """Return whether a request was sent with a token that is for other apps."""
    holder: BoundHolder | None = getattr(request, _HOLDER, None)
    return holder is not None and bool(holder.app_names) and app_name not in holder.app_names
