"""A request's mount of an app: which app answers under which prefix, with which saved state and arguments.

One Dash object answers under many prefixes at the same time, in threads and in tasks. Whatever differs between two
requests is kept here, in a context variable, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django_plotly_dash.tickets.signing import PREFIX as TICKET
from django_plotly_dash.utils.dash_private import app_context

if TYPE_CHECKING:
    from concurrent.futures import Future

    from django.http import HttpRequest

    from django_plotly_dash.models import DashApp
    from django_plotly_dash.state.session import SessionState
    from django_plotly_dash.utils.base_app import BaseApp

# Stands for the prefix while no mount is known, in a layout made at import time for example. Every response has it
# replaced by the prefix of its own mount.
_MARK = "__dash-mount__"
PREFIX_PLACEHOLDER = f"/{_MARK}/"
_MARK_BYTES = _MARK.encode()
# Plotly's JSON encoder writes slashes as \\u002f, and a URL within a URL has %2F. The last slash may be stripped.
_SLASH = re.compile(rb"/|\\u002f|%2F", re.IGNORECASE)
PREFIX_PATTERN = re.compile(rb"(/|\\u002f|%2F)" + _MARK_BYTES + rb"(/|\\u002f|%2F)?", re.IGNORECASE)


@dataclass(slots=True)
class Mount:
    """A request to an app.

    Attributes:
        app: the Dash app that answers.
        request: the Django request.
        root: URL path under which ``django_plotly_dash.urls`` is included, percent-encoded, with the script name.
        prefix: URL path of the app's own index; begins with ``root``.
        subpath: the part of the request's path after ``prefix``, not percent-encoded.
        instance: the saved state, or None for a stateless app.
        values: component id to ``{property: value}``, applied to the layout when it is served.
        context: what Dash keeps for a request, in place of ``flask.g``.
        session_state: the visitor's session state, once a callback or a layout function has asked for it.
        awaited_layout: the result of an async layout function, once it has been awaited for this request.
    """

    app: BaseApp
    request: HttpRequest
    root: str
    prefix: str
    subpath: str
    instance: DashApp | None = None
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    context: SimpleNamespace = field(default_factory=SimpleNamespace)
    session_state: SessionState | None = None
    awaited_layout: Future[Any] | None = None

    @property
    def is_guarded(self) -> bool:
        """Whether requests below the prefix may be refused, by the app's own protection or by the ticket in the URL."""
        return self.app.is_guarded or f"/initial/{TICKET}" in self.prefix

    @property
    def namespace(self) -> str:
        """A name that separates apps and saved states in the browser's storage; the same for all visitors."""
        ident = self.instance.slug if self.instance is not None else self.app.ident
        return path_below_root(ident, stateless=self.instance is None)


def path_below_root(ident: str, *, stateless: bool, cache_id: str | None = None) -> str:
    """Return the path of an app, relative to where ``django_plotly_dash.urls`` is included.

    Args:
        ident: the app's ident, or the slug of the saved state.
        stateless: whether it is an app and not a saved state.
        cache_id: the id of initial arguments, or a ticket.
    """
    return f"{'app' if stateless else 'instance'}/{ident}/" + (f"initial/{cache_id}/" if cache_id else "")


_current: ContextVar[Mount | None] = ContextVar("django_plotly_dash_mount", default=None)


def current_mount() -> Mount | None:
    """Return the mount of the request being served, or None if there is no request."""
    return _current.get()


def visitor_name() -> str:
    """Return a name of the current user for the log; nothing else depends on it."""
    mount = _current.get()
    return str(getattr(mount.request, "user", "an unknown user")) if mount is not None else "nobody"


# A class, because a generator needs several more calls with each request.
class mounted:
    """For a ``with`` block, make ``mount`` current, and its app the one that ``dash.get_app()`` returns."""

    __slots__ = ("_app_token", "_mount", "_token")

    def __init__(self, mount: Mount) -> None:
        self._mount = mount

    def __enter__(self) -> Mount:
        self._token = _current.set(self._mount)
        self._app_token = app_context.set(self._mount.app)
        return self._mount

    def __exit__(self, *_error: object) -> None:
        app_context.reset(self._app_token)
        _current.reset(self._token)


@contextmanager
def unmounted(app: BaseApp) -> Iterator[None]:
    """For a ``with`` block, make ``app`` the one that ``dash.get_app()`` returns, without a request being served.

    URLs of the app then have a placeholder instead of its prefix; the response that takes them to a page replaces it.
    """
    token = _current.set(None)
    app_token = app_context.set(app)
    try:
        yield
    finally:
        app_context.reset(app_token)
        _current.reset(token)


def resolve_prefix(content: bytes, prefix: str) -> bytes:
    """Replace the placeholder for the mount's prefix in a response.

    Args:
        content: the body of a response; returned unchanged if it has no placeholder.
        prefix: the prefix of the mount, percent-encoded.
    """
    first, *pieces = content.split(_MARK_BYTES)
    if not pieces:
        return content
    resolved = [first]
    for piece in pieces:
        before = _slash_at_end(resolved[-1])
        if not before:
            resolved += (_MARK_BYTES, piece)
            continue
        after = _SLASH.match(piece)
        text = prefix if after else prefix.rstrip("/")
        resolved[-1] = resolved[-1][: -len(before)]
        resolved += (
            (quote(text, safe="") if before[:1] == b"%" else text).encode(),
            piece[after.end() if after else 0 :],
        )
    return b"".join(resolved)


def _slash_at_end(content: bytes) -> bytes:
    """The slash at the end of some content, in whichever form it is written."""
    for length in (1, 3, 6):
        if _SLASH.fullmatch(content[-length:]):
            return content[-length:]
    return b""
