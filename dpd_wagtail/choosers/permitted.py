"""Base classes of both choosers, which only list and return the rows that the user may choose.

Wagtail's own chooser views only require access to the admin, and their ``chosen`` views return any row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.chooser import ChooserViewSet

from dpd_wagtail.keys import key_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponseBase
    from django.urls import URLPattern


class PermittedMixin:
    """For the views of a chooser: the permission is checked before rows are looked up, and only permitted rows are."""

    request: HttpRequest
    model: type[Model]

    def may_choose(self, request: HttpRequest) -> bool:
        """Whether the user may use the chooser at all."""
        raise NotImplementedError

    def get_object_list(self) -> QuerySet[Any]:
        """The rows that the modal lists."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse users who may not choose."""
        if not self.may_choose(request):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # mixin
        return response

    def get_object(self, pk: Any) -> Any:
        """The row for ``chosen/<pk>/``."""
        rows = self.get_object_list()
        if key_in(pk) is None:
            raise rows.model.DoesNotExist(f"{pk!r} is no primary key.")
        return rows.get(pk=pk)

    def get_objects(self, pks: Iterable[Any]) -> QuerySet[Any]:
        """The rows for ``chosen-multiple/``, without the values that cannot be primary keys."""
        return self.get_object_list().filter(pk__in=[pk for pk in pks if key_in(pk) is not None])


class NamedListMixin:
    """For the list of a chooser: the column that Wagtail calls “Title” has the name of an app or a state."""

    @property
    def title_column(self) -> Column:
        """The column of links."""
        column: Column = super().title_column  # type: ignore[misc]  # mixin
        column.label = _("Name")
        return column


class WordsFilterForm(BaseFilterForm):
    """Search for words of a name in the database, which needs no search index that could be out of date."""

    searched: tuple[str, ...] = ()

    q = forms.CharField(
        label=_("Search term"),
        widget=forms.TextInput(attrs={"placeholder": _("Search")}),
        required=False,
    )

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that have every word of the search term in one of the ``searched`` fields."""
        objects = super().filter(objects)
        query = self.cleaned_data.get("q", "").strip()
        if query:
            self.is_searching = True
            self.search_query = query
            for word in query.split():
                found = Q()
                for name in self.searched:
                    found |= Q(**{f"{name}__icontains": word})
                objects = objects.filter(found)
        return objects


class PermittedChooserViewSet(ChooserViewSet):
    """A chooser that cannot create rows: apps come from the code, and states have their own views."""

    def get_urlpatterns(self) -> list[URLPattern]:
        """All but the view that creates rows."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]
