"""A layout as a browser gets it, with its components by id."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django_plotly_dash.state.values import component_key


class UnknownComponent(LookupError):
    """The layout has no component with this id; the message lists similar ids."""


def similar(wanted: str, known: Iterable[str]) -> str:
    """Return a sentence about a name that was not found: the most similar names, or all of them."""
    names = sorted(known)
    near = difflib.get_close_matches(wanted, names, n=3, cutoff=0.75)
    if near:
        return f"Did you mean {' or '.join(near)}?"
    return f"There are: {', '.join(names)}." if names else "There are none."


@dataclass(frozen=True, slots=True)
class RenderedComponent:
    """A component in the JSON of a layout.

    Attributes:
        type: its class, as in ``Dropdown``.
        namespace: the package of its JavaScript, as in ``dash_core_components``.
        props: its properties as JSON values; components inside them are dictionaries.
    """

    type: str
    namespace: str
    props: Mapping[str, Any]

    @property
    def id(self) -> Any:
        """Its id: a string, a dictionary, or None."""
        return self.props.get("id")

    @property
    def text(self) -> str:
        """The text in the component and in the components inside it, on one line."""
        return " ".join(_texts(self.props.get("children")))

    def __getitem__(self, name: str) -> Any:
        """Return a property.

        Raises:
            KeyError: the component does not have this property in the layout.
        """
        return self.props[name]


class RenderedLayout:
    """The layout that an app served to a visitor.

    Attributes:
        json: the layout as Dash sent it.
    """

    def __init__(self, json: Any) -> None:
        self.json = json
        self._components = {component_key(component.id): component for component in self if component.id is not None}

    def __iter__(self) -> Iterator[RenderedComponent]:
        """Iterate over all components, including those without an id, in the order of the layout."""
        return _components(self.json)

    def __contains__(self, component_id: Any) -> bool:
        return component_key(component_id) in self._components

    @property
    def ids(self) -> list[str]:
        """The ids, spelled as in saved states (a dictionary as JSON)."""
        return list(self._components)

    @property
    def text(self) -> str:
        """All text in the layout, on one line."""
        return " ".join(_texts(self.json))

    def component(self, component_id: Any) -> RenderedComponent:
        """Return the component with an id.

        Args:
            component_id: a string, a dictionary, or the JSON of a dictionary.

        Raises:
            UnknownComponent: there is no such component.
        """
        key = component_key(component_id)
        try:
            return self._components[key]
        except KeyError:
            raise UnknownComponent(f"The layout has no component {key!r}. {similar(key, self._components)}") from None

    __getitem__ = component

    def of_type(self, name: str) -> list[RenderedComponent]:
        """Return the components of a class: ``layout.of_type("Dropdown")``."""
        return [component for component in self if component.type == name]


def _components(node: Any) -> Iterator[RenderedComponent]:
    if isinstance(node, list):
        for item in node:
            yield from _components(item)
    elif isinstance(node, dict):
        if node.keys() >= {"type", "namespace", "props"} and isinstance(node["props"], dict):
            yield RenderedComponent(node["type"], node["namespace"], node["props"])
        for item in node.values():
            yield from _components(item)


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _texts(item)
    elif isinstance(node, dict):
        props = node.get("props")
        if isinstance(props, dict):
            yield from _texts(props.get("children"))
    elif node is not None and not isinstance(node, bool):
        yield str(node)
