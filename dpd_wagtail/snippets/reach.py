"""Base classes that keep rows out of lists and views if the app's access rule does not allow the user."""

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
    """Where visitors find an app or a state, in words: a tick or a cross in the list would look like a verdict."""
    return gettext("only on pages") if row.embed_only else gettext("on pages, and at its own URL")


class ReachPolicy(ModelPermissionPolicy):
    """A permission on the model, and for a single row also the access rule of its app."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Check both."""
        return bool(self.user_has_permission(user, action)) and is_in_reach(request_of(user), instance)

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        """Check both."""
        return bool(self.user_has_any_permission(user, actions)) and is_in_reach(request_of(user), instance)


class InReachMixin:
    """Refuses rows that the user may not reach. Most of Wagtail's views only check a permission on the model."""

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
    """The confirmation before deleting."""


class ReachUsageView(InReachMixin, UsageView):
    """The references to it."""


class ReachHistoryView(InReachMixin, HistoryView):
    """Its history."""


class ReachInspectView(InReachMixin, InspectView):
    """Its values."""


class ReachPreviewOnEditView(InReachMixin, PreviewOnEditView):
    """Its preview."""


class ReachViewSet(SnippetViewSet):
    """Views for the rows that are in reach."""

    edit_view_class = ReachEditView
    delete_view_class = ReachDeleteView
    usage_view_class = ReachUsageView
    history_view_class = ReachHistoryView
    inspect_view_class = ReachInspectView
    preview_on_edit_view_class = ReachPreviewOnEditView
    inspect_view_enabled = True
    # Search the database: a search index would lack rows that were saved as the core's models.
    search_backend_name = None
    core_model: type[Model]
    policy: ModelPermissionPolicy

    @property
    def permission_policy(self) -> ModelPermissionPolicy:
        """The policy for Wagtail 7.4; newer versions have a registry (``register_policies``)."""
        return self.policy

    @property
    def chooser_viewset(self) -> Any:
        """The chooser of this package, with its permissions, instead of Wagtail's."""
        raise NotImplementedError

    @property
    def url_finder_class(self) -> type[ModelAdminURLFinder]:
        """Finds the form of a row, which may be an instance of the proxy or of the core's model."""
        viewset = self

        class Finder(ModelAdminURLFinder):
            def get_edit_url(self, instance: Any) -> str | None:
                allowed = viewset.policy.user_has_permission_for_instance
                if self.user and not allowed(self.user, "change", instance):
                    return None
                return reverse(viewset.get_url_name("edit"), args=[instance.pk])

        return Finder

    def register_admin_url_finder(self) -> None:
        """Register it for the core's model as well, whose rows appear in usage lists."""
        from wagtail.admin.admin_url_finder import register_admin_url_finder

        super().register_admin_url_finder()
        register_admin_url_finder(self.core_model, self.url_finder_class)
