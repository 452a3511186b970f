"""The options of components, in all formats that Dash and its component packages accept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from dash.development.base_component import Component

from django_plotly_dash.state.values import parts_of
from dpd_wagtail.argument_form.labels import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

# The properties with which the parts of a group, such as tabs or radio buttons, declare their value.
_OWN_VALUES = ("value", "tab_id", "item_id")
_OWN_LABELS = ("label", "title")


class Option(NamedTuple):
    """One of the values that a component offers.

    Attributes:
        value: text, a number or a bool.
        label: what the visitor reads.
    """

    value: Any
    label: str


def is_plain(value: Any) -> bool:
    """Whether a JSON value can be the value of an option."""
    return isinstance(value, (str, int, float, bool))


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same in a browser, where 1 is the same as 1.0 but not as true."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def options_in(given: Any) -> tuple[Option, ...]:
    """Read ``options`` (dcc, dbc) or ``data`` (Mantine).

    Args:
        given: as JSON: a list of values, of ``{"label", "value"}`` or of ``{"group", "items"}``, or an object of value
            to label. Anything else is ignored.

    Returns:
        The options, each value once.
    """
    found: list[Option] = []
    for option in _read(given):
        if not any(same(option.value, other.value) for other in found):
            found.append(option)
    return tuple(found)


def options_of_marks(marks: Any) -> tuple[Option, ...]:
    """Read the marks of a slider: an object of position to label, or Mantine's list of ``{"value", "label"}``."""
    if isinstance(marks, dict):
        marks = [{"value": _number(position), "label": label} for position, label in marks.items()]
    numbers = (option for option in options_in(marks) if is_number(option.value))
    return tuple(sorted(numbers, key=lambda option: option.value))


def is_number(value: Any) -> bool:
    """Whether a JSON value is a number; true and false are not."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def parts_with_values(group: Component) -> list[tuple[Component, Option]]:
    """Return the components inside ``group`` that stand for its values: tabs, radio buttons, checkboxes, items.

    They come from the same package, and their class is named after the group's: Tabs and Tab, RadioGroup and Radio.
    """
    stem = str(group._type).removesuffix("Group").removesuffix("s")
    found: list[tuple[Component, Option]] = []
    for part, option in _parts_below(group, str(group._namespace), stem):
        if not any(same(option.value, other.value) for _part, other in found):
            found.append((part, option))
    return found


def _parts_below(node: Any, namespace: str, stem: str) -> Iterator[tuple[Component, Option]]:
    for part in parts_of(node):
        if isinstance(part, Component) and part._namespace == namespace and str(part._type).startswith(stem):
            values = (getattr(part, name, None) for name in _OWN_VALUES)
            value = next((value for value in values if isinstance(value, str)), None)
            if value is not None:
                texts = (text_of(getattr(part, name, None)) for name in (*_OWN_LABELS, "children"))
                yield part, Option(value, next(filter(None, texts), value))
                continue
        yield from _parts_below(part, namespace, stem)


def _read(given: Any) -> Iterator[Option]:
    if isinstance(given, dict):
        for value, label in given.items():
            yield Option(value, text_of(label) or value)
    elif isinstance(given, list):
        for entry in given:
            if isinstance(entry, dict):
                yield from _read_entry(entry)
            elif is_plain(entry):
                yield Option(entry, _text(entry))


def _read_entry(entry: Mapping[str, Any]) -> Iterator[Option]:
    if "items" in entry:
        yield from _read(entry["items"])
    elif is_plain(entry.get("value")):
        yield Option(entry["value"], text_of(entry.get("label")) or _text(entry["value"]))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)


def _number(position: str) -> float | str:
    try:
        number = float(position)
    except ValueError:
        return position
    return int(number) if number.is_integer() else number
