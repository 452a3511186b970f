"""Pure functions on values: component id to ``{property: value}``."""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import orjson
from dash.development.base_component import Component

from django_plotly_dash.state.patches import apply_patch, is_patch
from django_plotly_dash.utils.dash_private import stringify_id, to_json

Values = Mapping[str, Mapping[str, Any]]

# Dash encodes at most 254 levels of JSON, and a stored value is itself some levels deep in the layout.
DEEPEST = 200
_NEVER_STORED = frozenset({"children", "options", "id"})


class PropertyChange(NamedTuple):
    """An input or an output of a callback.

    Attributes:
        component_id: the component's id, from :func:`component_key`.
        name: the property.
        value: a JSON value, or the JSON of a ``dash.Patch``.
        is_patch: whether the value is a patch; a value that a browser sent never is.
    """

    component_id: str
    name: str
    value: Any
    is_patch: bool = False


class Unstorable(ValueError):
    """A value that a saved state cannot hold."""


def component_key(component_id: Any) -> str:
    """Return the normalized id of a component, which is its key in values.

    Args:
        component_id: a string, a dict, or the JSON of a dict, however formatted; a dict becomes JSON as Dash writes it.
    """
    if isinstance(component_id, str) and component_id.startswith("{"):
        with contextlib.suppress(orjson.JSONDecodeError):  # a string id that starts with a brace
            component_id = orjson.loads(component_id)
    return str(stringify_id(component_id))


def merge(*layers: Values) -> dict[str, dict[str, Any]]:
    """Merge values property by property; later ones override earlier ones."""
    merged: dict[str, dict[str, Any]] = {}
    for layer in layers:
        for component_id, properties in layer.items():
            merged.setdefault(component_key(component_id), {}).update(properties)
    return merged


def lay_over(node: Any, values: Values) -> Any:
    """Return a layout with values set in its components; the layout itself is not changed.

    Only components that change, and their ancestors, are copied. Components are searched for in every property that
    may hold some, which Dash declares for each component class (``_children_props``, with dotted paths into dicts and
    ``[]`` for lists), and in the lists and dicts that these properties hold.

    Args:
        node: a component, or a list, tuple or dict of them, or anything else.
        values: :func:`component_key` to ``{property: value}``; properties that a component lacks are left out.
    """
    if not values:
        return node
    return _laid_over(node, values)


def components_by_id(layout: Any) -> dict[str, Component]:
    """Return all components of a layout that have an id, by their :func:`component_key`."""
    found: dict[str, Component] = {}
    pending = [layout]
    while pending:
        node = pending.pop()
        if isinstance(node, Component):
            component_id = getattr(node, "id", None)
            if component_id is not None:
                found[component_key(component_id)] = node
        pending += parts_of(node)
    return found


def parts_of(node: Any) -> list[Any]:
    """Return the parts of a component, a list or a dict that may hold components; ``children`` come first."""
    if isinstance(node, Component):
        names = sorted(holders(node), key=lambda name: (name != "children", name))
        return [getattr(node, name, None) for name in names]
    if isinstance(node, (list, tuple)):
        return list(node)
    return list(node.values()) if isinstance(node, dict) else []


def json_properties(component: Component) -> dict[str, Any]:
    """Return the properties that a component was given, except ``children``, as the browser gets them.

    They are JSON values: components are objects with ``props``.

    Raises:
        TypeError: Dash cannot encode one of them.
    """
    own = {name: value for name, value in component.to_plotly_json()["props"].items() if name != "children"}
    properties: dict[str, Any] = orjson.loads(to_json(own))
    return properties


def values_of(layout: Any) -> dict[str, dict[str, Any]]:
    """Return the values of a layout that a saved state can hold: no children, options, ids or components."""
    values: dict[str, dict[str, Any]] = {}
    for component_id, component in components_by_id(layout).items():
        skipped = _NEVER_STORED | holders(component)
        own = {name: value for name, value in component.to_plotly_json()["props"].items() if name not in skipped}
        if own:
            values[component_id] = orjson.loads(to_json(own))
    return values


def is_storable(component: Component, name: str) -> bool:
    """Return whether a saved state can hold a property of a component: it must exist, and not hold components."""
    if name in _NEVER_STORED or name in holders(component):
        return False
    return has_property(component, name)


def has_property(component: Component, name: str) -> bool:
    """Return whether Dash declares a property for a component's class."""
    wildcards = component.available_wildcard_properties
    return name in getattr(component, "available_properties", ()) or any(map(name.startswith, wildcards))


