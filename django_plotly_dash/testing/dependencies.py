"""Find the callback of an output, and make the request that a browser would send for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from dash.dependencies import DashDependency
from dash.development.base_component import Component

from django_plotly_dash.state.values import component_key, json_properties
from django_plotly_dash.testing.layouts import RenderedLayout, similar

_MANY = ("ALL", "ALLSMALLER")


class UnknownDependency(LookupError):
    """An input or state is named that the callback does not have; the message lists those that it has."""


class CallbackNotFound(LookupError):
    """No callback of the app has the output, or several have it; the message lists the outputs or inputs there are."""


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a component on a page.

    Attributes:
        component_id: the component's id, a string or a dictionary.
        name: the property.
    """

    component_id: Any
    name: str

    def __str__(self) -> str:
        return f"{component_key(self.component_id)}.{self.name}"

    @classmethod
    def of(cls, named: str | DashDependency) -> Property:
        """Parse ``"id.property"``, with a dictionary id as JSON, or an Input, State or Output.

        Raises:
            UnknownDependency: it has another form.
        """
        if isinstance(named, DashDependency):
            component_id: Any = named.component_id
            return cls(
                component_key(component_id) if isinstance(component_id, Component) else component_id,
                named.component_property,
            )
        component_id, dot, name = named.rpartition(".")
        if not (dot and component_id and name):
            raise UnknownDependency(f"{named!r} is not a property of a component: write 'id.property'.")
        return cls(orjson.loads(component_id) if component_id.startswith("{") else component_id, name)

    def sent(self, value: Any) -> dict[str, Any]:
        """Return the property as a browser sends it."""
        return {"id": self.component_id, "property": self.name, "value": value}


@dataclass(frozen=True, slots=True)
class Given:
    """Values that a test passes to a callback.

    Attributes:
        values: ``str(property)`` to the property and its JSON value.
        component: the id of the component that the values come from; None if they were named one by one.
    """

    values: Mapping[str, tuple[Property, Any]]
    component: Any = None

    @classmethod
    def of(cls, item: Mapping[Any, Any] | Component) -> Given:
        """Parse a dictionary from ``"id.property"``, Input or State to values, or a component.

        Raises:
            UnknownDependency: something has another form.
        """
        if isinstance(item, Component):
            component_id = getattr(item, "id", None)
            if component_id is None:
                raise UnknownDependency(f"{item!r} has no id.")
            pairs = [(Property(component_id, name), value) for name, value in json_properties(item).items()]
            return cls({str(prop): (prop, value) for prop, value in pairs}, component_id)
        pairs = [(Property.of(named), value) for named, value in item.items()]
        return cls({str(prop): (prop, value) for prop, value in pairs})


class Callback:
    """A callback of an app, bound to one output on a page.

    Attributes:
        key: the id of the callback in Dash's ``callback_map``.
        entry: its entry there.
        asked: the output that was asked for; None for a callback without outputs.
    """

    def __init__(self, key: str, entry: Mapping[str, Any], asked: Property | None) -> None:
        self.key = key
        self.entry = entry
        self.asked = asked
        self._bound: dict[str, Any] = {}
        for declared in self._declared_outputs():
            bound = (
                _bindings(declared.component_id, asked.component_id)
                if asked is not None and _fits(declared, asked)
                else None
            )
            if bound is not None:
                self._bound = bound
                break

    def _declared_outputs(self) -> list[Property]:
        return declared_outputs(self.entry)

    def dependencies(self, kind: str) -> list[Property]:
        """Return what the callback declares as ``"inputs"`` or ``"state"``, with wildcards as declared."""
        return [Property(_wid(item["id"]), item["property"]) for item in self.entry[kind]]

    def takes(self, prop: Property) -> bool:
        """Return whether a property is one of the callback's inputs or states."""
        return any(_fits(declared, prop) for kind in ("inputs", "state") for declared in self.dependencies(kind))

    def accepts(self, given: Given) -> bool:
        """Return whether the callback takes all values of a dictionary, or at least one property of a component."""
        fits = [self.takes(prop) for prop, _value in given.values.values()]
        return all(fits) if given.component is None else any(fits)

    def body(self, layout: RenderedLayout, values: Sequence[Given], triggered: Iterable[str] | None) -> dict[str, Any]:
        """Return the body of the request that a browser would send.

        Args:
            layout: provides the values that are not given, and the components that match wildcards.
            values: the values that are given; later ones override earlier ones.
            triggered: what the browser reports as changed; by default the inputs that are given.

        Raises:
            UnknownDependency: a value is given that the callback does not take.
        """
        given: dict[str, tuple[Property, Any]] = {}
        for item in values:
            taken = {name: pair for name, pair in item.values.items() if self.takes(pair[0])}
            if not self.accepts(item):
                wrong = component_key(item.component) if item.component is not None else min(item.values.keys() - taken)
                known = [str(prop) for kind in ("inputs", "state") for prop in self.dependencies(kind)]
                raise UnknownDependency(f"The callback does not take {wrong}. {similar(wrong, known)}")
            given.update(taken)
        inputs = [self._sent(item, layout, given) for item in self.dependencies("inputs")]
        if triggered is None:
            sent = [one for item in inputs for one in (item if isinstance(item, list) else [item])]
            names = [str(Property(one["id"], one["property"])) for one in sent]
            triggered = [name for name in names if name in given]
        spec = self.entry["output"]
        outputs = [self._output(item, layout) for item in self._declared_outputs()]
        return {
            "output": self.key,
            "outputs": outputs if isinstance(spec, (list, tuple)) else (outputs[0] if outputs else None),
            "inputs": inputs,
            "state": [self._sent(item, layout, given) for item in self.dependencies("state")],
            "changedPropIds": list(triggered),
        }

    def _sent(self, declared: Property, layout: RenderedLayout, given: Mapping[str, tuple[Property, Any]]) -> Any:
        def value(prop: Property) -> Any:
            if str(prop) in given:
                return given[str(prop)][1]
            return layout[prop.component_id].props.get(prop.name) if prop.component_id in layout else None

        if _takes_many(declared.component_id):
            named = [prop.component_id for prop, _value in given.values() if prop.name == declared.name]
            return [
                Property(component_id, declared.name).sent(value(Property(component_id, declared.name)))
                for component_id in self._all(declared.component_id, layout, named)
            ]
        prop = Property(self._concrete(declared.component_id), declared.name)
        return prop.sent(value(prop))

    def _output(self, declared: Property, layout: RenderedLayout) -> Any:
        if _takes_many(declared.component_id):
            own = [self.asked.component_id] if self.asked is not None and _fits(declared, self.asked) else []
            return [
                {"id": component_id, "property": declared.name}
                for component_id in self._all(declared.component_id, layout, own)
            ]
        return {"id": self._concrete(declared.component_id), "property": declared.name}

    def _concrete(self, component_id: Any) -> Any:
        if not isinstance(component_id, dict):
            return component_id
        return {key: self._bound.get(key) if isinstance(value, list) else value for key, value in component_id.items()}

    def _all(self, pattern: Mapping[str, Any], layout: RenderedLayout, more: Iterable[Any]) -> list[Any]:
        found = {
            component_key(component_id): component_id
            for component_id in [*(component.id for component in layout), *more]
        }
        return [component_id for component_id in found.values() if self._is_among(pattern, component_id)]

    def _is_among(self, pattern: Mapping[str, Any], component_id: Any) -> bool:
        if _bindings(pattern, component_id) is None:
            return False
        for key, value in pattern.items():
            bound = self._bound.get(key)
            if value == ["MATCH"] and key in self._bound and component_id[key] != bound:
                return False
            if value == ["ALLSMALLER"] and not (type(component_id[key]) is type(bound) and component_id[key] < bound):
                return False
        return True


