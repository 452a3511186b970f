"""``dash.Patch`` on the server: changes a stored value as the renderer changes a property in the page.

The operations work as they do in the renderer (``dash-renderer/src/actions/patch.ts``).
"""

from __future__ import annotations

import copy
import itertools
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

_MARK = "__dash_patch_update"
Location = Sequence[Any]  # keys and indices
_APPLY_ERRORS = (KeyError, IndexError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)


class PatchError(ValueError):
    """A patch cannot be applied to a value."""


def is_patch(value: Any) -> bool:
    """Return whether a value in a callback's response is a patch of the property instead of its new value."""
    return isinstance(value, dict) and _MARK in value


def apply_patch(patch: Mapping[str, Any], value: Any) -> Any:
    """Return a copy of a value with a patch applied.

    Args:
        patch: the JSON of a ``dash.Patch``: an object with a list of ``operations``.
        value: a JSON value.

    Raises:
        PatchError: an operation cannot be applied to the value, or is unknown.
    """
    operations = patch.get("operations")
    if not isinstance(operations, list):
        # A callback may return a value that a browser sent.
        raise PatchError(f"a patch without operations: {str(patch)[:200]}")
    holder = {"value": copy.deepcopy(value)}
    for entry in operations:
        try:
            _OPERATIONS[entry["operation"]](holder, ["value", *entry["location"]], copy.deepcopy(entry["params"]))
        except _APPLY_ERRORS as error:
            raise PatchError(f"{entry}: {type(error).__name__}: {error}") from error
    return holder["value"]


def _parent(holder: Any, location: Location) -> Any:
    for key in location[:-1]:
        holder = holder[key]
    return holder


def _get(holder: Any, location: Location) -> Any:
    return _parent(holder, location)[location[-1]]


def _get_or_none(holder: Any, location: Location) -> Any:
    try:
        return _get(holder, location)
    except (KeyError, IndexError, TypeError):
        return None


def _assign(holder: Any, location: Location, value: Any) -> None:
    """Set a value. As in the renderer, missing objects on the way are created, and a list can grow by one item."""
    for key, following in itertools.pairwise(location):
        if isinstance(holder, dict) and holder.get(key) is None:
            holder[key] = [] if isinstance(following, int) else {}
        holder = holder[key]
    last = location[-1]
    if isinstance(holder, list) and last == len(holder):
        holder.append(value)
    else:
        holder[last] = value


def _delete(holder: Any, location: Location, _params: dict[str, Any]) -> None:
    parent: Any = _parent(holder, location)
    if isinstance(parent, list):
        del parent[location[-1] : location[-1] + 1 or None]
    else:
        parent.pop(location[-1], None)


def _merge(holder: Any, location: Location, params: dict[str, Any]) -> None:
    _assign(holder, location, {**(_get_or_none(holder, location) or {}), **params["value"]})


def _clear(holder: Any, location: Location, _params: dict[str, Any]) -> None:
    _assign(holder, location, type(_get(holder, location))())


def _in_list(change: Callable[[list[Any], dict[str, Any]], object]) -> Callable[..., None]:
    def operation(holder: Any, location: Location, params: dict[str, Any]) -> None:
        if _get_or_none(holder, location) is None:
            _assign(holder, location, [])
        items = _get(holder, location)
        if not isinstance(items, list):
            raise TypeError(f"{type(items).__name__} is not a list")
        change(items, params)

    return operation


def _remove(items: list[Any], params: dict[str, Any]) -> None:
    items[:] = [item for item in items if item != params["value"]]


def _number(change: Callable[[Any, Any], Any]) -> Callable[..., None]:
    def operation(holder: Any, location: Location, params: dict[str, Any]) -> None:
        old, value = _get(holder, location) or 0, params["value"]
        if not isinstance(old, (int, float)) or not isinstance(value, (int, float)):
            raise TypeError("not a number")
        _assign(holder, location, change(old, value))

    return operation


_OPERATIONS: dict[str, Callable[[Any, Location, dict[str, Any]], None]] = {
    "Assign": lambda holder, location, params: _assign(holder, location, params["value"]),
    "Delete": _delete,
    "Merge": _merge,
    "Clear": _clear,
    "Append": _in_list(lambda items, params: items.append(params["value"])),
    "Prepend": _in_list(lambda items, params: items.insert(0, params["value"])),
    "Insert": _in_list(lambda items, params: items.insert(params["index"], params["value"])),
    "Extend": _in_list(lambda items, params: items.extend(params["value"])),
    "Remove": _in_list(_remove),
    "Reverse": _in_list(lambda items, _params: items.reverse()),
    "Add": _number(operator.add),
    "Sub": _number(operator.sub),
    "Mul": _number(operator.mul),
    "Div": _number(operator.truediv),
}
