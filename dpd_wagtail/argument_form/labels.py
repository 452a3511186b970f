"""The label of a component in a form: its label in the layout, or its id in readable form."""

from __future__ import annotations

import json
import re
from typing import Any

from dash.development.base_component import Component

LONGEST = 120
_WORDS = re.compile(r"[\W_]+|(?<=[a-z0-9])(?=[A-Z])")
_DEEPEST = 20


def text_of(node: Any, depth: int = 0) -> str:
    """Return the text that a visitor reads in ``node``.

    Args:
        node: a component, its JSON, a list of them, text or a number; of daq also ``{"label": ...}``.
        depth: its depth below the first node.
    """
    if isinstance(node, bool) or depth > _DEEPEST:
        return ""
    if isinstance(node, (str, int, float)):
        return " ".join(str(node).split())[:LONGEST]
    if isinstance(node, (list, tuple)):
        return " ".join(filter(None, (text_of(child, depth + 1) for child in node)))[:LONGEST]
    if isinstance(node, Component):
        return text_of(getattr(node, "children", None), depth + 1)
    if isinstance(node, dict):
        props = node.get("props")
        return text_of(props.get("children") if isinstance(props, dict) else node.get("label"), depth + 1)
    return ""


def is_label(node: Any) -> bool:
    """Whether a component is a label: ``html.Label``, ``dbc.Label`` and those of other packages."""
    return isinstance(node, Component) and node._type == "Label"


def labelled_id(label: Component) -> Any:
    """Return the id of the component that a label is for, or None."""
    return getattr(label, "htmlFor", None) or getattr(label, "html_for", None)


def readable(key: str) -> str:
    """Return an id as words: ``max-yearRange`` is Max year range, a dict id its type and its other values.

    Args:
        key: as ``state.component_key`` spells it.
    """
    text = key
    if key.startswith("{"):
        try:
            decoded = json.loads(key)
        except ValueError:
            decoded = None
        if isinstance(decoded, dict):
            kind = decoded.pop("type", None)
            text = " ".join(str(part) for part in (kind, *decoded.values()) if part is not None)
    words = [word if word.isupper() else word.lower() for word in _WORDS.split(text) if word]
    label = " ".join(words)
    return (label[:1].upper() + label[1:])[:LONGEST] or key
