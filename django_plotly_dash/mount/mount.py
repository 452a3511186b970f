"""One request's mount of an app: which app answers under which prefix, for which saved state and arguments.

The same long-lived Dash object answers under many prefixes at once, from threads and from tasks. What differs
between two requests is held here, in a context variable, and nowhere else.
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

# What stands for the prefix where no mount is known yet, in a layout made at import time: every answer of ours has it
# replaced by the prefix of its own mount.
_MARK = "__dash-mount__"
PREFIX_PLACEHOLDER = f"/{_MARK}/"
_MARK_BYTES = _MARK.encode()
# Plotly's JSON encoder writes slashes as \\u002f; a URL within a URL has them as %2F; the last one may be stripped.
_SLASH = re.compile(rb"/|\\u002f|%2F", re.IGNORECASE)
PREFIX_PATTERN = re.compile(rb"(/|\\u002f|%2F)" + _MARK_BYTES + rb"(/|\\u002f|%2F)?", re.IGNORECASE)


@dataclass(slots=True)
class Mount:
    """One request to one app.

    Attributes:
        app: the Dash app that answers.
        request: the Django request.
        root: URL path under which ``django_plotly_dash.urls`` is included, script name and percent-encoding included.
        prefix: URL path of the app's own index; begins with ``root``.
        subpath: what follows ``prefix`` in the request's path, not percent-encoded.
        instance: the saved state, None for a stateless app.
        values: component id to ``{property: value}``, laid over the layout when it is served.
        context: what Dash keeps for one request, in the place of ``flask.g``.
        session_state: the visitor's session state, once a callback or a layout function asked for it.
        awaited_layout: what an async layout function came to, once it has been awaited for this request.
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
        """Whether requests below the prefix may be refused: by what guards the app, or by the ticket in the URL."""
        return self.app.is_guarded or f"/initial/{TICKET}" in self.prefix

    @property
    def namespace(self) -> str:
        """What tells the values apart that apps and saved states keep in the browser; the same for all visitors."""
        ident = self.instance.slug if self.instance is not None else self.app.ident
        return path_below_root(ident, stateless=self.instance is None)


def path_below_root(ident: str, *, stateless: bool, cache_id: str | None = None) -> str:
    """Return the path of an app below the URL under which ``django_plotly_dash.urls`` is included.

    Args:
        ident: what the URL has for the app, or for the saved state.
        stateless: whether it is an app.
        cache_id: the id of initial arguments.
    """
    return f"{'app' if stateless else 'instance'}/{ident}/" + (f"initial/{cache_id}/" if cache_id else "")


_current: ContextVar[Mount | None] = ContextVar("django_plotly_dash_mount", default=None)


def current_mount() -> Mount | None:
    """Return the mount of the request being served, None outside of one."""
    return _current.get()


def visitor_name() -> str:
    """Return how the log names whoever asks; it decides nothing."""
    mount = _current.get()
    return str(getattr(mount.request, "user", "an unknown user")) if mount is not None else "nobody"


# A class, since a generator takes several calls more, with each request.
class mounted:
    """Make ``mount`` the current one, and its app the one that ``dash.get_app()`` returns, for a ``with`` block."""

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
    """Make ``app`` the one that ``dash.get_app()`` returns, with no request being served, for a ``with`` block.

    URLs that the app asks for have the placeholder of its prefix, which the answer that brings them to a page resolves.
    """
    token = _current.set(None)
    app_token = app_context.set(app)
    try:
        yield
    finally:
        app_context.reset(app_token)
        _current.reset(token)


def resolve_prefix(content: bytes, prefix: str) -> bytes:
    """Replace the placeholder of a mount's prefix in an answer by the prefix.

    Args:
        content: the body of an answer; returned as it is where nothing is to be replaced.
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
    """The slash at the end of a piece of content, however it is written."""
    for length in (1, 3, 6):
        if _SLASH.fullmatch(content[-length:]):
            return content[-length:]
    return b""
