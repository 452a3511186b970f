"""What would change in a saved state: listed for a person, and told apart from what others changed meanwhile."""

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
# Components set them by themselves, at a touch or at the start.
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
        old: what the state has now, or ABSENT.
        new: what would be saved; ABSENT takes the property out of the state.
        shown: what the app shows without a value in the state, or ABSENT.
        is_suggested: whether it is ticked at first.
        is_computed: whether the app computes it whenever it is opened.
        is_foreign: whether it was changed elsewhere since the app was opened here.
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
        """What names it in a form."""
        return key_text((self.component_id, self.name))

    @property
    def seen(self) -> str:
        """The digest of ``old``: with it a save tells whether the state still has it."""
        return digest(self.old)

    @property
    def old_text(self) -> str:
        """What the state has, or what the app shows without it, for a person."""
        return value_text(self.shown if self.old is ABSENT else self.old)

    @property
    def new_text(self) -> str:
        """What would be saved, for a person."""
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
    """List what saving ``wanted`` would change; what is ticked comes first.

    Args:
        stored: what the state has now.
        wanted: what is to be saved.
        shown: what the app shows without a state.
        opened: key to digest of what the state had when the app was opened here (:func:`digests`).
        is_computed: says of a component's id and a property whether the app computes it whenever it is opened.
        idle: keys of what the app has set by itself when it started, and nobody has touched since.
        complete: whether properties that ``wanted`` does not have leave the state.
    """
    changes = []
    keys = _keys(wanted) | (_keys(stored) if complete else set())
    for component_id, name in keys:
        old, new = value_in(stored, (component_id, name)), value_in(wanted, (component_id, name))
        default = value_in(shown, (component_id, name))
        # What components tell of themselves when they start is null where it was not set: no difference either.
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
    """Return the values of a state with changes made."""
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
    """Return a short text that differs where values differ."""
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
    """Return what names a property in forms: a component's id may hold any character."""
    return json.dumps(key)


def value_text(value: Any) -> str:
    """Return a value for a person: JSON, shortened."""
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
