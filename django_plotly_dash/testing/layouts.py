"""A layout as a browser was served it: its components by their ids."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django_plotly_dash.state.values import component_key


class UnknownComponent(LookupError):
    """A layout has no component with an id; the message lists those with a similar one."""


def similar(wanted: str, known: Iterable[str]) -> str:
    """Return the end of a sentence about a name that is not there: the names that are near, else all of them."""
    names = sorted(known)
    near = difflib.get_close_matches(wanted, names, n=3, cutoff=0.75)
    if near:
        return f"Did you mean {' or '.join(near)}?"
    return f"There are: {', '.join(names)}." if names else "There are none."


@dataclass(frozen=True, slots=True)
class RenderedComponent:
    """A component as it stands in the JSON of a layout.

    Attributes:
        type: its class, as in ``Dropdown``.
        namespace: the package of its JavaScript, as in ``dash_core_components``.
        props: its properties as JSON values; components in them are dictionaries.
    """

    type: str
    namespace: str
    props: Mapping[str, Any]

    @property
    def id(self) -> Any:
        """Its id: text, a dictionary, or None."""
        return self.props.get("id")

    @property
    def text(self) -> str:
        """What stands in it as text, with that of the components in it, in one line."""
        return " ".join(_texts(self.props.get("children")))

    def __getitem__(self, name: str) -> Any:
        """Return a property.

        Raises:
            KeyError: the layout does not give the component this property.
        """
        return self.props[name]


class RenderedLayout:
    """The layout that an app served to somebody.

    Attributes:
        json: the layout as Dash sent it.
    """

    def __init__(self, json: Any) -> None:
        self.json = json
        self._components = {component_key(component.id): component for component in self if component.id is not None}

    def __iter__(self) -> Iterator[RenderedComponent]:
        """Go through all components, also those without an id, in the order in which they stand."""
        return _components(self.json)

    def __contains__(self, component_id: Any) -> bool:
        return component_key(component_id) in self._components

    @property
    def ids(self) -> list[str]:
        """The ids, each in the one spelling that states have too (a dictionary as JSON)."""
        return list(self._components)

    @property
    def text(self) -> str:
        """All text that stands in it, in one line."""
        return " ".join(_texts(self.json))

    def component(self, component_id: Any) -> RenderedComponent:
        """Return the component with an id.

        Args:
            component_id: text, a dictionary, or the JSON of one.

        Raises:
            UnknownComponent: there is none.
        """
        key = component_key(component_id)
        try:
            return self._components[key]
        except KeyError:
            raise UnknownComponent(f"The layout has no component {key!r}. {similar(key, self._components)}") from None

    __getitem__ = component

    def of_type(self, name: str) -> list[RenderedComponent]:
        """Return the components of a class, as in ``layout.of_type("Dropdown")``."""
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
