"""Pure functions on state: component id to ``{property: value}``."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from dash.development.base_component import Component

from .backend.dash_private import stringify_id

Values = Mapping[str, Mapping[str, Any]]


def component_key(component_id: Any) -> str:
    """Return the one spelling of a component's id in values: a dict id is its JSON, as Dash writes it."""
    return str(stringify_id(component_id))


def merge(*layers: Values) -> dict[str, dict[str, Any]]:
    """Lay values over each other, later ones win property by property."""
    merged: dict[str, dict[str, Any]] = {}
    for layer in layers:
        for wid, properties in layer.items():
            merged.setdefault(wid, {}).update(properties)
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
    holders = {"children"} | {path.split(".")[0].removesuffix("[]") for path in getattr(node, "_children_props", ())}
    for name in holders:
        old = getattr(node, name, None)
        if isinstance(old, (Component, list, tuple, dict)):
            new = _laid_over(old, values)
            if new is not old:
                changes[name] = new
    wid = getattr(node, "id", None)
    if wid is not None:
        for name, value in values.get(component_key(wid), {}).items():
            if name != "id" and (name in getattr(node, "available_properties", ()) or _is_wildcard(node, name)):
                changes[name] = value
    if not changes:
        return node
    changed = copy.copy(node)
    for name, value in changes.items():
        setattr(changed, name, value)
    return changed


def _is_wildcard(node: Component, name: str) -> bool:
    return any(name.startswith(prefix) for prefix in node.available_wildcard_properties)
