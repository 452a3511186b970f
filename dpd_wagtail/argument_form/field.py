"""One field of the form of initial arguments."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dpd_wagtail.argument_form.options import Option


class Kind(StrEnum):
    """The kinds of input in a form; the script of the form uses these names."""

    TEXT = "text"
    LINES = "lines"
    NUMBER = "number"
    SLIDER = "slider"
    RANGE = "range"
    DATE = "date"
    DATES = "dates"
    SWITCH = "switch"
    CHOICE = "choice"
    CHOICES = "choices"


@dataclass(frozen=True, slots=True)
class ArgumentField:
    """One property of one component.

    Attributes:
        component_id: as ``state.component_key`` spells it.
        name: the property.
        kind: the kind of input.
        label: its label.
        default: the value that the app has, as JSON; None also if it has none.
        options: the values to choose from; empty if the app sets them later.
        minimum: a number, or a date as ``YYYY-MM-DD``; None if there is none.
        maximum: like ``minimum``.
        step: the step between numbers; None allows any number.
        clearable: whether a choice may be empty.
    """

    component_id: str
    name: str
    kind: Kind
    label: str = ""
    default: Any = None
    options: tuple[Option, ...] = ()
    minimum: float | str | None = None
    maximum: float | str | None = None
    step: float | None = None
    clearable: bool = True


@dataclass(frozen=True, slots=True)
class ComponentFields:
    """The fields of a component. Most components have one, a range of dates has two.

    Attributes:
        component_id: as ``state.component_key`` spells it.
        label: its label.
        fields: one field or more.
    """

    component_id: str
    label: str
    fields: tuple[ArgumentField, ...]