def holders(node: Component) -> frozenset[str]:
    """Return the names of a component's properties that may hold components."""
    paths = getattr(node, "_children_props", ())
    return frozenset({"children", *(path.split(".")[0].removesuffix("[]") for path in paths)})


def given_changes(body: Mapping[str, Any]) -> Iterator[PropertyChange]:
    """Yield the inputs and states of a callback request.

    Inputs that did not trigger the callback are left out. Their values were recorded with the callback that they did
    trigger, and another page may have set newer ones since.

    Args:
        body: the checked body of a callback request.
    """
    # Dash's renderer always sends this key; the list is empty when a page is loaded. Without the key, all inputs count.
    triggered = body.get("changedPropIds")
    for entry in _flat(body["inputs"]):
        if triggered is None or f"{component_key(entry['id'])}.{entry['property']}" in triggered:
            yield _as_change(entry)
    yield from map(_as_change, _flat(body["state"]))


def answered_changes(answer: str | bytes) -> Iterator[PropertyChange]:
    """Yield the properties that a callback set, first by its return value and then by ``set_props``.

    Args:
        answer: the JSON that ``Dash._execute_callback`` returned.
    """
    decoded = orjson.loads(answer)
    for part in ("response", "sideUpdate"):
        for component_id, properties in (decoded.get(part) or {}).items():
            for name, value in properties.items():
                yield PropertyChange(component_key(component_id), name, value, is_patch(value))


def apply_change(state: dict[str, dict[str, Any]], change: PropertyChange, longest: int) -> bool:
    """Apply a change to a state if it tracks the property, and return whether the value changed.

    Args:
        state: changed in place; it tracks the properties that it has.
        change: the change; a patch is applied to the value in the state.
        longest: maximum number of characters of the new value's JSON.

    Raises:
        PatchError: the patch cannot be applied to the value in the state.
        Unstorable: the new value is nested too deeply, or is too long.
    """
    values = state.get(change.component_id, {})
    if change.name not in values:
        return False
    old = values[change.name]
    new = apply_patch(change.value, old) if change.is_patch else change.value
    if is_too_deep(new):
        raise Unstorable(f"it is nested more than {DEEPEST} levels deep")
    text = json.dumps(new)
    # In Python, 1 == True.
    if new == old and text == json.dumps(old):
        return False
    if len(text) > longest:
        raise Unstorable(f"its JSON would have {len(text)} characters, and may have {longest}")
    values[change.name] = new
    return True


def is_too_deep(value: Any) -> bool:
    """Return whether a JSON value is nested so deeply that Dash could not encode it in a layout."""
    level = [value] if isinstance(value, (dict, list)) else []
    for _depth in range(DEEPEST):
        inner = (child for node in level for child in (node.values() if isinstance(node, dict) else node))
        level = [child for child in inner if isinstance(child, (dict, list))]
        if not level:
            return False
    return True


def _as_change(entry: Mapping[str, Any]) -> PropertyChange:
    return PropertyChange(component_key(entry["id"]), entry["property"], entry.get("value"))


def _flat(entries: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the entries of a list in which each wildcard has a list of its own."""
    for entry in entries:
        yield from entry if isinstance(entry, list) else [entry]


def _laid_over(node: Any, values: Values) -> Any:
    if isinstance(node, Component):
        return _component(node, values)
    if isinstance(node, (list, tuple)):
        items = [_laid_over(item, values) for item in node]
        if all(new is old for new, old in zip(items, node, strict=True)):
            return node
        return items if isinstance(node, list) else tuple(items)
    if isinstance(node, dict):
        entries = {key: _laid_over(item, values) for key, item in node.items()}
        return node if all(entries[key] is node[key] for key in node) else entries
    return node


def _component(node: Component, values: Values) -> Component:
    changes: dict[str, Any] = {}
    for name in holders(node):
        old = getattr(node, name, None)
        if isinstance(old, (Component, list, tuple, dict)):
            new = _laid_over(old, values)
            if new is not old:
                changes[name] = new
    component_id = getattr(node, "id", None)
    if component_id is not None:
        for name, value in values.get(component_key(component_id), {}).items():
            if name != "id" and has_property(node, name):
                changes[name] = value
    if not changes:
        return node
    changed = copy.copy(node)
    for name, value in changes.items():
        setattr(changed, name, value)
    return changed
