"""Which apps and saved states are shown on pages alone, and closed at the URL of their own."""

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

# The names that the database has, and until when they count; asking it with each callback would cost as much as many
# callbacks do.
_known: tuple[Set[str], float] = (frozenset(), 0.0)


def is_embed_only(app: BaseApp, instance: DashApp | None = None, request: HttpRequest | None = None) -> bool:
    """Say whether an app, or a saved state of it, is shown on pages alone.

    The setting ``embed_only`` says so for all apps, ``DjangoDash(embed_only=)`` for one, whatever the setting; the
    admin can close an app or a state besides. What the admin changes counts within five seconds.

    Args:
        app: the app.
        instance: its saved state, if one is meant.
        request: the request, for which the database is asked once.
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
        known = _asked()
        # What a transaction sees may never be committed.
        if not connection.in_atomic_block:
            _known = (known, time.monotonic() + _SECONDS)
    if request is not None:
        setattr(request, _ON_REQUEST, known)
    return known


def _asked() -> Set[str]:
    """Ask the database; in a thread of its own where a tag is rendered by async code."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        rows = StatelessApp.objects.filter(embed_only=True)
        try:
            return frozenset(rows.values_list("app_name", flat=True))
        except DatabaseError:
            # Registered apps need no table: a site that has not migrated can show them.
            if StatelessApp._meta.db_table in connections[rows.db].introspection.table_names():
                raise
            return frozenset()

    def ask() -> Set[str]:
        try:
            return _asked()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(ask).result()


def _forget(sender: Any, **_kwargs: Any) -> None:
    """Forget what is known when a row changes, whether as the model or as a proxy of it, or all of them."""
    global _known
    model = getattr(sender, "_meta", None)
    if model is None or model.concrete_model is StatelessApp:
        _known = (frozenset(), 0.0)


for signal in (post_save, post_delete, post_migrate):
    signal.connect(_forget, dispatch_uid="django_plotly_dash.access.embed_only")
