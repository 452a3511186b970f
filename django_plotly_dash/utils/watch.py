"""Detect whether objects have been changed in place: a layout, or what an app's page is made from.

This is much cheaper than making the layout or the page again.
"""

from __future__ import annotations

from itertools import chain
from operator import attrgetter, is_
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from dash.development.base_component import Component

# Attributes that describe a component and are not its properties.
_DECLARATIONS = frozenset({"available_properties", "available_wildcard_properties"})


# Exactly these types, because a subclass may be written differently.
ATOMS = frozenset({str, int, float, bool, type(None)})


# Like vars() of a component, in half the time.
_variables = attrgetter("__dict__")


class Opaque(Exception):
    """A value may change without a change that can be detected."""


class Watch:
    """A record of objects: all properties of components, entries of dicts and items of lists.

    Values are compared by identity, in loops that run in C. A value that is only equal to the old one (True for 1, a
    copy of a list) counts as a change. A value that is still the same object cannot have changed unnoticed, because it
    is text, a number, or recorded itself. Other values must not be relied on.
    """

    def __init__(self) -> None:
        self._components: list[Component] = []
        self._lengths: list[int] = []
        # Name of an attribute to its getter, its owners, and their values.
        self._attributes: dict[str, tuple[Callable[[Any], Any], list[Any], list[Any]]] = {}
        self._dicts: list[dict[Any, Any]] = []
        self._keys: list[Any] = []
        self._entries: list[Any] = []
        self._lists: list[list[Any]] = []
        self._items: list[Any] = []
        self._dict_sizes: list[int] = []
        self._list_sizes: list[int] = []

    def add_component(self, component: Component) -> None:
        """Record which properties a component has, and their values."""
        attributes = dict(vars(component))
        self._components.append(component)
        self._lengths.append(len(attributes))
        for name, value in attributes.items():
            if not name.startswith("_") and name not in _DECLARATIONS:
                self._add_value(component, name, value)

    def add_attribute(self, owner: Any, name: str) -> None:
        """Record which object an attribute is."""
        self._add_value(owner, name, getattr(owner, name))

    def _add_value(self, owner: Any, name: str, value: Any) -> None:
        entry = self._attributes.get(name)
        if entry is None:
            # attrgetter reads a dot as a path.
            read = attrgetter(name) if "." not in name else lambda owner: getattr(owner, name)
            entry = self._attributes[name] = (read, [], [])
        entry[1].append(owner)
        entry[2].append(value)

    def add_data(self, value: Any) -> None:
        """Record text, numbers and containers of them.

        Raises:
            Opaque: it contains something else.
        """
        kind = type(value)
        if kind in ATOMS:
            return
        if kind is list:
            self.add_list(value)
        elif kind is dict and all(type(key) is str for key in value):
            self.add_dict(value)
            value = value.values()
        elif kind is not tuple:
            raise Opaque
        for item in value:
            self.add_data(item)

    def add_dict(self, entries: dict[Any, Any]) -> None:
        """Record the entries of a dict and their order."""
        copied = dict(entries)
        self._dicts.append(entries)
        self._dict_sizes.append(len(copied))
        self._keys += copied
        self._entries += copied.values()

    def add_list(self, items: list[Any]) -> None:
        """Record the items of a list."""
        copied = list(items)
        self._lists.append(items)
        self._list_sizes.append(len(copied))
        self._items += copied

    def is_unchanged(self) -> bool:
        """Return whether everything is still unchanged."""
        try:
            return (
                list(map(len, self._lists)) == self._list_sizes
                and list(map(len, self._dicts)) == self._dict_sizes
                and list(map(len, map(_variables, self._components))) == self._lengths
                and all(all(map(is_, map(read, owners), old)) for read, owners, old in self._attributes.values())
                and all(map(is_, chain.from_iterable(self._lists), self._items))
                and all(map(is_, chain.from_iterable(self._dicts), self._keys))
                and all(map(is_, chain.from_iterable(map(dict.values, self._dicts)), self._entries))
            )
        except (AttributeError, RuntimeError):
            # A property was removed, or another thread is changing the layout.
            return False
