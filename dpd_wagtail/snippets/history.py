"""Wagtail's history of a saved state, with a link from each save to its version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from dpd_wagtail.models import StateVersion
from dpd_wagtail.permissions import has_state_permission
from dpd_wagtail.snippets.reach import ReachHistoryView

if TYPE_CHECKING:
    from collections.abc import Collection

    from wagtail.models import ModelLogEntry


class VersionColumn(Column):
    """Links to the version that a save has stored."""

    cell_template_name = "dpd_wagtail/state_editor/version_cell.html"

    def __init__(self, name: str, *, versions: Collection[int], **options: Any) -> None:
        """``versions`` are the keys of the versions that exist; ``purge_state_versions`` deletes some."""
        super().__init__(name, **options)
        self._versions = versions

    def get_value(self, instance: ModelLogEntry) -> str:
        """The URL path of the version's page; empty for entries without a version."""
        version = instance.data.get("version")
        if version not in self._versions:
            return ""
        return reverse("dpd_state_editor:bring-back", args=[instance.object_id, version])


class StateHistoryView(ReachHistoryView):
    """The History of a saved state."""

    @cached_property
    def columns(self) -> list[Column]:
        """Wagtail's columns, and a link to the version for users who may bring it back."""
        columns: list[Any] = super().columns
        if not has_state_permission(self.request.user, "change"):
            return columns
        versions = frozenset(StateVersion.objects.filter(state_id=self.object.pk).values_list("pk", flat=True))
        return [*columns, VersionColumn("version", versions=versions, label=_("Version"), width="20%")]
