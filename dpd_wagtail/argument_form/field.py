"""One field of the form of initial arguments."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dpd_wagtail.argument_form.options import Option


class Kind(StrEnum):
    """The kinds of input that a form has; the script of the form knows them by these names."""

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
        label: what to call it.
        default: the value that the app has, as JSON; None also where it has none.
        options: what there is to choose from; empty where the app fills it in later.
        minimum: a number, or a date as ``YYYY-MM-DD``; None without bound.
        maximum: like ``minimum``.
        step: between two numbers; None means any.
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
    """The fields of one component; most have one, a range of dates has two.

    Attributes:
        component_id: as ``state.component_key`` spells it.
        label: what to call it.
        fields: at least one.
    """

    component_id: str
    label: str
    fields: tuple[ArgumentField, ...]
