"""Notice that objects were changed in place: a layout, or what an app's page is made of.

It is cheaper by far than making anew what was made of them.
"""

from __future__ import annotations

from itertools import chain
from operator import attrgetter, is_
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from dash.development.base_component import Component

# Attributes of a component that tell what it is, and no properties of it.
_DECLARATIONS = frozenset({"available_properties", "available_wildcard_properties"})


# Of these exact types, since a subclass may change what it is written as.
ATOMS = frozenset({str, int, float, bool, type(None)})


# vars() of a component, at half its price.
_variables = attrgetter("__dict__")


class Opaque(Exception):
    """A value may come to mean something else without any change that can be noticed."""


class Watch:
    """What objects were when they were added: every property of components, every entry of dicts, every item of lists.

    All are compared as objects, by loops that run in C: a value that only equals the old one (True for 1, a copy of a
    list) is a change, and one that stays cannot change unnoticed, since it is text, a number, or watched itself. What
    is neither must not be relied on.
    """

    def __init__(self) -> None:
        self._components: list[Component] = []
        self._lengths: list[int] = []
        # Name of an attribute to what reads it, who has it, and what it was.
        self._attributes: dict[str, tuple[Callable[[Any], Any], list[Any], list[Any]]] = {}
        self._dicts: list[dict[Any, Any]] = []
        self._keys: list[Any] = []
        self._entries: list[Any] = []
        self._lists: list[list[Any]] = []
        self._items: list[Any] = []
        self._dict_sizes: list[int] = []
        self._list_sizes: list[int] = []

    def add_component(self, component: Component) -> None:
        """Watch which properties a component has, and what they are."""
        attributes = dict(vars(component))
        self._components.append(component)
        self._lengths.append(len(attributes))
        for name, value in attributes.items():
            if not name.startswith("_") and name not in _DECLARATIONS:
                self._add_value(component, name, value)

    def add_attribute(self, owner: Any, name: str) -> None:
        """Watch which object an attribute is."""
        self._add_value(owner, name, getattr(owner, name))

    def _add_value(self, owner: Any, name: str, value: Any) -> None:
        entry = self._attributes.get(name)
        if entry is None:
            # attrgetter takes a dot for a path.
            read = attrgetter(name) if "." not in name else lambda owner: getattr(owner, name)
            entry = self._attributes[name] = (read, [], [])
        entry[1].append(owner)
        entry[2].append(value)

    def add_data(self, value: Any) -> None:
        """Watch text, numbers and what holds them.

        Raises:
            Opaque: it holds something else.
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
        """Watch the entries of a dict, and their order."""
        copied = dict(entries)
        self._dicts.append(entries)
        self._dict_sizes.append(len(copied))
        self._keys += copied
        self._entries += copied.values()

    def add_list(self, items: list[Any]) -> None:
        """Watch the items of a list."""
        copied = list(items)
        self._lists.append(items)
        self._list_sizes.append(len(copied))
        self._items += copied

    def is_unchanged(self) -> bool:
        """Say whether everything is still what it was."""
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
            # A property was taken away; or another thread is changing the layout.
            return False
