"""Saved states in the admin. The form does not contain their values, which callbacks can change at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.snippets.views.snippets import CopyView, CreateView, IndexView

from django_plotly_dash.models import DashApp
from django_plotly_dash.registry.registry import registry
from dpd_wagtail.choosers import state_chooser_viewset
from dpd_wagtail.models import App, SavedState
from dpd_wagtail.permissions import apps_in_reach, is_in_reach, request_of, states_in_reach
from dpd_wagtail.snippets.history import StateHistoryView
from dpd_wagtail.snippets.reach import ReachPolicy, ReachViewSet, where_shown

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


def what_is_kept(state: SavedState) -> str:
    """What happens to the changes of visitors, for the list."""
    return gettext("is saved for everybody") if state.save_on_change else gettext("is not saved")


class StateForm(WagtailAdminModelForm):
    """The form of a state: name, URL and access; the app can be chosen only once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the apps in reach for a new state, and only its own app for a state that has one."""
        super().__init__(*args, **kwargs)
        field = self.fields.get("stateless_app")
        if field is None:
            return
        if self.instance.stateless_app_id:
            field.queryset = App.objects.filter(pk=self.instance.stateless_app_id)
            field.empty_label = None
        elif self.for_user is not None:
            field.empty_label = gettext("Choose a Dash app")
            field.queryset = apps_in_reach(request_of(self.for_user)).filter(app_name__in=registry.names())

    def save(self, commit: bool = True) -> SavedState:
        """Save only the fields of the form: a callback may have saved values while it was open."""
        state: SavedState = self.instance
        if state._state.adding or not commit:
            return super().save(commit)
        state.save(update_fields=[*self.fields, "update"])
        return state


class StateFilterSet(WagtailFilterSet):
    """Filters by app, by access and by whether changes are saved."""

    stateless_app = django_filters.ModelChoiceFilter(
        label=_("Dash app"), queryset=lambda request: apps_in_reach(request) if request else App.objects.none()
    )

    class Meta:
        """Fields of the model."""

        model = SavedState
        fields = ["stateless_app", "save_on_change", "embed_only"]


class StateIndexView(IndexView):
    """The list of states."""

    def get_edit_url(self, instance: SavedState) -> str | None:
        """The form, or the inspect view for users who may not edit."""
        url: str | None = super().get_edit_url(instance) or self.get_inspect_url(instance)
        return url


class StateCreateView(CreateView):
    """Creates a state, which is shown on pages only until somebody changes that."""

    def get_initial_form_instance(self) -> SavedState:
        """A state without a URL of its own."""
        return SavedState(embed_only=True)


class StateCopyView(CopyView):
    """A copy, with the values of the state."""

    def get_object(self, queryset: Any = None) -> SavedState:
        """The state that is copied."""
        state: SavedState = super().get_object(queryset)
        if not is_in_reach(self.request, state):
            raise PermissionDenied
        return state

    def get_initial_form_instance(self) -> SavedState:
        """Return a copy, to which the posted form is applied, with the values that the state has at that moment."""
        source = self.get_object()
        copy = source.unsaved_copy()
        copy.instance_name = source.name_of_copy()
        return copy

    def get_add_url(self) -> str:
        """Post the form to this view: the view for new states would save no values."""
        return reverse(self.model.snippet_viewset.get_url_name("copy"), args=[self.kwargs["pk"]])


class StateViewSet(ReachViewSet):
    """States: list, create, edit, copy, inspect, usage, history, preview of the running app, delete."""

    model = SavedState
    core_model = DashApp
    policy = ReachPolicy(SavedState)
    icon = "dash-state"
    menu_label = _("Saved states")
    index_view_class = StateIndexView
    add_view_class = StateCreateView
    copy_view_class = StateCopyView
    history_view_class = StateHistoryView
    filterset_class = StateFilterSet
    list_display = [
        "instance_name",
        Column("stateless_app", label=_("Dash app"), sort_key="stateless_app__app_name"),
        Column("kept", label=_("What visitors change"), accessor=what_is_kept, sort_key="save_on_change"),
        Column("shown", label=_("Shown"), accessor=where_shown, sort_key="embed_only"),
        DateColumn("update", label=_("Updated"), sort_key="update"),
    ]
    search_fields = ["instance_name", "slug", "stateless_app__app_name"]
    ordering = ["instance_name"]
    inspect_view_fields = [
        "instance_name",
        "stateless_app",
        "slug",
        "save_on_change",
        "embed_only",
        "creation",
        "update",
        "base_state",
    ]
    edit_handler = ObjectList(
        [
            # A plain select element: Wagtail starts its choosers in forms with an inline script, which a strict
            # Content-Security-Policy blocks.
            FieldPanel("stateless_app", widget=forms.Select),
            FieldPanel("instance_name", help_text=_("If empty, it is derived from the name of the app.")),
            FieldPanel("slug", help_text=_("Part of the state's URL. If empty, it is derived from the name.")),
            FieldPanel("save_on_change", help_text=_("What visitors change is saved for everybody.")),
            FieldPanel("embed_only"),
        ],
        base_form_class=StateForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[SavedState]:
        """The states that are in reach."""
        return states_in_reach(request).select_related("stateless_app")

    @property
    def chooser_viewset(self) -> Any:
        """The chooser of states."""
        return state_chooser_viewset
