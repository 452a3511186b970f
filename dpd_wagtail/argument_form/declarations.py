"""What a component class declares: which properties a visitor sets, and of what type they are."""

from __future__ import annotations

import datetime
import inspect
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, SupportsFloat, SupportsInt, get_args, get_origin

if TYPE_CHECKING:
    from dash.development.base_component import Component

# By these names component packages call what a visitor sets. A class with `checked` has in `value` what its group gets.
VALUE_NAMES = ("checked", "on", "value", "date", "start_date", "end_date", "active_tab", "active_item")


def declares(component: Component | type[Component], name: str) -> bool:
    """Say whether the class has a property."""
    return name in getattr(component, "available_properties", ())


def settable_names(component: Component) -> tuple[str, ...]:
    """Return the properties of a component that a visitor sets, in the order of ``VALUE_NAMES``.

    A class declares with ``persisted_props`` that a visitor sets something: Dash keeps that over a reload.
    """
    if not declares(component, "persisted_props"):
        return ()
    names = tuple(name for name in VALUE_NAMES if declares(component, name))
    return tuple(name for name in names if name != "value") if "checked" in names else names


@lru_cache(maxsize=1000)
def types_of(component_class: type[Component], name: str) -> frozenset[str]:
    """Return the JSON types that a property is annotated with: text, number, bool, list.

    Empty where the package was made by a Dash before 3, which wrote no annotations.
    """
    parameter = inspect.signature(component_class.__init__).parameters.get(name)
    return frozenset(_names(parameter.annotation)) if parameter is not None else frozenset()


def _names(annotation: Any) -> Iterable[str]:
    if annotation is bool:
        yield "bool"
    elif annotation in (str, datetime.datetime, datetime.date):
        yield "text"
    elif annotation in (int, float, SupportsFloat, SupportsInt):
        yield "number"
    elif inspect.isclass(get_origin(annotation)) and issubclass(get_origin(annotation), Iterable):
        yield "list"
    else:
        for part in get_args(annotation):
            yield from _names(part)
