"""The changes that a save would make to a saved state, and which of them conflict with changes by others."""

from __future__ import annotations

import enum
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping

    from django_plotly_dash.state.values import Values

_LONGEST_SHOWN = 160
# Components set these on their own, on hover or when they start.
_FLEETING = frozenset({"hoverData", "drag_value", "loading_state"})
_FLEETING_SUFFIX = "_timestamp"
_FLEETING_PREFIX = "derived_"


class Absent(enum.Enum):
    """Stands for the value of a property that a state does not track."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class StateChange:
    """A property of a component that a save would change.

    Attributes:
        component_id: the component's id.
        name: the property.
        old: the value in the state now, or ABSENT.
        new: the value that would be saved; ABSENT removes the property from the state.
        shown: the value that the app has without one in the state, or ABSENT.
        is_suggested: whether it is initially ticked.
        is_computed: whether the app computes the value whenever it is opened.
        is_foreign: whether somebody else has changed the value since the app was opened here.
    """

    component_id: str
    name: str
    old: Any
    new: Any
    shown: Any = ABSENT
    is_suggested: bool = True
    is_computed: bool = False
    is_foreign: bool = False

    @property
    def key(self) -> str:
        """Its key in forms."""
        return key_text((self.component_id, self.name))

    @property
    def seen(self) -> str:
        """The digest of ``old``, by which a save finds out whether the state still has that value."""
        return digest(self.old)

    @property
    def old_text(self) -> str:
        """The value in the state, or else that of the app, as text for the editor."""
        return value_text(self.shown if self.old is ABSENT else self.old)

    @property
    def new_text(self) -> str:
        """The value that would be saved, as text for the editor."""
        return value_text(self.new)


def list_changes(
    stored: Values,
    wanted: Values,
    shown: Values,
    opened: Mapping[str, str],
    is_computed: Callable[[str, str], bool],
    idle: Container[str] = (),
    *,
    complete: bool = False,
) -> list[StateChange]:
    """List what saving ``wanted`` would change: conflicts first, then what is ticked.

    Args:
        stored: the values of the state now.
        wanted: the values to be saved.
        shown: the values that the app has without a state.
        opened: digests of the values of the state when the app was opened here (:func:`digests`).
        is_computed: whether the app computes a property whenever it is opened; gets the component's id and the name.
        idle: keys of values that the app set when it started and that have not changed since.
        complete: whether properties that ``wanted`` lacks are removed from the state.
    """
    changes = []
    keys = _keys(wanted) | (_keys(stored) if complete else set())
    for component_id, name in keys:
        old, new = value_in(stored, (component_id, name)), value_in(wanted, (component_id, name))
        default = value_in(shown, (component_id, name))
        # Components report properties that nobody has set as null when they start: that is no difference either.
        is_default = old is ABSENT and (is_same(default, new) or (default is ABSENT and new is None))
        if is_same(old, new) or (is_default and not complete):
            continue
        key = key_text((component_id, name))
        is_foreign = not complete and digest(old) != opened.get(key, digest(ABSENT))
        is_tracked = old is not ABSENT
        computed = is_computed(component_id, name)
        changes.append(
            StateChange(
                component_id,
                name,
                old,
                new,
                default,
                is_suggested=complete
                or not (is_foreign or key in idle or (not is_tracked and (computed or _is_fleeting(name, new)))),
                is_computed=computed,
                is_foreign=is_foreign,
            )
        )
    return sorted(
        changes, key=lambda change: (not change.is_foreign, not change.is_suggested, change.component_id, change.name)
    )


def apply(stored: Values, changes: Iterable[StateChange]) -> dict[str, dict[str, Any]]:
    """Return the values of a state with the changes applied."""
    values = {component_id: dict(properties) for component_id, properties in stored.items()}
    for change in changes:
        if change.new is not ABSENT:
            values.setdefault(change.component_id, {})[change.name] = change.new
        elif change.component_id in values:
            values[change.component_id].pop(change.name, None)
            if not values[change.component_id]:
                del values[change.component_id]
    return values


def value_in(values: Values, key: Key) -> Any:
    """Return the value of a property, or ABSENT."""
    return values.get(key[0], {}).get(key[1], ABSENT)


def is_same(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON; Python takes 1 for True, JavaScript writes 1.0 as 1."""
    if one is ABSENT or other is ABSENT:
        return one is other
    return digest(one) == digest(other)


def digest(value: Any) -> str:
    """Return a short text that is different for different values."""
    content = "absent" if value is ABSENT else "=" + json.dumps(_plain(value), sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def digests(values: Values) -> dict[str, str]:
    """Return the digests of all values, by key."""
    return {
        key_text((component_id, name)): digest(value)
        for component_id, names in values.items()
        for name, value in names.items()
    }


def key_text(key: Key) -> str:
    """Return the key of a property in forms, as JSON because a component's id may contain any character."""
    return json.dumps(key)


def value_text(value: Any) -> str:
    """Return a value as text for the editor: shortened JSON."""
    if value is ABSENT:
        return _("not set")
    text = json.dumps(value, ensure_ascii=False)
    if len(text) <= _LONGEST_SHOWN:
        return text
    return _("%(start)s… (%(count)d characters)") % {"start": text[:_LONGEST_SHOWN], "count": len(text)}


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def _keys(values: Values) -> set[Key]:
    return {(component_id, name) for component_id, names in values.items() for name in names}


def _is_fleeting(name: str, value: Any) -> bool:
    if name == "relayoutData" and value == {"autosize": True}:  # a graph was drawn
        return True
    return name in _FLEETING or name.endswith(_FLEETING_SUFFIX) or name.startswith(_FLEETING_PREFIX)
