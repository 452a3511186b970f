"""What is open in the state editor: an app, or a saved state of an app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from dpd_wagtail.models import App, SavedState

if TYPE_CHECKING:
    from django_plotly_dash.utils.base_app import BaseApp

APP = "app"
STATE = "state"


@dataclass(frozen=True, slots=True)
class Subject:
    """An app, its row, and the open saved state, if there is one.

    Attributes:
        row: the row of the app.
        app: the registered app.
        state: the saved state; None if the app is open without one.
    """

    row: App
    app: BaseApp
    state: SavedState | None

    @property
    def title(self) -> str:
        """The name of the state, or of the app."""
        return self.state.instance_name if self.state is not None else self.row.app_name

    @property
    def stored(self) -> dict[str, dict[str, Any]]:
        """The values of the state; empty without a state."""
        return self.state.current_state() if self.state is not None else {}

    def url(self, view: str) -> str:
        """Return the URL path of one of the state editor's views of it."""
        kind, pk = (STATE, self.state.pk) if self.state is not None else (APP, self.row.pk)
        return reverse(f"dpd_state_editor:{view}", kwargs={"kind": kind, "pk": pk})


def find_subject(kind: str, pk: int) -> Subject:
    """Return what a URL names.

    Args:
        kind: ``app`` or ``state``.
        pk: the row's key.

    Raises:
        Http404: there is no such row.
        UnknownApp: the app is no longer registered.
    """
    if kind == APP:
        row = get_object_or_404(App, pk=pk)
        return Subject(row, row.as_dash_app(), None)
    state = get_object_or_404(SavedState.objects.select_related("stateless_app"), pk=pk)
    return Subject(App.objects.get(pk=state.stateless_app_id), state.as_dash_instance(), state)
