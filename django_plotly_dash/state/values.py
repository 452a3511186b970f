"""Pure functions on state: component id to ``{property: value}``."""

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

# Dash writes JSON of at most 254 levels; a stored value stands some levels deep in the layout.
DEEPEST = 200
_NEVER_STORED = frozenset({"children", "options", "id"})


class PropertyChange(NamedTuple):
    """A property that a callback was given or that it set.

    Attributes:
        wid: the component's id, from :func:`component_key`.
        name: the property.
        value: a JSON value, or a ``dash.Patch`` of the property as its JSON has it.
        is_patch: whether it is one; what a browser sends never is.
    """

    wid: str
    name: str
    value: Any
    is_patch: bool = False


class Unstorable(ValueError):
    """A value that a state cannot hold."""


def component_key(component_id: Any) -> str:
    """Return the one spelling of a component's id in values.

    Args:
        component_id: text, a dict id, or the JSON of one in any spelling; a dict id becomes JSON as Dash writes it.
    """
    if isinstance(component_id, str) and component_id.startswith("{"):
        with contextlib.suppress(orjson.JSONDecodeError):  # an id that only looks like JSON
            component_id = orjson.loads(component_id)
    return str(stringify_id(component_id))


def merge(*layers: Values) -> dict[str, dict[str, Any]]:
    """Lay values over each other, later ones win property by property."""
    merged: dict[str, dict[str, Any]] = {}
    for layer in layers:
        for wid, properties in layer.items():
            merged.setdefault(component_key(wid), {}).update(properties)
    return merged


def lay_over(node: Any, values: Values) -> Any:
    """Return a layout with values set in its components; the layout itself is not changed.

    Only components that change, and those above them, are copied. Components are looked for in every property that
    may hold some, as Dash declares it for each component class (``_children_props``, with dotted paths into dicts and
    ``[]`` for lists), and in the containers that they hold.

    Args:
        node: a component, or a list, tuple or dict of them, or anything else.
        values: component id, dict ids as Dash writes them in JSON, to ``{property: value}``. A property that the
            component does not have is left out.
    """
    if not values:
        return node
    return _laid_over(node, values)


def components_by_id(layout: Any) -> dict[str, Component]:
    """Return the components of a layout that have an id, wherever Dash renders some, by their :func:`component_key`."""
    found: dict[str, Component] = {}
    pending = [layout]
    while pending:
        node = pending.pop()
        if isinstance(node, Component):
            wid = getattr(node, "id", None)
            if wid is not None:
                found[component_key(wid)] = node
        pending += parts_of(node)
    return found


def parts_of(node: Any) -> list[Any]:
    """Return what may hold components in a component, a list or a dict of a layout; ``children`` first."""
    if isinstance(node, Component):
        names = sorted(holders(node), key=lambda name: (name != "children", name))
        return [getattr(node, name, None) for name in names]
    if isinstance(node, (list, tuple)):
        return list(node)
    return list(node.values()) if isinstance(node, dict) else []


def json_properties(component: Component) -> dict[str, Any]:
    """Return the properties that a component was given, but for its ``children``, as the browser gets them.

    Dates and arrays are as JSON has them, components are objects with ``props``.

    Raises:
        TypeError: Dash cannot write one of them.
    """
    own = {name: value for name, value in component.to_plotly_json()["props"].items() if name != "children"}
    properties: dict[str, Any] = orjson.loads(to_json(own))
    return properties


def values_of(layout: Any) -> dict[str, dict[str, Any]]:
    """Return the values of a layout that a saved state can hold: JSON, and neither children, options nor ids."""
    values: dict[str, dict[str, Any]] = {}
    for wid, component in components_by_id(layout).items():
        skipped = _NEVER_STORED | holders(component)
        own = {name: value for name, value in component.to_plotly_json()["props"].items() if name not in skipped}
        if own:
            values[wid] = orjson.loads(to_json(own))
    return values


