"""The values of a saved state: reading them, changing them in callbacks, and saving the changes.

The row is never overwritten as a whole: changes are applied to it property by property, under a lock.
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
    apply_change,
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

    Only the properties in ``base_state`` are tracked.
    """

    base_state = models.TextField(_("base state"), default="{}")
    save_on_change = models.BooleanField(_("save on change"), default=False)

    # The text of base_state with its parsed values, and what callbacks have changed since the last save.
    _state_of_text: tuple[str, dict[str, dict[str, Any]]] | None = None
    _changes: tuple[PropertyChange, ...] = ()

    class Meta:
        abstract = True

    def current_state(self) -> dict[str, dict[str, Any]]:
        """Return the saved values and the changes by callbacks: component id to ``{property: value}``.

        Entries of another form are left out.
        """
        return {component_id: dict(values) for component_id, values in self._tracked().items()}

    def have_current_state_entry(self, wid: str | dict[str, Any], key: str) -> bool:
        """Return whether the state tracks a property.

        Args:
            wid: the component's id: a string, a dict, or the JSON of a dict.
            key: the property.
        """
        return key in self._tracked().get(component_key(wid), {})

    def update_current_state(self, wid: str | dict[str, Any], key: str, value: Any) -> None:
        """Set a property in the state from a callback, if the state tracks it.

        The row is saved when the callback has finished, if ``save_on_change`` is on (:meth:`handle_current_state`).

        Args:
            wid: the component's id: a string, a dict, or the JSON of a dict.
            key: the property.
            value: anything that Dash can encode as JSON; a ``dash.Patch`` changes the stored value.

        Raises:
            TypeError: Dash cannot encode the value.
        """
        if self.have_current_state_entry(wid, key):
            stored = orjson.loads(to_json(value))
            self.record([PropertyChange(component_key(wid), key, stored, is_patch(stored))])

    def record(self, changes: Iterable[PropertyChange]) -> None:
        """Record the inputs and outputs of a callback; properties that are not tracked are left out.

        They are compared with the row when they are saved, not now.
        """
        tracked = self._tracked()
        new = [change for change in changes if change.name in tracked.get(change.component_id, ())]
        self._changes = (*self._changes, *new)
        self._apply(new)

    def _apply(self, changes: Iterable[PropertyChange]) -> bool:
        """Apply changes to the state in memory, and return whether any value changed."""
        changed, longest = False, plotly_dash_settings().saved_value_limit
        for change in changes:
            try:
                changed = apply_change(self._tracked(), change, longest) or changed
            except (PatchError, Unstorable) as error:
                place = f"{change.component_id}.{change.name}"
                logger.warning("The saved state “%s” keeps %s as it is: %s.", str(self), place, str(error)[:500])
        return changed

    def handle_current_state(self) -> None:
        """Save the recorded changes, if there are any and ``save_on_change`` is on.

        The row is read again and changed property by property, so that changes by other requests are kept.

        Raises:
            OperationalError: the database still reports conflicts after several attempts.
        """
        changes, self._changes = self._changes, ()
        if not changes or not self.save_on_change:
            return

        def change(stored: Self) -> None:
            if stored._apply(changes):
                stored.base_state = json.dumps(stored._tracked())
                stored.save(update_fields=["base_state", "update"])
            self.base_state = stored.base_state

        try:
            change_row(self, change, touch="save_on_change")
        except ObjectDoesNotExist:
            logger.warning("The saved state “%s” was deleted while a callback changed it.", str(self))

    def populate_values(self) -> None:
        """Add the values of the app's layout that the state does not have yet; they are tracked from now on.

        ``children``, ``options``, ``id`` and properties that hold components are left out. The row is not saved.

        Raises:
            UnknownApp: the app is not registered.
        """
        self._populate(values_of(self.as_dash_instance().bare_layout()))

    def populate_and_save(self) -> None:
        """Do the same as :meth:`populate_values` and save the row, but keep what callbacks have saved meanwhile.

        Raises:
            UnknownApp: the app is not registered.
        """
        values = values_of(self.as_dash_instance().bare_layout())

        def change(stored: Self) -> None:
            stored._populate(values)
            stored.save(update_fields=["base_state", "update"])
            self.base_state = stored.base_state

        change_row(self, change, touch="save_on_change")

    def _populate(self, values: dict[str, dict[str, Any]]) -> None:
        self.base_state = json.dumps(merge(values, self._tracked()))

    def _tracked(self) -> dict[str, dict[str, Any]]:
        """Return the state in memory; it is parsed again if ``base_state`` was set."""
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
        return merge({component_id: values for component_id, values in state.items() if isinstance(values, dict)})

    def as_dash_instance(self) -> BaseApp:
        """Return the registered app."""
        raise NotImplementedError

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the row again, and discard changes that were not saved."""
        super().refresh_from_db(*args, **kwargs)
        self._state_of_text = None
        self._changes = ()
