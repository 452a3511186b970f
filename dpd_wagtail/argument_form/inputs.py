"""Which kind of input fits a property, from what its component declares and has."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django_plotly_dash.state.values import component_key
from dpd_wagtail.argument_form.declarations import declares, types_of
from dpd_wagtail.argument_form.field import ArgumentField, Kind
from dpd_wagtail.argument_form.options import is_number, options_in, options_of_marks, parts_with_values
from dpd_wagtail.argument_form.values import has_type

if TYPE_CHECKING:
    from dash.development.base_component import Component

# Mantine's inputs with `data` that also accept other values.
_SUGGESTING = frozenset({"Autocomplete", "TagsInput", "TimeGrid"})
# Their value identifies them; visitors set the value of the group.
_PARTS = frozenset({"Radio", "RadioCard"})
_DATE_BOUNDS = (("minDate", "min_date_allowed"), ("maxDate", "max_date_allowed"))


def field_for(component: Component, name: str, properties: dict[str, Any]) -> ArgumentField | None:
    """Return the field of a property, or None if no input fits."""
    own_id = getattr(component, "id", None)
    base = ArgumentField(
        component_id=component_key(own_id) if own_id is not None else "",
        name=name,
        kind=Kind.TEXT,
        default=properties.get(name),
        clearable=properties.get("clearable") is not False,
    )
    for make in (_switch, _date, _choice, _slider, _number, _text):
        made = make(base, component, properties)
        if made is not None:
            return made if _is_shown(made) else None
    return None


def _is_shown(made: ArgumentField) -> bool:
    """Whether the input accepts the value of the app; if not, it would not fit other values either."""
    return has_type(replace(made, options=()), made.default)


def _switch(base: ArgumentField, component: Component, properties: dict[str, Any]) -> ArgumentField | None:
    declared = types_of(type(component), base.name)
    if base.name in ("checked", "on") or declared == {"bool"} or (not declared and isinstance(base.default, bool)):
        return replace(base, kind=Kind.SWITCH)
    return None


def _date(base: ArgumentField, component: Component, properties: dict[str, Any]) -> ArgumentField | None:
    if declares(component, "withSeconds") or not (declares(component, "minDate") or "date" in base.name):
        return None
    bounds = [properties.get(mantine) or properties.get(dcc) for mantine, dcc in _DATE_BOUNDS]
    minimum, maximum = (bound[:10] if isinstance(bound, str) else None for bound in bounds)
    form = properties.get("type")
    if form == "multiple":
        return None
    kind = Kind.DATES if form == "range" else Kind.DATE
    return replace(base, kind=kind, minimum=minimum, maximum=maximum)


def _choice(base: ArgumentField, component: Component, properties: dict[str, Any]) -> ArgumentField | None:
    if declares(component, "options"):
        options = options_in(properties.get("options"))
    elif declares(component, "data") and component._type not in _SUGGESTING:
        options = options_in(properties.get("data"))
    elif declares(component, "children"):
        options = tuple(option for _part, option in parts_with_values(component))
        if not options:
            return None
    else:
        return None
    several = _is_several(base, component, properties)
    if not options:
        # A callback sets them, so there is nothing to choose from here; most options are text.
        made = _number(base, component, properties) if is_number(base.default) else replace(base, kind=Kind.TEXT)
        return None if several else made
    return replace(base, kind=Kind.CHOICES if several else Kind.CHOICE, options=options)


def _is_several(base: ArgumentField, component: Component, properties: dict[str, Any]) -> bool:
    for name in ("multi", "multiple", "always_open"):
        if declares(component, name):
            return bool(properties.get(name))
    declared = types_of(type(component), base.name)
    return declared == {"list"} or isinstance(base.default, list)


def _slider(base: ArgumentField, component: Component, properties: dict[str, Any]) -> ArgumentField | None:
    if not declares(component, "marks"):
        return None
    marks = options_of_marks(properties.get("marks"))
    several = types_of(type(component), base.name) == {"list"} or isinstance(base.default, list)
    only_marks = properties.get("restrictToMarks") is True or properties.get("step", 0) is None
    if only_marks and marks and not several:
        return replace(base, kind=Kind.CHOICE, options=marks, clearable=False)
    bounded = _bounded(base, properties)
    if marks:
        low, high = marks[0].value, marks[-1].value
        bounded = replace(
            bounded,
            minimum=low if bounded.minimum is None else bounded.minimum,
            maximum=high if bounded.maximum is None else bounded.maximum,
        )
    if several:
        return replace(bounded, kind=Kind.RANGE)
    is_bounded = bounded.minimum is not None and bounded.maximum is not None
    return replace(bounded, kind=Kind.SLIDER if is_bounded else Kind.NUMBER, options=marks)


def _number(base: ArgumentField, component: Component, properties: dict[str, Any]) -> ArgumentField | None:
    declared = types_of(type(component), base.name)
    form = properties.get("type")
    takes_numbers = not declared or "number" in declared
    says_so = form in ("number", "range") or "Num" in component._type or is_number(base.default)
    if "list" in declared - {"text", "number"} or not takes_numbers or not (says_so or declared == {"number"}):
        return None
    bounded = _bounded(base, properties)
    is_bounded = bounded.minimum is not None and bounded.maximum is not None
    return replace(bounded, kind=Kind.SLIDER if form == "range" and is_bounded else Kind.NUMBER)


def _bounded(base: ArgumentField, properties: dict[str, Any]) -> ArgumentField:
    minimum, maximum, step = (_as_number(properties.get(name)) for name in ("min", "max", "step"))
    if minimum is not None and maximum is not None and minimum > maximum:
        minimum = maximum = None
    return replace(base, minimum=minimum, maximum=maximum, step=step if step and step > 0 else None)


def _as_number(value: Any) -> float | None:
    """Return a bound, which components accept as a number or as text (dbc)."""
    try:
        number = float(value) if isinstance(value, str) or is_number(value) else math.nan
    except (ValueError, OverflowError):
        return None
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() else number


def _text(base: ArgumentField, component: Component, properties: dict[str, Any]) -> ArgumentField | None:
    declared = types_of(type(component), base.name)
    if "text" not in declared and (declared or not isinstance(base.default, str)):
        return None
    # For example a button or a tab: its value identifies it, and visitors do not set it.
    if declares(component, "children") or declared & {"list", "bool"} or component._type in _PARTS:
        return None
    has_lines = declares(component, "rows") or declares(component, "minRows")
    return replace(base, kind=Kind.LINES if has_lines else Kind.TEXT)
