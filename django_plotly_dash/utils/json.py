"""JSON from outside: what browsers send, and texts that editors, scripts and other packages wrote.

Python's decoder takes more than JSON has, browsers write halves of emojis, and Dash's encoder (orjson) writes less than
Python takes. What is read here can be written into an answer.
"""

from __future__ import annotations

import json
import math
from typing import Any

import orjson

# What Dash writes; it puts a value some levels deep into its answer.
_LEVELS = 254
_ROOM = 8
_LONGEST_INTEGER = 300  # digits; a double has at most 309 before its point


class BadJSON(ValueError):
    """A text is no JSON, or Dash could not write it again; the message goes on after "it is"."""


def read_json(text: str | bytes, *, lenient: bool = False, deepest: int = _LEVELS - _ROOM) -> Any:
    """Decode JSON.

    Lone surrogates come out as U+FFFD, the replacement character, and integers beyond 64 bits as floats, as every
    browser reads them.

    Args:
        text: the JSON; bytes are UTF-8.
        lenient: what Python and browsers write for numbers that JSON does not have (``NaN``, ``Infinity``, ``1e999``)
            becomes None, as Dash writes it, in place of an error.
        deepest: levels of nesting.

    Raises:
        BadJSON: it is none, or is nested too deeply.
    """
    try:
        # In bytes: orjson takes no subclass of str. Half an emoji has none.
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
    # Much faster than to walk through it.
    for _level in range(_LEVELS - deepest):
        decoded = [decoded]
    try:
        orjson.dumps(decoded)
    except TypeError:
        raise BadJSON("nested too deeply") from None
