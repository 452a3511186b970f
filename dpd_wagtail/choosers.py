"""The chooser of Dash apps: its modal, its permissions and its StreamField block.

Wagtail's stock chooser views ask for access to the admin and nothing else, and their ``chosen``
views resolve any primary key. The views here ask for a permission on the model first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import (
    ChooseResultsView,
    ChooseView,
    ChosenMultipleView,
    ChosenView,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.blocks import ChooserBlock

from django_plotly_dash.models import StatelessApp
from django_plotly_dash.registry import registry
from dpd_wagtail.permissions import may_choose_apps

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponseBase

APP_MODEL = "django_plotly_dash.StatelessApp"


class AppSearchForm(BaseFilterForm):
    """Search by name, in the database: it needs no search index and no ``Indexed`` model."""

    q = forms.CharField(
        label=_("Search term"),
        widget=forms.TextInput(attrs={"placeholder": _("Search")}),
        required=False,
    )

    def filter(self, objects: QuerySet[StatelessApp]) -> QuerySet[StatelessApp]:
        """The rows whose name contains every word of the search term."""
        objects = super().filter(objects)
        query = self.cleaned_data.get("q", "").strip()
        if query:
            self.is_searching = True
            self.search_query = query
            for word in query.split():
                objects = objects.filter(app_name__icontains=word)
        return objects


class AppPermissionMixin:
    """Refuses who may not choose apps, and offers the registered apps alone."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for the permission before any list or object is looked up."""
        if not may_choose_apps(request.user):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # mixin
        return response

    def get_object_list(self) -> QuerySet[StatelessApp]:
        """What the modal lists. A row whose app is no longer in the code cannot be chosen."""
        return StatelessApp.objects.filter(app_name__in=registry.names())

    def get_object(self, pk: Any) -> StatelessApp:
        """What ``chosen/<pk>/`` answers with."""
        try:
            return self.get_object_list().get(pk=pk)
        except (TypeError, ValueError) as error:
            raise StatelessApp.DoesNotExist(f"{pk!r} is not a primary key of a Dash app.") from error

    def get_objects(self, pks: Iterable[Any]) -> QuerySet[StatelessApp]:
        """What ``chosen-multiple/`` answers with; anything that is no key is left out."""
        return self.get_object_list().filter(pk__in=[pk for pk in pks if str(pk).isdecimal()])


def _app_title(row: StatelessApp) -> str:
    return str(registry.get(row.app_name).title)


class AppListMixin(AppPermissionMixin):
    """The table of apps in the modal."""

    filter_form_class = AppSearchForm
    ordering = "app_name"

    @property
    def columns(self) -> list[Column]:
        """The name, and the title that visitors see in the browser."""
        return [*super().columns, Column("app_title", label=_("Title of the app"), accessor=_app_title)]  # type: ignore[misc]  # mixin


class AppChooseView(AppListMixin, ChooseView):
    """The modal."""


class AppChooseResultsView(AppListMixin, ChooseResultsView):
    """The list in the modal, after a search or a change of page."""


class AppChosenView(AppPermissionMixin, ChosenView):
    """The app that was picked."""


class AppChosenMultipleView(AppPermissionMixin, ChosenMultipleView):
    """The apps that were picked."""


class BaseAppChooserBlock(ChooserBlock):
    """A StreamField block whose value is a StatelessApp, or None if its row is gone."""

    @cached_property
    def target_model(self) -> type[StatelessApp]:
        """The model, looked up late as Wagtail's chooser blocks do."""
        return StatelessApp

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Freeze to Wagtail's snippet chooser: a site's migrations never name classes of ours."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.snippets.blocks.SnippetChooserBlock", [APP_MODEL, *args], dict(kwargs)

    def get_api_representation(self, value: StatelessApp | None, context: Any = None) -> str | None:
        """The name of the app, which means something outside this database."""
        return value.app_name if value is not None else None


class AppChooserViewSet(ChooserViewSet):
    """Lets editors with a permission on StatelessApp pick one of the registered apps."""

    model = StatelessApp
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
