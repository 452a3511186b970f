"""Keep a row of ``StatelessApp`` for each registered app; only after ``migrate``, never in a visitor's request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps as global_apps
from django.db import router

from .registry import load_all_apps, registry

if TYPE_CHECKING:
    from django.apps.registry import Apps


def add_missing_rows(using: str = "default", apps: Apps = global_apps, **_kwargs: Any) -> list[str]:
    """Create the rows that are missing, and return the names of their apps.

    Args:
        using: alias of the database.
        apps: what the database has after ``migrate``; after a migration back it lacks the table, or columns of it.
    """
    from .models import StatelessApp

    try:
        migrated = apps.get_model(StatelessApp._meta.label)
    except LookupError:
        return []
    if {field.column for field in StatelessApp._meta.fields} - {field.column for field in migrated._meta.fields}:
        return []
    if not router.allow_migrate_model(using, StatelessApp):
        return []
    load_all_apps()
    rows = StatelessApp.objects.using(using)
    known = set(rows.values_list("app_name", flat=True))
    missing = [name for name in registry.names() if name not in known]
    for name in missing:
        rows.get_or_create(app_name=name)
    return missing
