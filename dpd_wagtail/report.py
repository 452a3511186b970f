"""The report “Dash apps”: every app, its saved states, the pages that show it, who may open it, and its last error."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import page_permission_policy

from django_plotly_dash.access.embed_only import is_embed_only
from django_plotly_dash.callbacks.last_errors import last_errors
from django_plotly_dash.models import DashApp, StatelessApp
from dpd_wagtail.models import App
from dpd_wagtail.permissions import apps_in_reach, may_choose_apps

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

_URL = "dpd_wagtail_report"
_RESULTS_URL = "dpd_wagtail_report_results"


def pages_that_show(apps: Iterable[StatelessApp], states: Iterable[DashApp]) -> dict[int, set[int]]:
    """Return the keys of the pages that show apps or saved states of them, by the keys of the apps.

    Pages are as they were last saved; drafts count as far as Wagtail's reference index has them.
    """
    found: dict[int, set[int]] = {}
    owners = {(_content_type(StatelessApp), str(app.pk)): app.pk for app in apps}
    owners |= {(_content_type(DashApp), str(state.pk)): state.stateless_app_id for state in states}
    references = ReferenceIndex.objects.filter(
        base_content_type=_content_type(Page), to_content_type__in={kind for kind, _key in owners}
    )
    for kind, key, page in references.values_list("to_content_type", "to_object_id", "object_id"):
        if (kind, key) in owners:
            found.setdefault(owners[kind, key], set()).add(int(page))
    return found


def _content_type(model: type[Model]) -> int:
    return ContentType.objects.get_for_model(model).pk


@dataclass(slots=True)
class Findings:
    """What the report says about an app: plain text for spreadsheets, and HTML with links for the page.

    Attributes:
        title: what visitors see as the title of its page.
        states: names of its saved states.
        pages: titles of the pages that show it, and the number of pages that the user may not see.
        access: who may open it.
        problem: what is wrong with it; empty if nothing is.
        last_error_at: when one of its callbacks last failed; empty if no error is known.
        last_error: the output of that callback and the text of its error.
        page_links: ``pages``, each linked to its form in the admin.
    """

    title: str
    states: list[str]
    pages: list[str]
    access: str
    problem: str
    last_error_at: datetime | str
    last_error: str
    page_links: SafeString

    @property
    def dated_error(self) -> str:
        """When and how one of its callbacks last failed."""
        if isinstance(self.last_error_at, str):
            return self.last_error
        return format_html("{}<br>{}", date_format(self.last_error_at, "SHORT_DATETIME_FORMAT"), self.last_error)


class DashAppsReport(ReportView):
    """The report. It lists the apps whose access rule allows the user."""

    page_title = _("Dash apps")
    header_icon = "dash-app"
    index_url_name = _URL
    index_results_url_name = _RESULTS_URL
    is_searchable = True
    search_fields = ["app_name", "slug"]
    search_backend_name = None
    default_ordering = "app_name"
    columns = [
        Column("app_name", label=_("App")),
        Column("states", label=_("Saved states"), accessor=lambda app: ", ".join(app.report.states)),
        Column("pages", label=_("Pages"), accessor="report.page_links"),
        Column("access", label=_("Open to"), accessor="report.access"),
        Column("problem", label=_("What is wrong"), accessor="report.problem"),
        Column("last_error", label=_("Last error of a callback"), accessor="report.dated_error"),
    ]
    list_export = [
        "app_name",
        "report.title",
        "report.states",
        "report.pages",
        "report.access",
        "report.problem",
        "report.last_error_at",
        "report.last_error",
    ]
    export_headings = {
        "app_name": _("App"),
        "report.title": _("Title"),
        "report.states": _("Saved states"),
        "report.pages": _("Pages"),
        "report.access": _("Open to"),
        "report.problem": _("What is wrong"),
        "report.last_error_at": _("Time of the last error"),
        "report.last_error": _("Last error of a callback"),
    }
    export_filename = "dash-apps"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check the permission first."""
        if not may_choose_apps(request.user):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_queryset(self) -> QuerySet[App]:
        """The apps in reach, by name."""
        return apps_in_reach(self.request).order_by("app_name")

    def filter_queryset(self, queryset: QuerySet[App]) -> QuerySet[App]:
        """Apply the search."""
        found: QuerySet[App] = self.search_queryset(super().filter_queryset(queryset))
        return found

    def decorate_paginated_queryset(self, object_list: Iterable[App]) -> list[App]:
        """Add the findings to the apps on one page of the report, with a few queries for all of them."""
        apps = list(object_list)
        states = list(DashApp.objects.filter(stateless_app__in=apps).order_by("instance_name"))
        shown = pages_that_show(apps, states)
        titles = self._titles({key for keys in shown.values() for key in keys})
        errors = last_errors(app.app_name for app in apps)
        for app in apps:
            registered = app.registered
            alone = registered is not None and is_embed_only(registered, None, self.request)
            error = errors.get(app.app_name)
            pages, page_links = _listed(sorted(shown.get(app.pk, ())), titles)
            found = Findings(
                title=app.title,
                states=[state.instance_name for state in states if state.stateless_app_id == app.pk],
                pages=pages,
                access=gettext("%(who)s, on pages only") % {"who": app.open_to} if alone else app.open_to,
                problem="" if registered is not None else gettext("It is no longer in the code of the site."),
                last_error_at=error.at if error else "",
                last_error=f"{error.output}: {error.text}" if error else "",
                page_links=page_links,
            )
            # Wagtail has already made its table from these objects.
            setattr(app, "report", found)  # noqa: B010  the model has no such attribute
        return apps

    def _titles(self, keys: set[int]) -> dict[int, str]:
        """The titles of the pages that the user may see in the admin, by key."""
        seen = page_permission_policy.explorable_instances(self.request.user)
        return dict(seen.filter(pk__in=keys).values_list("pk", "title"))


def _listed(keys: list[int], titles: dict[int, str]) -> tuple[list[str], SafeString]:
    """The titles of pages, and links to their forms; pages that are not in ``titles`` are only counted."""
    pages = [titles[key] for key in keys if key in titles]
    urls = [reverse("wagtailadmin_pages:edit", args=[key]) for key in keys if key in titles]
    lines = [format_html('<a href="{}">{}</a>', url, title) for url, title in zip(urls, pages, strict=True)]
    hidden = len(keys) - len(pages)
    if hidden:
        more = ngettext("%(count)d page of others", "%(count)d pages of others", hidden) % {"count": hidden}
        pages, lines = [*pages, more], [*lines, format_html("{}", more)]
    return pages, format_html_join(SafeString("<br>"), "{}", ((line,) for line in lines))


class ReportMenuItem(MenuItem):
    """The report's menu item, for users who may see it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the user may see the report."""
        return may_choose_apps(request.user)


def report_urls() -> list[URLPattern]:
    """The URLs of the report in the admin."""
    return [
        path("reports/dash-apps/", DashAppsReport.as_view(), name=_URL),
        path("reports/dash-apps/results/", DashAppsReport.as_view(results_only=True), name=_RESULTS_URL),
    ]


def report_menu_item() -> MenuItem:
    """The report's item in the Reports menu."""
    return ReportMenuItem(_("Dash apps"), reverse(_URL), name="dash-apps", icon_name="dash-app", order=1300)