def find_callback(
    callbacks: Mapping[str, Mapping[str, Any]],
    clientside: Iterable[str],
    output: str | DashDependency | None,
    values: Sequence[Given],
) -> Callback:
    """Return the callback that has an output and takes the given values.

    Args:
        callbacks: ``Dash.callback_map``.
        clientside: keys of the callbacks that run in the browser.
        output: ``"id.property"`` or an Output; None for a callback without outputs.
        values: the values that are given.

    Raises:
        CallbackNotFound: there is none, or more than one.
    """
    asked = Property.of(output) if output is not None else None
    own = {key: entry for key, entry in callbacks.items() if "callback" in entry}
    if asked is None:
        found = [Callback(key, entry, None) for key, entry in own.items() if entry.get("no_output")]
        what = "without outputs"
    else:
        found = [
            Callback(key, entry, asked)
            for key, entry in own.items()
            if any(_fits(declared, asked) for declared in declared_outputs(entry))
        ]
        what = f"with the output {str(asked)!r}"
    if not found:
        if asked is not None and any(str(asked) in key for key in clientside):
            raise CallbackNotFound(f"{asked} is set by a clientside callback, which needs a browser: test it in one.")
        known = {str(declared) for entry in own.values() for declared in declared_outputs(entry)}
        raise CallbackNotFound(f"The app does not have a callback {what}. {similar(str(asked or ''), known)}")
    taking = [callback for callback in found if all(map(callback.accepts, values))]
    if len(found) == 1:
        return found[0]
    if len(taking) == 1:
        return taking[0]
    inputs = " or ".join(", ".join(str(item) for item in callback.dependencies("inputs")) for callback in found)
    raise CallbackNotFound(
        f"The app has {len(found)} callbacks {what}. Give an input that only one of them takes: {inputs}."
    )


def declared_outputs(entry: Mapping[str, Any]) -> list[Property]:
    """Return the outputs of a callback, without the suffix that Dash adds with ``allow_duplicate``."""
    if entry.get("no_output"):
        return []
    spec = entry["output"]
    items = spec if isinstance(spec, (list, tuple)) else [spec]
    declared = [item.to_dict() for item in items]
    return [Property(_wid(item["id"]), item["property"].split("@")[0]) for item in declared]


def _wid(declared: Any) -> Any:
    return json.loads(declared) if isinstance(declared, str) and declared.startswith("{") else declared


def _takes_many(component_id: Any) -> bool:
    return isinstance(component_id, dict) and any(value == [name] for value in component_id.values() for name in _MANY)


def _fits(declared: Property, prop: Property) -> bool:
    return declared.name == prop.name and _bindings(declared.component_id, prop.component_id) is not None


def _bindings(pattern: Any, component_id: Any) -> dict[str, Any] | None:
    """Return what the wildcards of an id match in another id; None if the ids do not match."""
    if not isinstance(pattern, dict):
        return {} if component_key(pattern) == component_key(component_id) else None
    if not isinstance(component_id, dict) or component_id.keys() != pattern.keys():
        return None
    bound: dict[str, Any] = {}
    for key, value in pattern.items():
        if isinstance(value, list):
            bound[key] = component_id[key]
        elif value != component_id[key]:
            return None
    return bound
