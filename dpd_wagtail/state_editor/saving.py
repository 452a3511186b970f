"""Saving in the state editor: single properties, with the row locked, with a version and a log entry."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from wagtail.log_actions import log

from django_plotly_dash.utils.row_lock import change_row
from dpd_wagtail.models import SavedState, StateVersion
from dpd_wagtail.state_editor.changes import StateChange, apply, is_same

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.contrib.auth.models import AnonymousUser
    from django.contrib.auth.models import User as DjangoUser

    from django_plotly_dash.models import StatelessApp
    from django_plotly_dash.state.values import Values

SAVE = "dpd_wagtail.save_state"
BRING_BACK = "dpd_wagtail.bring_back_state"

# Changed properties that a log entry names.
_MOST_LOGGED = 50


class NameTaken(ValueError):
    """Another saved state has the name."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a save.

    Attributes:
        saved: the changes that were made.
        changed_meanwhile: the changes whose old value is no longer the one that the editor saw. If there are any,
            nothing was saved.
    """

    saved: Sequence[StateChange] = ()
    changed_meanwhile: Sequence[StateChange] = ()


def save_changes(
    state: SavedState,
    list_changes: Callable[[Values], Sequence[StateChange]],
    seen: Mapping[str, str],
    user: DjangoUser | AnonymousUser,
    *,
    kind: StateVersion.Kind = StateVersion.Kind.SAVED,
    source: StateVersion | None = None,
) -> Outcome:
    """Save the changes that an editor ticked, if the state still has the old values that the editor saw.

    Changes that others make to other properties at the same time are kept. If no version has the values that are
    overwritten, they are stored as a version first, so that nothing is lost.

    Args:
        state: the state; its row is read again.
        list_changes: lists the changes to the values that the row has; may be called more than once.
        seen: digests of the old values that the editor saw, by the keys of the ticked changes.
        user: the editor.
        kind: the kind of the new version.
        source: the version that is brought back.

    Raises:
        ObjectDoesNotExist: the row was deleted.
        OperationalError: the row could not be locked.
    """
    outcome = Outcome()

    def change(row: SavedState) -> None:
        nonlocal outcome
        stored = row.current_state()
        taken = [change for change in list_changes(stored) if change.key in seen]
        others = [change for change in taken if change.seen != seen[change.key]]
        if others or not taken:
            outcome = Outcome(changed_meanwhile=others)
            return
        latest, found = row.versions.first(), _without_nul(stored)
        if latest is None or not is_same(latest.values, found):
            StateVersion.objects.create(state=row, values=found, kind=StateVersion.Kind.FOUND)
        values = apply(stored, taken)
        row.base_state = json.dumps(values)
        row.save(update_fields=["base_state", "update"])
        _keep(row, values, user, kind, taken, source)
        outcome = Outcome(saved=taken)

    change_row(state, change, touch="save_on_change")
    return outcome


def create_state(
    app: StatelessApp,
    name: str,
    values: dict[str, dict[str, Any]],
    user: DjangoUser | AnonymousUser,
    changes: Sequence[StateChange] = (),
) -> SavedState:
    """Create a state that is shown on pages only (``embed_only``).

    Args:
        app: the row of the app.
        name: its name, which must be unused.
        values: component id to ``{property: value}``.
        user: the editor.
        changes: the captured changes, for the log entry.

    Raises:
        NameTaken: another state has the name.
    """
    state = SavedState(stateless_app=app, instance_name=name, base_state=json.dumps(values), embed_only=True)
    try:
        with transaction.atomic():
            state.save()
            _keep(state, values, user, StateVersion.Kind.SAVED, changes, None, action="wagtail.create")
    except IntegrityError as error:
        if not SavedState.objects.filter(instance_name=name).exists():
            raise
        raise NameTaken(name) from error
    return state


def _keep(
    state: SavedState,
    values: dict[str, dict[str, Any]],
    user: DjangoUser | AnonymousUser,
    kind: StateVersion.Kind,
    changes: Sequence[StateChange],
    source: StateVersion | None,
    action: str = "",
) -> None:
    """Store the version, and the log entry that links to it."""
    version = StateVersion.objects.create(state=state, values=_without_nul(values), user_id=user.pk, kind=kind)
    names = [f"{change.component_id}.{change.name}" for change in changes]
    data: dict[str, Any] = {"version": version.pk, "changes": names[:_MOST_LOGGED], "count": len(names)}
    if source is not None:
        data["saved_at"] = source.saved_at.isoformat()
    log(
        instance=state,
        action=action or (BRING_BACK if source is not None else SAVE),
        user=user,
        content_changed=True,
        data=_without_nul(data),
    )


def _without_nul(value: Any) -> Any:
    """Return a JSON value with NUL replaced by U+FFFD, since PostgreSQL does not store NUL in JSON."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd")
    if isinstance(value, dict):
        return {_without_nul(name): _without_nul(inner) for name, inner in value.items()}
    return [_without_nul(inner) for inner in value] if isinstance(value, list) else value
