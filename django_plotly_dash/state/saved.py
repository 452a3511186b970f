"""What a saved state does with its values: tells them, takes in what callbacks change, and stores that.

The row is never overwritten as a whole: changes are laid into it property by property, under a lock.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

import orjson
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.translation import gettext_lazy as _

from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.state.patches import PatchError, is_patch
from django_plotly_dash.state.values import (
    DEEPEST,
    PropertyChange,
    Unstorable,
    apply_changes,
    component_key,
    merge,
    values_of,
)
from django_plotly_dash.utils.dash_private import to_json
from django_plotly_dash.utils.json import BadJSON, read_json
from django_plotly_dash.utils.row_lock import change_row

if TYPE_CHECKING:
    from django_plotly_dash.utils.base_app import BaseApp

logger = logging.getLogger("django_plotly_dash.state")


class SavedState(models.Model):
    """The state of ``models.DashApp`` (manual: Django models and application state).

    What is in ``base_state`` is tracked, nothing else.
    """

    base_state = models.TextField(_("base state"), default="{}")
    save_on_change = models.BooleanField(_("save on change"), default=False)

    # What base_state says, parsed, beside the text that it was parsed from; what callbacks changed since.
    _state_of_text: tuple[str, dict[str, dict[str, Any]]] | None = None
    _changes: tuple[PropertyChange, ...] = ()

    class Meta:
        abstract = True

    def current_state(self) -> dict[str, dict[str, Any]]:
        """Return the saved values, with what callbacks changed: component id to ``{property: value}``.

        What is not of that form is left out.
        """
        return {wid: dict(values) for wid, values in self._tracked().items()}

    def have_current_state_entry(self, wid: str | dict[str, Any], key: str) -> bool:
        """Say whether the state tracks a property.

        Args:
            wid: the component's id: text, a dict, or its JSON.
            key: the property.
        """
        return key in self._tracked().get(component_key(wid), {})

    def update_current_state(self, wid: str | dict[str, Any], key: str, value: Any) -> None:
        """Set a property in the state, if it tracks it; for callbacks.

        The row is written when the callback has finished, if ``save_on_change`` is on
        (:meth:`handle_current_state`).

        Args:
            wid: the component's id: text, a dict, or its JSON.
            key: the property.
            value: what Dash can write as JSON; a ``dash.Patch`` changes the stored value.

        Raises:
            TypeError: Dash cannot write it.
        """
        if self.have_current_state_entry(wid, key):
            stored = orjson.loads(to_json(value))
            self.record([PropertyChange(component_key(wid), key, stored, is_patch(stored))])

    def record(self, changes: Iterable[PropertyChange]) -> None:
        """Take in what a callback was given or set; properties that are not tracked are left out.

        Whether they change anything is judged when they are saved, against the row as it is then.
        """
        tracked = self._tracked()
        new = [change for change in changes if change.name in tracked.get(change.wid, ())]
        self._changes = (*self._changes, *new)
        self._lay_in(new)

    def _lay_in(self, changes: Iterable[PropertyChange]) -> bool:
        """Set changes in the state in memory, and say whether any value became another one."""
        changed, longest = False, plotly_dash_settings().saved_value_limit
        for change in changes:
            try:
                changed = apply_changes(self._tracked(), [change], longest) or changed
            except (PatchError, Unstorable) as error:
                place = f"{change.wid}.{change.name}"
                logger.warning("The saved state “%s” keeps %s as it is: %s.", str(self), place, str(error)[:500])
        return changed

    def handle_current_state(self) -> None:
        """Save what changed, if something did and ``save_on_change`` is on.

        The changes are laid into the row as it is now, property by property: what others saved meanwhile stays.

        Raises:
            OperationalError: the database does not let the row be changed.
        """
        changes, self._changes = self._changes, ()
        if not changes or not self.save_on_change:
            return

        def change(row: Self) -> None:
            if row._lay_in(changes):
                row.base_state = json.dumps(row._tracked())
                row.save(update_fields=["base_state", "update"])
            self.base_state = row.base_state

        try:
            change_row(self, change, touch="save_on_change")
        except ObjectDoesNotExist:
            logger.warning("The saved state “%s” was deleted while a callback changed it.", str(self))

    def populate_values(self) -> None:
        """Put the values of the app's layout into the state, where it has none yet; they are tracked from then on.

        Left out are ``children``, ``options`` and ``id``, and what holds components. The row is not saved.

        Raises:
            UnknownApp: the app is not registered.
        """
        self._populate(values_of(self.as_dash_instance().bare_layout()))

    def populate_and_save(self) -> None:
        """Do as :meth:`populate_values` does in the row, as it is now: what callbacks save meanwhile stays.

        Raises:
            UnknownApp: the app is not registered.
        """
        values = values_of(self.as_dash_instance().bare_layout())

        def change(row: Self) -> None:
            row._populate(values)
            row.save(update_fields=["base_state", "update"])
            self.base_state = row.base_state

        change_row(self, change, touch="save_on_change")

    def _populate(self, values: dict[str, dict[str, Any]]) -> None:
        self.base_state = json.dumps(merge(values, self._tracked()))

    def _tracked(self) -> dict[str, dict[str, Any]]:
        """The state as it is in memory; read again when ``base_state`` was set."""
        if self._state_of_text is None or self._state_of_text[0] != self.base_state:
            self._state_of_text = (self.base_state, self._parsed())
            self._changes = ()
        return self._state_of_text[1]

    def _parsed(self) -> dict[str, dict[str, Any]]:
        reason = "not a JSON object"
        try:
            state = read_json(self.base_state or "{}", lenient=True, deepest=DEEPEST + 2)
        except BadJSON as error:
            state, reason = None, str(error)
        if not isinstance(state, dict):
            logger.warning("The base state of “%s” is %s: the app is shown without it.", str(self), reason)
            return {}
        return merge({wid: values for wid, values in state.items() if isinstance(values, dict)})

    def as_dash_instance(self) -> BaseApp:
        """Return the registered app."""
        raise NotImplementedError

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the row again, and forget what was not saved."""
        super().refresh_from_db(*args, **kwargs)
        self._state_of_text = None
        self._changes = ()
