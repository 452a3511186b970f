"""Initial arguments from editors: which may be set, and whether the app has them.

The code of the site may set any property. An editor may set less: nothing that puts markup, frames or links into a
page, and only properties of components that the app has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash.development.base_component import Component
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from django_plotly_dash.state.arguments import ArgumentsError, parse_arguments
from django_plotly_dash.state.values import Values, component_key, components_by_id, lay_over, merge
from dpd_wagtail.argument_form.fields import fields_of, walk_fields
from dpd_wagtail.argument_form.values import problem_of
from dpd_wagtail.refused_properties import is_refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django_plotly_dash.utils.base_app import BaseApp

LONGEST_TEXT = 20_000


def clean_arguments(value: dict[str, Any] | str | None) -> dict[str, dict[str, Any]]:
    """Check what an editor entered and return it as ``{component id: {property: value}}``.

    Raises:
        ValidationError: with one message for each problem.
    """
    if value is None or value == "" or value == {}:
        return {}
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise ValidationError(_("Too long: at most %(limit)d characters.") % {"limit": LONGEST_TEXT})
    try:
        arguments = parse_arguments(value)
    except ArgumentsError as error:
        raise ValidationError(str(error)) from error
    if holds_nul(arguments):
        raise ValidationError(_("The initial arguments hold the character NUL, which databases do not store."))
    problems = [*_refusals(arguments)]
    if problems:
        raise ValidationError(problems)
    return arguments


def check_against_layout(arguments: Mapping[str, Mapping[str, Any]], app: BaseApp) -> None:
    """Check that ``app`` has the components and properties that ``arguments`` names, and accepts the values.

    Values that a form can show are checked by type, options and bounds; options that a callback sets are unknown here.
    If the layout is a function, nothing is checked: it may depend on the request and the user.

    Raises:
        ValidationError: with one message for each problem.
    """
    layout = app.layout
    if not isinstance(layout, Component):
        return
    components = components_by_id(layout)
    problems = []
    for component_id, properties in arguments.items():
        component = components.get(component_key(component_id))
        if component is None:
            problems.append(
                _("The app has no component “%(id)s”. It has: %(ids)s.")
                % {"id": component_id, "ids": ", ".join(sorted(components)) or _("none")}
            )
            continue
        available = getattr(component, "available_properties", None)
        if available is None:
            continue
        wildcards = tuple(getattr(component, "available_wildcard_properties", ()))
        problems += [
            _("The component “%(id)s” has no property “%(name)s”.") % {"id": component_id, "name": name}
            for name in properties
            if name not in available and not (wildcards and name.startswith(wildcards))
        ]
    problems += _wrong_values(arguments, layout)
    if problems:
        raise ValidationError(problems)


def _wrong_values(arguments: Mapping[str, Mapping[str, Any]], layout: Component) -> Iterator[str]:
    """A message for each value that its component does not accept; options and bounds are as the arguments set them."""
    given = merge(arguments)
    for field in walk_fields(fields_of(lay_over(layout, _without_values(given, layout)))):
        if field.name in given.get(field.component_id, {}):
            problem = problem_of(field, given[field.component_id][field.name])
            if problem is not None:
                yield problem


def _without_values(given: Values, layout: Component) -> Values:
    """The arguments without the values that are checked, from which the type of a component must not be inferred."""
    judged = {(field.component_id, field.name) for field in walk_fields(fields_of(layout))}
    return {
        key: {name: value for name, value in properties.items() if (key, name) not in judged}
        for key, properties in given.items()
    }


def _refusals(arguments: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """A message for each property that an editor may not set."""
    for component_id, properties in arguments.items():
        for name, value in properties.items():
            if is_refused(name):
                yield _("“%(name)s” of “%(id)s” cannot be set here.") % {"name": name, "id": component_id}
            elif holds_component(value):
                yield _("“%(name)s” of “%(id)s” must be plain data: components cannot be set here.") % {
                    "name": name,
                    "id": component_id,
                }


def holds_component(value: Any) -> bool:
    """Whether dash-renderer would make a component from ``value`` or from a part of it.

    It makes one from any object with a namespace and props, wherever a property accepts components: in this way the
    options of a dropdown can contain an ``html.Iframe``.
    """
    if isinstance(value, dict):
        return ("namespace" in value and "props" in value) or any(map(holds_component, value.values()))
    return isinstance(value, list) and any(map(holds_component, value))


def holds_nul(value: Any) -> bool:
    """Whether a JSON value contains the character NUL, which PostgreSQL does not store."""
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict):
        return any(holds_nul(key) or holds_nul(inner) for key, inner in value.items())
    return isinstance(value, list) and any(map(holds_nul, value))
