"""Deleting several apps or saved states at once, limited to rows in reach: Wagtail lists every row in the URL."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction

from dpd_wagtail.models import App, SavedState
from dpd_wagtail.permissions import is_in_reach


class ReachDeleteBulkAction(DeleteBulkAction):
    """Replaces Wagtail's action for apps and states: not even the names of rows out of reach are shown.

    Wagtail 7.4 would also delete such rows, because it only checks the permission on the model.
    """

    models = [App, SavedState]

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, list[Any]]]:
        """The rows in reach: those that may be deleted, and those that may not.

        Raises:
            Http404: there are none.
        """
        objects, others = super().get_actionable_objects()
        objects = self._in_reach(objects)
        others = {name: self._in_reach(rows) for name, rows in others.items()}
        if not objects and not any(others.values()):
            raise Http404
        return objects, others

    def _in_reach(self, rows: list[Any]) -> list[Any]:
        return [row for row in rows if is_in_reach(self.request, row)]
