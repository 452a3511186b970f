"""Deleting several apps or saved states at once: Wagtail lists every row that the URL names."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction

from dpd_wagtail.models import App, SavedState
from dpd_wagtail.permissions import is_in_reach


class ReachDeleteBulkAction(DeleteBulkAction):
    """Takes the place of Wagtail's for our models: of a row that is out of reach not even the name is shown.

    Wagtail 7.4 would also delete it, since it asks for the permission on the model alone.
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