def is_storable(component: Component, name: str) -> bool:
    """Say whether a saved state can hold a property of a component: one that it has, and that holds no components."""
    if name in _NEVER_STORED or name in holders(component):
        return False
    return has_property(component, name)


def has_property(component: Component, name: str) -> bool:
    """Say whether a component has a property, as Dash declares it for the class."""
    wildcards = component.available_wildcard_properties
    return name in getattr(component, "available_properties", ()) or any(map(name.startswith, wildcards))


def holders(node: Component) -> frozenset[str]:
    """Return the names of a component's properties that may hold components."""
    paths = getattr(node, "_children_props", ())
    return frozenset({"children", *(path.split(".")[0].removesuffix("[]") for path in paths)})


def given_changes(body: Mapping[str, Any]) -> Iterator[PropertyChange]:
    """Yield the properties that a page tells with a callback request.

    An input that did not trigger this callback is left out: the callback that it did trigger has told it, and what
    this page still has of it may be older than what another page has set since.

    Args:
        body: a callback request that was checked.
    """
    # Dash's renderer always tells; the call that loads a page has none. Who does not tell means all.
    triggered = body.get("changedPropIds")
    for entry in _flat(body["inputs"]):
        if triggered is None or f"{component_key(entry['id'])}.{entry['property']}" in triggered:
            yield _told(entry)
    yield from map(_told, _flat(body["state"]))


def answered_changes(answer: str | bytes) -> Iterator[PropertyChange]:
    """Yield the properties that a callback set, by its return value and then by ``set_props``.

    Args:
        answer: the JSON that ``Dash._execute_callback`` made.
    """
    decoded = orjson.loads(answer)
    for part in ("response", "sideUpdate"):
        for wid, properties in (decoded.get(part) or {}).items():
            for name, value in properties.items():
                yield PropertyChange(component_key(wid), name, value, is_patch(value))


def apply_changes(state: dict[str, dict[str, Any]], changes: Iterable[PropertyChange], longest: int) -> bool:
    """Set the changes that a state tracks in it, and say whether any value became another one.

    Args:
        state: changed in place; it tracks the properties that it has.
        changes: later ones win; patches are applied to the value that the state has.
        longest: characters of JSON that a new value may have.

    Raises:
        PatchError: a patch does not fit the value that the state has.
        Unstorable: a value is nested too deeply, or is too long.
    """
    changed = False
    for wid, name, value, replayed in changes:
        values = state.get(wid)
        if values is None or name not in values:
            continue
        new = apply_patch(value, values[name]) if replayed else value
        if is_too_deep(new):
            raise Unstorable(f"it is nested more than {DEEPEST} levels deep")
        text = json.dumps(new)
        # Python takes 1 for True.
        if new != values[name] or text != json.dumps(values[name]):
            if len(text) > longest:
                raise Unstorable(f"its JSON would have {len(text)} characters, and may have {longest}")
            values[name] = new
            changed = True
    return changed


def is_too_deep(value: Any) -> bool:
    """Say whether a JSON value is nested so deeply that Dash could not write it into a layout."""
    level = [value] if isinstance(value, (dict, list)) else []
    for _depth in range(DEEPEST):
        inner = (child for node in level for child in (node.values() if isinstance(node, dict) else node))
        level = [child for child in inner if isinstance(child, (dict, list))]
        if not level:
            return False
    return True


def _told(entry: Mapping[str, Any]) -> PropertyChange:
    return PropertyChange(component_key(entry["id"]), entry["property"], entry.get("value"))


def _flat(entries: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    """Yield single entries of what also holds a list for each wildcard."""
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
    wid = getattr(node, "id", None)
    if wid is not None:
        for name, value in values.get(component_key(wid), {}).items():
            if name != "id" and has_property(node, name):
                changes[name] = value
    if not changes:
        return node
    changed = copy.copy(node)
    for name, value in changes.items():
        setattr(changed, name, value)
    return changed
