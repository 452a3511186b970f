"""Change a row that other requests may change at the same time: lock it, read it again, change it and save it."""

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
    """Call ``change`` with the row as it is in the database, while no other request can change it.

    It runs in its own short transaction, and is repeated if the database reports a conflict (a deadlock, or SQLite's
    "database is locked"). Within a transaction of the caller, the lock lasts until that ends, and conflicts are raised
    to the caller.

    Args:
        row: identifies the model, primary key and database; it is not changed itself.
        change: changes and saves the row that it is called with. May be called more than once.
        touch: a field of the model. SQLite has no ``SELECT ... FOR UPDATE``, so there the transaction begins by writing
            this field unchanged, which makes sure that the newest row is read.

    Raises:
        ObjectDoesNotExist: the row was deleted.
        OperationalError: the database still reports conflicts after several attempts.
    """
    # Not the database that the row was read from, which may be a replica.
    alias = router.db_for_write(type(row), instance=row)
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with transaction.atomic(using=alias):
                change(_locked(row, alias, touch))
            return
        except OperationalError:
            if attempt == _ATTEMPTS or connections[alias].in_atomic_block:
                raise
            time.sleep(random.uniform(0, _LONGEST_PAUSE * attempt / _ATTEMPTS))  # noqa: S311  not for cryptography


def _locked(row: Row, alias: str, touch: str) -> Row:
    rows = type(row)._base_manager.using(alias)
    if connections[alias].features.has_select_for_update:
        return rows.select_for_update().get(pk=row.pk)
    rows.filter(pk=row.pk).update(**{touch: models.F(touch)})
    return rows.get(pk=row.pk)
