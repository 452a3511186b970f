"""The chooser of saved states: its modal, which shows those of one app, and its StreamField block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.chooser import (
    ChooseResultsView,
    ChooseView,
    ChosenMultipleView,
    ChosenView,
)

from dpd_wagtail.choosers.block import PermittedChooserBlock
from dpd_wagtail.choosers.permitted import (
    NamedListMixin,
    PermittedChooserViewSet,
    PermittedMixin,
    WordsFilterForm,
)
from dpd_wagtail.keys import key_in
from dpd_wagtail.models import App, SavedState
from dpd_wagtail.permissions import apps_for, may_choose_states, states_for

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from dpd_wagtail.posted_choices import Editor

# The name of the field of the model, and of the parameter in the URL of the modal.
APP_PARAMETER = "stateless_app"

# How the id of the chooser becomes that of the field “app” of the same block, at any depth.
BESIDE = {APP_PARAMETER: {"match": r"^.+-(?=state-chooser$)", "append": "app"}}


class StateFilterForm(WordsFilterForm):
    """Search by name of the state or of the app, and filter by app unless the block has one."""

    searched = ("instance_name", "stateless_app__app_name")

    app = forms.ModelChoiceField(
        label=_("Dash app"),
        queryset=App.objects.none(),
        required=False,
        empty_label=_("All apps"),
        widget=forms.Select(attrs={"data-chooser-modal-search-filter": True}),
    )

    def __init__(self, *args: Any, apps: QuerySet[App] | None, **kwargs: Any) -> None:
        """``apps`` are those to filter by; None if the list already is that of one app."""
        super().__init__(*args, **kwargs)
        if apps is None:
            del self.fields["app"]
        else:
            self.fields["app"].queryset = apps

    def filter(self, objects: QuerySet[SavedState]) -> QuerySet[SavedState]:
        """The states of the app that match the search."""
        app = self.cleaned_data.get("app")
        return super().filter(objects.filter(stateless_app=app) if app is not None else objects)


class StatePermittedMixin(PermittedMixin):
    """The saved states that the user may choose."""

    def may_choose(self, request: HttpRequest) -> bool:
        """A permission on the model."""
        return may_choose_states(request.user)

    def get_object_list(self) -> QuerySet[SavedState]:
        """The states with their apps, whose names the list shows."""
        return states_for(self.request).select_related("stateless_app")


class StateListMixin(StatePermittedMixin, NamedListMixin):
    """The table of states in the modal."""

    ordering = "instance_name"

    def get_filter_form(self) -> StateFilterForm:
        """The form, with a filter by app unless the block has an app."""
        apps = None if self.request.GET.get(APP_PARAMETER) else apps_for(self.request)
        return StateFilterForm(self.request.GET, apps=apps)

    def filter_object_list(self, objects: QuerySet[SavedState]) -> QuerySet[SavedState]:
        """Return no states if the key of the app is invalid."""
        app = self.request.GET.get(APP_PARAMETER)
        if app is not None and key_in(app) is None:
            return objects.none()
        filtered: QuerySet[SavedState] = super().filter_object_list(objects)  # type: ignore[misc]  # mixin
        return filtered

    @property
    def columns(self) -> list[Column]:
        """The name, the app and when the state was last changed."""
        return [
            *super().columns,  # type: ignore[misc]  # mixin
            Column("stateless_app", label=_("Dash app")),
            DateColumn("update", label=_("Updated")),
        ]


class StateChooseView(StateListMixin, ChooseView):
    """The modal."""


class StateChooseResultsView(StateListMixin, ChooseResultsView):
    """The list in the modal, after a search or a change of page."""


class StateChosenView(StatePermittedMixin, ChosenView):
    """The state that was chosen."""


class StateChosenMultipleView(StatePermittedMixin, ChosenMultipleView):
    """The states that were chosen."""


@dataclass(frozen=True, slots=True)
class GoneState:
    """Stands for a chosen saved state that no longer exists. It is false, but unlike “nothing chosen” not None.

    Attributes:
        pk: the key that it had.
    """

    pk: int

    def __bool__(self) -> bool:
        return False


class BaseStateChooserBlock(PermittedChooserBlock):
    """A StreamField block whose value is a SavedState, None if none was chosen, or a GoneState."""

    frozen_model = "django_plotly_dash.DashApp"
    related = ("stateless_app",)

    def _choice(self, key: int | None, rows: dict[int, Any]) -> SavedState | GoneState | None:
        found: SavedState | None = super()._choice(key, rows)
        return GoneState(key) if found is None and key is not None else found

    def is_permitted(self, editor: Editor, value: SavedState) -> bool:
        """Whether the state was there before, or the editor may choose it."""
        return editor.may_have_state(value)

    def get_api_representation(self, value: SavedState | None, context: Any = None) -> str | None:
        """The slug of the state, which is also in its URL."""
        return value.slug if value else None


class StateChooserViewSet(PermittedChooserViewSet):
    """Lets editors pick one of the saved states that they may choose (``permissions.py``)."""

    model = SavedState
    icon = "dash-state"
    choose_one_text = _("Choose a saved state")
    choose_another_text = _("Choose another saved state")
    edit_item_text = _("Edit this saved state")
    choose_view_class = StateChooseView
    choose_results_view_class = StateChooseResultsView
    chosen_view_class = StateChosenView
    chosen_multiple_view_class = StateChosenMultipleView
    base_block_class = BaseStateChooserBlock
    url_filter_parameters = [APP_PARAMETER]
    preserve_url_parameters = ["multiple", APP_PARAMETER]
    per_page = 20


state_chooser_viewset = StateChooserViewSet("dpd_state_chooser", url_prefix="dash-states/chooser")

StateChooserBlock = state_chooser_viewset.get_block_class(name="StateChooserBlock", module_path="dpd_wagtail.choosers")


class LinkedStateChooserBlock(BaseStateChooserBlock):
    """Offers only the states of the app in the field ``app`` of the same block, which must exist."""

    target_model = SavedState
    widget = state_chooser_viewset.widget_class(linked_fields=BESIDE)

    class Meta:
        """Options of the block."""

        icon = "dash-state"
