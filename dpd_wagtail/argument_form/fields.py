"""The fields of the form of an app: one for each property that visitors set and that a form can show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from dash.development.base_component import Component
from django.utils.translation import gettext as _

from django_plotly_dash.state.values import component_key, json_properties, parts_of
from dpd_wagtail.argument_form.declarations import declares, settable_names
from dpd_wagtail.argument_form.field import ComponentFields
from dpd_wagtail.argument_form.inputs import field_for
from dpd_wagtail.argument_form.labels import is_label, labelled_id, readable, text_of
from dpd_wagtail.argument_form.options import parts_with_values

if TYPE_CHECKING:
    from dpd_wagtail.argument_form.field import ArgumentField

_DEEPEST = 200


def fields_of(layout: Any) -> list[ComponentFields]:
    """Return the fields of a layout, in the order of the page.

    Components without an id have no fields, nor do those whose values fit no kind of input: their arguments can only be
    edited as JSON.

    Args:
        layout: a component; the values of a saved state may have been applied to it.
    """
    reader = _Reader()
    reader.note_labels(layout)
    reader.read(layout, "")
    counts = Counter(found.label for found in reader.found)
    return [
        found if counts[found.label] == 1 else _renamed(found, f"{found.label} ({readable(found.component_id)})")
        for found in reader.found
    ]


@dataclass
class _Reader:
    """Walks through a layout in reading order, so that a label is found before the control that it belongs to."""

    found: list[ComponentFields] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    parts: set[int] = field(default_factory=set)

    def note_labels(self, node: Any, depth: int = 0) -> None:
        """Collect the labels that name their component."""
        if is_label(node) and labelled_id(node) is not None:
            self.labels.setdefault(component_key(labelled_id(node)), text_of(node))
        if depth < _DEEPEST:
            for part in parts_of(node):
                self.note_labels(part, depth + 1)

    def read(self, node: Any, label: str, depth: int = 0) -> bool:
        """Collect the fields in ``node``; return whether it has a control, to which the label before it belongs."""
        if depth > _DEEPEST:
            return False
        has_control = False
        if isinstance(node, Component):
            has_control = self._read_component(node, label)
            if is_label(node):
                label = text_of(node)
            if has_control:
                label = ""
        for part in parts_of(node):
            if self.read(part, label, depth + 1):
                has_control, label = True, ""
            elif is_label(part) and labelled_id(part) is None:
                label = text_of(part)
        return has_control

    def _read_component(self, component: Component, label: str) -> bool:
        if id(component) in self.parts:
            return False
        try:
            properties = json_properties(component)
        except (TypeError, ValueError):
            return False  # Dash cannot serve such a component either.
        names = settable_names(component)
        fields = [made for name in names if (made := field_for(component, name, properties)) is not None]
        if not fields:
            return False
        self.parts.update(id(part) for part, _option in parts_with_values(component))
        own_id = getattr(component, "id", None)
        if own_id is not None:
            key = component_key(own_id)
            label = self.labels.get(key) or text_of(properties.get("label")) or label or _own_text(component)
            label = label or readable(key)
            self.found = [other for other in self.found if other.component_id != key]
            self.found.append(ComponentFields(key, label, _labelled(fields, label)))
        return True


def _own_text(component: Component) -> str:
    """The text inside a control that has no label property, such as a chip."""
    return text_of(getattr(component, "children", None)) if declares(component, "checked") else ""


def _labelled(fields: Iterable[ArgumentField], label: str) -> tuple[ArgumentField, ...]:
    """Give the fields of a component its label; if there are several, add what each is."""
    fields = tuple(fields)
    if len(fields) == 1:
        return (replace(fields[0], label=label),)
    parts = {"start_date": _("start"), "end_date": _("end")}
    return tuple(replace(made, label=f"{label}: {parts.get(made.name, readable(made.name))}") for made in fields)


def _renamed(component: ComponentFields, label: str) -> ComponentFields:
    return replace(component, label=label, fields=_labelled(component.fields, label))


def walk_fields(found: list[ComponentFields]) -> Iterator[ArgumentField]:
    """Yield the single fields."""
    for component in found:
        yield from component.fields
