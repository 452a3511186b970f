"""The hooks, snippets, views and icons that the add-on registers with Wagtail."""

from __future__ import annotations

from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from dpd_wagtail.argument_form.views import argument_form
from dpd_wagtail.argument_form.widget import VIEW_NAME
from dpd_wagtail.pages.gone_states import warn_of_gone_states
from dpd_wagtail.pages.open_apps import warn_of_open_apps
from dpd_wagtail.report import report_menu_item, report_urls
from dpd_wagtail.snippets.bulk import ReachDeleteBulkAction
from dpd_wagtail.snippets.group import DashViewSetGroup, register_policies
from dpd_wagtail.snippets.used import lead_to_usage
from dpd_wagtail.state_editor import hooks as state_editor
from dpd_wagtail.state_editor.from_page.userbar import add_userbar_item

# Not in AppConfig.ready(): if INSTALLED_APPS lists Wagtail first, the snippets are registered before that runs.
register_policies()
# This also registers the choosers of the snippets.
register_snippet(DashViewSetGroup)
hooks.register("before_delete_snippet", lead_to_usage)
# After Wagtail's own action, which it replaces.
hooks.register("register_bulk_action", ReachDeleteBulkAction, order=100)
hooks.register("before_edit_page", warn_of_open_apps)
hooks.register("before_edit_page", warn_of_gone_states)
hooks.register("register_admin_urls", report_urls)
hooks.register("register_reports_menu_item", report_menu_item)
hooks.register("register_admin_urls", state_editor.admin_urls)
hooks.register("register_snippet_listing_buttons", state_editor.listing_buttons)
hooks.register("register_snippet_action_menu_item", state_editor.action_menu_item)
hooks.register("register_log_actions", state_editor.log_actions)
hooks.register("construct_wagtail_userbar", add_userbar_item)


@hooks.register("register_admin_urls")
def register_argument_form() -> list[URLPattern]:
    """The form of initial arguments; Wagtail requires access to the admin for all such URLs."""
    return [path("dash-apps/argument-form/", argument_form, name=VIEW_NAME)]


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    """The icons of Dash apps and of saved states."""
    return [*icons, "dpd_wagtail/icons/dash-app.svg", "dpd_wagtail/icons/dash-state.svg"]
