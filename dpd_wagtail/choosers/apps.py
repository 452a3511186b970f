"""The chooser of Dash apps: its modal and its StreamField block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import (
    ChooseResultsView,
    ChooseView,
    ChosenMultipleView,
    ChosenView,
)

from dpd_wagtail.choosers.block import PermittedChooserBlock
from dpd_wagtail.choosers.permitted import NamedListMixin, PermittedChooserViewSet, PermittedMixin, WordsFilterForm
from dpd_wagtail.models import App
from dpd_wagtail.permissions import apps_for, may_choose_apps

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from dpd_wagtail.posted_choices import Editor


class AppFilterForm(WordsFilterForm):
    """Search by name."""

    searched = ("app_name",)


class AppPermittedMixin(PermittedMixin):
    """The registered apps that the user may choose."""

    def may_choose(self, request: HttpRequest) -> bool:
        """A permission on the model."""
        return may_choose_apps(request.user)

    def get_object_list(self) -> QuerySet[App]:
        """A row whose app is no longer in the code cannot be chosen."""
        return apps_for(self.request)


def _short_description(row: App) -> str:
    return Truncator(row.description).chars(200)


class AppListMixin(AppPermittedMixin, NamedListMixin):
    """The table of apps in the modal."""

    filter_form_class = AppFilterForm
    ordering = "app_name"

    @property
    def columns(self) -> list[Column]:
        """The name, the title that visitors see, and the developer's description."""
        return [
            *super().columns,  # type: ignore[misc]  # mixin
            Column("app_title", label=_("Title of the app"), accessor="title"),
            Column("description", label=_("Description"), accessor=_short_description),
        ]


class AppChooseView(AppListMixin, ChooseView):
    """The modal."""


class AppChooseResultsView(AppListMixin, ChooseResultsView):
    """The list in the modal, after a search or a change of page."""


class AppChosenView(AppPermittedMixin, ChosenView):
    """The app that was chosen."""


class AppChosenMultipleView(AppPermittedMixin, ChosenMultipleView):
    """The apps that were chosen."""


class BaseAppChooserBlock(PermittedChooserBlock):
    """A StreamField block whose value is an App, or None if its row is gone."""

    frozen_model = "django_plotly_dash.StatelessApp"

    def is_permitted(self, editor: Editor, value: App) -> bool:
        """Whether the app was there before, or the editor may choose it."""
        return editor.may_have_app(value)

    def get_api_representation(self, value: App | None, context: Any = None) -> str | None:
        """The name of the app, which unlike the key also means something outside of this database."""
        return value.app_name if value is not None else None


class AppChooserViewSet(PermittedChooserViewSet):
    """Lets editors pick one of the registered apps that they may choose (``permissions.py``)."""

    model = App
    icon = "dash-app"
    choose_one_text = _("Choose a Dash app")
    choose_another_text = _("Choose another Dash app")
    edit_item_text = _("Edit this Dash app")
    choose_view_class = AppChooseView
    choose_results_view_class = AppChooseResultsView
    chosen_view_class = AppChosenView
    chosen_multiple_view_class = AppChosenMultipleView
    base_block_class = BaseAppChooserBlock
    per_page = 20


app_chooser_viewset = AppChooserViewSet("dpd_app_chooser", url_prefix="dash-apps/chooser")

AppChooserBlock = app_chooser_viewset.get_block_class(name="AppChooserBlock", module_path="dpd_wagtail.choosers")
