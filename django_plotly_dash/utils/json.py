"""JSON from outside: what browsers send, and what editors, scripts and other packages wrote.

Python's decoder accepts more than JSON allows, browsers send lone surrogates, and Dash's encoder (orjson) cannot write
everything that Python reads. Whatever is read here can be written into a response.
"""

from __future__ import annotations

import json
import math
from typing import Any

import orjson

# The nesting that Dash can write; it puts a value some levels deep into its response.
_LEVELS = 254
_ROOM = 8
_LONGEST_INTEGER = 300  # digits; a double has at most 309 before its decimal point


class BadJSON(ValueError):
    """The text is not JSON, or Dash could not write it again; the message continues a sentence after "is"."""


def read_json(text: str | bytes, *, lenient: bool = False, deepest: int = _LEVELS - _ROOM) -> Any:
    """Decode JSON.

    Lone surrogates become U+FFFD, the replacement character, and integers beyond 64 bits become floats, as in browsers.

    Args:
        text: the JSON; bytes are UTF-8.
        lenient: read numbers that JSON does not have but Python and browsers write (``NaN``, ``Infinity``, ``1e999``)
            as None, as Dash writes them, instead of raising an error.
        deepest: how many levels of nesting are allowed.

    Raises:
        BadJSON: it is not JSON, or is nested too deeply.
    """
    try:
        # As bytes, because orjson does not accept subclasses of str. Lone surrogates cannot be encoded.
        decoded = orjson.loads(text.encode() if isinstance(text, str) else text)
    except ValueError as error:
        decoded = _repaired(text, lenient, error)
    if _brackets(text) > deepest:
        _check_depth(decoded, deepest)
    return decoded


def _repaired(text: str | bytes, lenient: bool, reason: ValueError) -> Any:
    def number(digits: str) -> float | None:
        value = float(digits)
        if math.isfinite(value):
            return value
        if lenient:
            return None
        raise ValueError(f"{digits[:20]} is not JSON")

    def integer(digits: str) -> float | None:
        return int(digits) if len(digits) < _LONGEST_INTEGER else number(digits)

    try:
        text = text.decode() if isinstance(text, bytes) else text
        value = json.loads(text, parse_constant=number, parse_float=number, parse_int=integer)
        again = json.dumps(value, ensure_ascii=False)
        return orjson.loads(again.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    except (ValueError, RecursionError):
        raise BadJSON(f"not JSON: {reason}") from None


def _brackets(text: str | bytes) -> int:
    return text.count(b"[") + text.count(b"{") if isinstance(text, bytes) else text.count("[") + text.count("{")


def _check_depth(decoded: Any, deepest: int) -> None:
    # Much faster than visiting every value.
    for _level in range(_LEVELS - deepest):
        decoded = [decoded]
    try:
        orjson.dumps(decoded)
    except TypeError:
        raise BadJSON("nested too deeply") from None
