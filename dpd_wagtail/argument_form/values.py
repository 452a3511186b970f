"""Values of fields: whether a value is valid, and how it is displayed."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dpd_wagtail.argument_form.field import Kind
from dpd_wagtail.argument_form.options import is_number, is_plain, same

if TYPE_CHECKING:
    from dpd_wagtail.argument_form.field import ArgumentField

MOST_NAMED = 12


def has_type(field: ArgumentField, value: Any) -> bool:
    """Whether a JSON value has the type that the field's component accepts; null always has."""
    if value is None:
        return True
    match field.kind:
        case Kind.SWITCH:
            return isinstance(value, bool)
        case Kind.NUMBER | Kind.SLIDER:
            return is_number(value) or value == ""
        case Kind.RANGE:
            return isinstance(value, list) and len(value) == 2 and all(map(is_number, value))
        case Kind.DATE:
            return value == "" or _date(value) is not None
        case Kind.DATES:
            return isinstance(value, list) and len(value) == 2 and all(day is None or _date(day) for day in value)
        case Kind.CHOICES:
            return isinstance(value, list) and all(map(is_plain, value))
        case Kind.CHOICE:
            return is_plain(value)
        case _:
            return isinstance(value, str) or is_number(value)


def problem_of(field: ArgumentField, value: Any) -> str | None:
    """Return what is wrong with a value, with component and property, or None.

    Steps are not checked: components show values between them. Options that the app sets later are not known.
    """
    names = {"id": field.component_id, "name": field.name}
    if not has_type(field, value):
        return _("“%(name)s” of “%(id)s” must be %(what)s.") % {**names, "what": _wanted(field)}
    if value in (None, ""):
        return None
    if field.kind in (Kind.CHOICE, Kind.CHOICES) and field.options:
        given = value if field.kind is Kind.CHOICES else [value]
        wrong = [one for one in given if not any(same(one, option.value) for option in field.options)]
        if wrong:
            return _("“%(name)s” of “%(id)s” cannot be %(wrong)s. The options are: %(options)s.") % {
                **names,
                "wrong": ", ".join(map(str, wrong)),
                "options": _options_named(field),
            }
    if field.kind in (Kind.NUMBER, Kind.SLIDER, Kind.RANGE, Kind.DATE, Kind.DATES):
        return _out_of_bounds(field, value, names)
    return None


def shown_value(field: ArgumentField) -> str:
    """Return the value that the app has, as a visitor sees it; empty if it has none."""
    value = field.default
    if value is None or value == "" or value == []:
        return ""
    if field.kind is Kind.SWITCH:
        return _("on") if value else _("off")
    if isinstance(value, list):
        separator = " … " if field.kind in (Kind.RANGE, Kind.DATES) else ", "
        return separator.join(_reads(field, one) for one in value)
    return _reads(field, value)


def _reads(field: ArgumentField, value: Any) -> str:
    if value is None:
        return "…"
    if field.kind in (Kind.CHOICE, Kind.CHOICES):
        labels = (option.label for option in field.options if same(option.value, value))
        return next(labels, str(value))
    return str(value)[:10] if field.kind in (Kind.DATE, Kind.DATES) else str(value)


def _wanted(field: ArgumentField) -> str:
    match field.kind:
        case Kind.SWITCH:
            return _("true or false")
        case Kind.NUMBER | Kind.SLIDER:
            return _("a number")
        case Kind.RANGE:
            return _("a list of two numbers")
        case Kind.DATE:
            return _("a date like 2026-07-31")
        case Kind.DATES:
            return _("a list of two dates like 2026-07-31")
        case Kind.CHOICES:
            return _("a list of values")
        case Kind.CHOICE:
            return _("a single value")
        case _:
            return _("text")


def _options_named(field: ArgumentField) -> str:
    named = ", ".join(str(option.value) for option in field.options[:MOST_NAMED])
    return f"{named}, …" if len(field.options) > MOST_NAMED else named


def _out_of_bounds(field: ArgumentField, value: Any, names: dict[str, str]) -> str | None:
    given: list[Any] = [one for one in (value if isinstance(value, list) else [value]) if one is not None]
    low, high = field.minimum, field.maximum
    if field.kind in (Kind.DATE, Kind.DATES):
        given = [_date(one) for one in given]
        low, high = _date(low), _date(high)  # type: ignore[assignment]  # both sides are dates then
    if low is not None and any(one < low for one in given):
        return _("“%(name)s” of “%(id)s” must be at least %(limit)s.") % {**names, "limit": field.minimum}
    if high is not None and any(one > high for one in given):
        return _("“%(name)s” of “%(id)s” must be at most %(limit)s.") % {**names, "limit": field.maximum}
    return None


def _date(value: Any) -> datetime.date | None:
    """The day of an ISO 8601 date, with or without a time; None for anything else."""
    if not isinstance(value, str) or len(value) < 10:
        return None
    try:
        return datetime.date.fromisoformat(value[:10])
    except ValueError:
        return None
