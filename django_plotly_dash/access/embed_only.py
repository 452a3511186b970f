"""Which apps and saved states are shown only on pages, and closed at their own URL."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, connections, router
from django.db.models.signals import post_delete, post_migrate, post_save

from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.models import DashApp, StatelessApp

if TYPE_CHECKING:
    from collections.abc import Set

    from django.http import HttpRequest

    from django_plotly_dash.utils.base_app import BaseApp

_SECONDS = 5
_ON_REQUEST = "_django_plotly_dash_embed_only"

# The names in the database, and until when they are valid. A query for each callback would cost as much as many
# callbacks themselves.
_known: tuple[Set[str], float] = (frozenset(), 0.0)


def is_embed_only(app: BaseApp, instance: DashApp | None = None, request: HttpRequest | None = None) -> bool:
    """Return whether an app, or a saved state of it, is shown only on pages.

    The setting ``embed_only`` is the default for all apps, and ``DjangoDash(embed_only=)`` overrides it for one app.
    An app or a saved state can also be closed in the admin, which takes effect within five seconds.

    Args:
        app: the app.
        instance: its saved state, if it is shown with one.
        request: the request; the database is queried at most once for it.
    """
    if app.embed_only or (app.embed_only is None and plotly_dash_settings().embed_only):
        return True
    if instance is not None:
        return instance.embed_only or instance.stateless_app.embed_only
    return app.app_name in _closed_in_database(request)


def _closed_in_database(request: HttpRequest | None) -> Set[str]:
    global _known
    known: Set[str] | None = getattr(request, _ON_REQUEST, None)
    if known is not None:
        return known
    known, until = _known
    if time.monotonic() >= until:
        connection = connections[router.db_for_read(StatelessApp)]
        if connection.settings_dict["ENGINE"] == "django.db.backends.dummy":  # a site without a database
            return frozenset()
        known = _query_names()
        # Rows that a transaction sees may never be committed.
        if not connection.in_atomic_block:
            _known = (known, time.monotonic() + _SECONDS)
    if request is not None:
        setattr(request, _ON_REQUEST, known)
    return known


def _query_names() -> Set[str]:
    """Query the database; in a separate thread if a tag is rendered by async code."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        rows = StatelessApp.objects.filter(embed_only=True)
        try:
            return frozenset(rows.values_list("app_name", flat=True))
        except DatabaseError:
            # Registered apps need no table: a site can show them before it has migrated.
            if StatelessApp._meta.db_table in connections[rows.db].introspection.table_names():
                raise
            return frozenset()

    def query() -> Set[str]:
        try:
            return _query_names()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(query).result()


def _forget(sender: Any, **_kwargs: Any) -> None:
    """Forget the names when a row changes, through the model or a proxy of it, or when the database was migrated."""
    global _known
    model = getattr(sender, "_meta", None)
    if model is None or model.concrete_model is StatelessApp:
        _known = (frozenset(), 0.0)


for signal in (post_save, post_delete, post_migrate):
    signal.connect(_forget, dispatch_uid="django_plotly_dash.access.embed_only")
