"""Change a row that other requests change at the same moment: read it again under a lock, change it, save it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connections, models, router, transaction

_ATTEMPTS = 10
_LONGEST_PAUSE = 0.2

Row = TypeVar("Row", bound=models.Model)


def change_row(row: Row, change: Callable[[Row], None], *, touch: str) -> None:
    """Call ``change`` with the row as the database has it, while nobody else changes it.

    It runs in a short transaction of its own, and again when the database reports a conflict (a deadlock, SQLite's
    "database is locked"). Inside a transaction of the caller the lock lasts until that ends, and a conflict is the
    caller's.

    Args:
        row: names model, primary key and database; it is not changed itself.
        change: changes the row that it is given and saves it. May be called more than once.
        touch: a field of the model. SQLite knows no ``SELECT ... FOR UPDATE``: there the transaction begins with a
            write that sets this field to what it is, so that what is read after it is the newest.

    Raises:
        ObjectDoesNotExist: the row was deleted.
        OperationalError: the database still reports conflicts after several attempts.
    """
    # Not where the row was read: that may be a replica.
    alias = router.db_for_write(type(row), instance=row)
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with transaction.atomic(using=alias):
                change(_locked(row, alias, touch))
            return
        except OperationalError:
            if attempt == _ATTEMPTS or connections[alias].in_atomic_block:
                raise
            time.sleep(random.uniform(0, _LONGEST_PAUSE * attempt / _ATTEMPTS))  # noqa: S311  spreads, hides nothing


def _locked(row: Row, alias: str, touch: str) -> Row:
    rows = type(row)._base_manager.using(alias)
    if connections[alias].features.has_select_for_update:
        return rows.select_for_update().get(pk=row.pk)
    rows.filter(pk=row.pk).update(**{touch: models.F(touch)})
    return rows.get(pk=row.pk)
