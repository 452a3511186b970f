"""The Django admin of apps and saved states."""

from __future__ import annotations

from django.contrib import admin

from .models import DashApp, StatelessApp


@admin.register(StatelessApp)
class StatelessAppAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Registered apps."""

    list_display = ["app_name", "slug"]
    search_fields = ["app_name", "slug"]


@admin.register(DashApp)
class DashAppAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Saved states."""

    list_display = ["instance_name", "stateless_app", "slug", "update", "save_on_change"]
    list_filter = ["stateless_app"]
    search_fields = ["instance_name", "slug"]
    list_select_related = ["stateless_app"]
