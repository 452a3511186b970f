"""What the state editor registers with Wagtail: its URLs, buttons of snippets, and log entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import include, path, reverse
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter
from wagtail.snippets.action_menu import ActionMenuItem

from django_plotly_dash.models import DashApp, StatelessApp
from dpd_wagtail.permissions import has_state_permission
from dpd_wagtail.state_editor.saving import BRING_BACK, SAVE
from dpd_wagtail.state_editor.subject import APP, STATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.auth.models import User as DjangoUser
    from django.db.models import Model
    from django.urls import URLResolver
    from wagtail.log_actions import LogActionRegistry


def admin_urls() -> list[URLResolver]:
    """The state editor, below the admin's URL."""
    return [path("dash-state-editor/", include("dpd_wagtail.state_editor.urls"))]


def listing_buttons(snippet: Model, user: DjangoUser, next_url: str | None = None) -> Iterator[Button]:
    """Return buttons that open the state editor from the lists of apps and saved states."""
    if isinstance(snippet, StatelessApp) and has_state_permission(user, "add"):
        url = reverse("dpd_state_editor:open", kwargs={"kind": APP, "pk": snippet.pk})
        yield Button(_("New state"), url, icon_name="plus", priority=15)
    if isinstance(snippet, DashApp) and (has_state_permission(user, "change") or has_state_permission(user, "add")):
        url = reverse("dpd_state_editor:open", kwargs={"kind": STATE, "pk": snippet.pk})
        yield Button(_("Open in the state editor"), url, icon_name="dash-app", priority=15)
    if isinstance(snippet, DashApp) and has_state_permission(user, "change"):
        url = reverse("dpd_state_editor:versions", args=[snippet.pk])
        yield Button(_("Versions"), url, icon_name="history", priority=16)


class OpenItem(ActionMenuItem):
    """Opens the state editor from the form of a saved state, which does not contain the values."""

    name = "dash-state-editor"
    label = gettext_lazy("Open in the state editor")
    icon_name = "dash-app"

    def is_shown(self, context: dict[str, Any]) -> bool:
        """Show it on the form of an existing state, to users who may use the editor."""
        user = context["request"].user
        return context["view"] == "edit" and (has_state_permission(user, "change") or has_state_permission(user, "add"))

    def get_url(self, parent_context: dict[str, Any]) -> str:
        """The URL of the state in the editor."""
        return reverse("dpd_state_editor:open", kwargs={"kind": STATE, "pk": parent_context["instance"].pk})


def action_menu_item(model: type[Model]) -> OpenItem | None:
    """Return the item for the forms of saved states."""
    return OpenItem(order=50) if issubclass(model, DashApp) else None


class SaveFormatter(LogFormatter):
    """The log entry of a save in the state editor."""

    label = gettext_lazy("Save state")

    def format_message(self, log_entry: Any) -> str:
        """What was saved."""
        return _("Saved %(names)s") % {"names": _names(log_entry.data)}


class BringBackFormatter(LogFormatter):
    """The log entry of an earlier version that was brought back."""

    label = gettext_lazy("Bring back state")

    def format_message(self, log_entry: Any) -> str:
        """Which version it was, and what that changed."""
        when = parse_datetime(log_entry.data.get("saved_at", ""))
        return _("Brought back the version of %(when)s: %(names)s") % {
            "when": date_format(localtime(when) if is_aware(when) else when, "SHORT_DATETIME_FORMAT") if when else "?",
            "names": _names(log_entry.data),
        }


def log_actions(actions: LogActionRegistry) -> None:
    """Register the log entries of saves."""
    actions.register_action(SAVE)(SaveFormatter)
    actions.register_action(BRING_BACK)(BringBackFormatter)


def _names(data: dict[str, Any]) -> str:
    names = data.get("changes", [])
    more = data.get("count", 0) - len(names)
    return ", ".join(names) + (_(" and %(count)d more") % {"count": more} if more > 0 else "")
