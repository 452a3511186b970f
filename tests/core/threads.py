"""What tests run in threads of their own."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import connections

P = ParamSpec("P")
R = TypeVar("R")


def closing_the_connection(function: Callable[P, R]) -> Callable[P, R]:
    """Have a function close the thread's connections to databases when it ends: nothing else does."""

    @functools.wraps(function)
    def wrapped(*arguments: P.args, **keywords: P.kwargs) -> R:
        try:
            return function(*arguments, **keywords)
        finally:
            connections.close_all()

    return wrapped
