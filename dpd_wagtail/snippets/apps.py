"""Dash apps in the admin: a list of the apps in the code of the site, and where each is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.snippets.views.snippets import IndexView

from django_plotly_dash.models import StatelessApp
from dpd_wagtail.choosers import app_chooser_viewset
from dpd_wagtail.models import App
from dpd_wagtail.permissions import apps_in_reach
from dpd_wagtail.snippets.reach import ReachPolicy, ReachViewSet, where_shown

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


def about(app: App) -> str:
    """The app's title and description."""
    return ": ".join(text for text in (app.title, app.description) if text)


class AppPolicy(ReachPolicy):
    """Nobody can add apps in the admin: ``migrate`` creates their rows from the code."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Allow everything but adding."""
        return action != "add" and bool(super().user_has_permission(user, action))


class AppIndexView(IndexView):
    """The list of apps."""

    def get_edit_url(self, instance: App) -> str | None:
        """The form, or the inspect view for users who may not edit."""
        url: str | None = super().get_edit_url(instance) or self.get_inspect_url(instance)
        return url


class AppViewSet(ReachViewSet):
    """Apps: list, inspect, usage, history, and a form in which editors can close the app's own URL."""

    model = App
    core_model = StatelessApp
    policy = AppPolicy(App)
    icon = "dash-app"
    menu_label = _("Apps")
    index_view_class = AppIndexView
    copy_view_enabled = False
    list_display = [
        "app_name",
        Column("about", label=_("What it shows"), accessor=about),
        NumberColumn("state_count", label=_("Saved states"), sort_key="state_count"),
        Column("shown", label=_("Shown"), accessor=where_shown, sort_key="embed_only"),
        Column("open_to", label=_("Open to")),
    ]
    list_filter = ["embed_only"]
    search_fields = ["app_name", "slug"]
    ordering = ["app_name"]
    inspect_view_fields = ["app_name", "title", "description", "slug", "open_to", "embed_only"]
    edit_handler = ObjectList([FieldPanel("app_name", read_only=True), FieldPanel("embed_only")])

    def get_queryset(self, request: HttpRequest) -> QuerySet[App]:
        """The apps that are in reach, with the number of their states."""
        return apps_in_reach(request).annotate(state_count=Count("dashapp"))

    @property
    def chooser_viewset(self) -> Any:
        """The chooser of apps."""
        return app_chooser_viewset
