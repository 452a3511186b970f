"""Keep a row of ``StatelessApp`` for each registered app; only after ``migrate``, never in a visitor's request."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import router

from .registry import registry


def add_missing_rows(using: str = "default", **_kwargs: Any) -> list[str]:
    """Create the rows that are missing, and return the names of their apps.

    Apps may also be made in ``urls.py`` and what it imports (manual: installation), so that is loaded first.

    Args:
        using: alias of the database.
    """
    from .models import StatelessApp

    if not router.allow_migrate_model(using, StatelessApp):
        return []
    if getattr(settings, "ROOT_URLCONF", None):
        import_module(settings.ROOT_URLCONF)
    rows = StatelessApp.objects.using(using)
    known = set(rows.values_list("app_name", flat=True))
    missing = [name for name in registry.names() if name not in known]
    for name in missing:
        rows.get_or_create(app_name=name)
    return missing
