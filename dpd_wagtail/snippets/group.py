"""The group “Dash apps” in the menu of the admin."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from dpd_wagtail.snippets.apps import AppViewSet
from dpd_wagtail.snippets.states import StateViewSet

try:
    from wagtail.permissions import register_permission_policy
except ImportError:  # Wagtail 7.4, which uses the policy of the viewset
    register_permission_policy = None


class DashViewSetGroup(SnippetViewSetGroup):
    """Apps, and their saved states."""

    items = (AppViewSet, StateViewSet)
    menu_label = _("Dash apps")
    menu_name = "dash-apps"
    menu_icon = "dash-app"


def register_policies() -> None:
    """Register the permission policies of apps and states, before Wagtail registers its own."""
    if register_permission_policy is not None:
        for viewset in DashViewSetGroup.items:
            register_permission_policy(viewset.model, viewset.policy, exact_class=True)
