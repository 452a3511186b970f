"""The Django admin of apps and saved states."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from django_plotly_dash.checks.app_reports import inspect_apps
from django_plotly_dash.models import DashApp, StatelessApp

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

logger = logging.getLogger("django_plotly_dash.admin")


@admin.register(StatelessApp)
class StatelessAppAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Registered apps, with a button that adds missing rows."""

    list_display = ["app_name", "slug", "embed_only"]
    list_filter = ["embed_only"]
    search_fields = ["app_name", "slug"]
    actions = ["check_apps"]

    class Media:
        css = {"all": ["django_plotly_dash/admin.css"]}

    @admin.action(description=gettext_lazy("Check apps"), permissions=["view"])
    def check_apps(self, request: HttpRequest, queryset: QuerySet[StatelessApp]) -> None:
        """Report apps that cannot be shown, and why, on the page and in the log."""
        names = list(queryset.values_list("app_name", flat=True))
        failed = 0
        for report in inspect_apps(names):
            problems = report.all_problems()
            failed += bool(problems)
            for problem in problems:
                logger.warning("Dash app %r: %s", report.name, problem)
                self.message_user(request, f"{report.name}: {problem}", messages.ERROR)
        good = len(names) - failed
        if good:
            text = ngettext("%(count)d app is all right.", "%(count)d apps are all right.", good)
            self.message_user(request, text % {"count": good}, messages.SUCCESS)


@admin.register(DashApp)
class DashAppAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Saved states."""

    list_display = ["instance_name", "stateless_app", "slug", "update", "save_on_change", "embed_only"]
    list_filter = ["stateless_app", "save_on_change", "embed_only"]
    search_fields = ["instance_name", "slug", "stateless_app__app_name"]
    list_select_related = ["stateless_app"]
    readonly_fields = ["creation", "update"]
    actions = ["populate_values", "clone"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Let the form include the base state that the editor saw, to find out whether it was edited."""
        if db_field.name == "base_state":
            kwargs["show_hidden_initial"] = True
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: DashApp, form: Any, change: bool) -> None:
        """Save the form, but keep what callbacks have saved meanwhile if the base state was not edited."""
        if not change or "base_state" in form.changed_data:
            obj.save()
        else:
            obj.save(update_fields=["stateless_app", "instance_name", "slug", "embed_only", "save_on_change", "update"])

    @admin.action(description=gettext_lazy("Populate apps"), permissions=["change"])
    def populate_values(self, request: HttpRequest, queryset: QuerySet[DashApp]) -> None:
        """Add values of the layout to the states that do not have them yet."""
        populated = 0
        for instance in queryset.select_related("stateless_app"):
            try:
                instance.populate_and_save()
            except Exception as error:  # anything that an app's layout function raises
                logger.exception("The saved state %r cannot be populated", instance.slug)
                self.message_user(request, f"{instance}: {type(error).__name__}: {error}", messages.ERROR)
            else:
                populated += 1
        if populated:
            text = ngettext("%(count)d state was populated.", "%(count)d states were populated.", populated)
            self.message_user(request, text % {"count": populated}, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Clone apps"), permissions=["add"])
    def clone(self, request: HttpRequest, queryset: QuerySet[DashApp]) -> None:
        """Copy each state, with its own name and slug."""
        names = [instance.clone().instance_name for instance in queryset.select_related("stateless_app")]
        self.message_user(request, _("Made %(names)s.") % {"names": ", ".join(names)}, messages.SUCCESS)
