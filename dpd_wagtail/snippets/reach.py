"""Snippets that an app's own access rule closes: no list has them, and no view opens them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import (
    DeleteView,
    EditView,
    HistoryView,
    InspectView,
    PreviewOnEditView,
    SnippetViewSet,
    UsageView,
)

from dpd_wagtail.permissions import is_in_reach, request_of

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest


def where_shown(row: Any) -> str:
    """Where visitors find an app or a state, for the lists: a cross or a tick would look like a fault or a success."""
    return gettext("only on pages") if row.embed_only else gettext("on pages, and at its own URL")


class ReachPolicy(ModelPermissionPolicy):
    """A permission on the model, and for one row the access rule of its app too."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Both."""
        return bool(self.user_has_permission(user, action)) and is_in_reach(request_of(user), instance)

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        """Both."""
        return bool(self.user_has_any_permission(user, actions)) and is_in_reach(request_of(user), instance)


class InReachMixin:
    """Refuses a row that is out of reach. Most of Wagtail's views ask for a permission on the model alone."""

    request: HttpRequest

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        """The row."""
        row = super().get_object(*args, **kwargs)  # type: ignore[misc]  # mixin
        if not is_in_reach(self.request, row):
            raise PermissionDenied
        return row


class ReachEditView(InReachMixin, EditView):
    """The form."""


class ReachDeleteView(InReachMixin, DeleteView):
    """The question whether it shall be deleted."""


class ReachUsageView(InReachMixin, UsageView):
    """What refers to it."""


class ReachHistoryView(InReachMixin, HistoryView):
    """Who changed it."""


class ReachInspectView(InReachMixin, InspectView):
    """What it holds."""


class ReachPreviewOnEditView(InReachMixin, PreviewOnEditView):
    """What it looks like."""


class ReachViewSet(SnippetViewSet):
    """Views for the rows that are in reach."""

    edit_view_class = ReachEditView
    delete_view_class = ReachDeleteView
    usage_view_class = ReachUsageView
    history_view_class = ReachHistoryView
    inspect_view_class = ReachInspectView
    preview_on_edit_view_class = ReachPreviewOnEditView
    inspect_view_enabled = True
    # In the database: an index would know nothing of rows that were saved as the core's models.
    search_backend_name = None
    core_model: type[Model]
    policy: ModelPermissionPolicy

    @property
    def permission_policy(self) -> ModelPermissionPolicy:
        """What Wagtail 7.4 asks; newer ones ask their registry (``register_policies``)."""
        return self.policy

    @property
    def chooser_viewset(self) -> Any:
        """The chooser of ours, with its permissions, in place of the stock one."""
        raise NotImplementedError

    @property
    def url_finder_class(self) -> type[ModelAdminURLFinder]:
        """Finds the form of a row, whether it comes as the proxy or as the core's model."""
        viewset = self

        class Finder(ModelAdminURLFinder):
            def get_edit_url(self, instance: Any) -> str | None:
                allowed = viewset.policy.user_has_permission_for_instance
                if self.user and not allowed(self.user, "change", instance):
                    return None
                return reverse(viewset.get_url_name("edit"), args=[instance.pk])

        return Finder

    def register_admin_url_finder(self) -> None:
        """For the core's model too: its rows stand in usage lists."""
        from wagtail.admin.admin_url_finder import register_admin_url_finder

        super().register_admin_url_finder()
        register_admin_url_finder(self.core_model, self.url_finder_class)
