"""Primary keys of rows, as forms and URLs send them."""

from __future__ import annotations

from typing import Any

# A longer number is one that SQLite cannot take.
_MOST_DIGITS = 18


def key_in(text: Any) -> int | None:
    """Return the number that ``text`` has as a primary key, or in the place of one; None where it can be none."""
    digits = str(text)
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_DIGITS else None
