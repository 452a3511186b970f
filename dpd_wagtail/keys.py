"""Primary keys of rows, as they come from forms and URLs."""

from __future__ import annotations

from typing import Any

# SQLite cannot store longer numbers.
_MOST_DIGITS = 18


def key_in(text: Any) -> int | None:
    """Return ``text`` as a primary key, or None if it cannot be one."""
    digits = str(text)
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_DIGITS else None
