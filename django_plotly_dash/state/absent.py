"""The replacement for a saved state that callbacks get if an app is shown without one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django_plotly_dash.utils.base_app import BaseApp


class NoSavedState:
    """Replaces the ``DashApp`` of an app that is shown without one: its methods do nothing.

    Attributes:
        app: the registered app.
        slug: its ident.
    """

    instance_name = ""
    base_state = "{}"
    save_on_change = False
    pk = None

    def __init__(self, app: BaseApp) -> None:
        self.app = app
        self.slug = app.ident

    def current_state(self) -> dict[str, dict[str, Any]]:
        """Return no values."""
        return {}

    def update_current_state(self, wid: Any, key: str, value: Any) -> None:
        """Do nothing: no property is tracked."""

    def have_current_state_entry(self, wid: Any, key: str) -> bool:
        """Return False."""
        return False

    def populate_values(self) -> None:
        """Do nothing."""

    def handle_current_state(self) -> None:
        """Do nothing."""

    def as_dash_instance(self) -> BaseApp:
        """Return the registered app."""
        return self.app
