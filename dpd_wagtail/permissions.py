"""Who may choose a Dash app in the Wagtail admin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wagtail.permission_policies import ModelPermissionPolicy

from django_plotly_dash.models import StatelessApp

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.contrib.auth.models import User as DjangoUser

APP_ACTIONS = ("view", "add", "change", "delete")


def may_choose_apps(user: DjangoUser | AnonymousUser) -> bool:
    """Whether ``user`` may see the list of apps: any Django permission on StatelessApp suffices.

    Access to the Wagtail admin alone does not: the names of a site's apps can tell a lot.
    """
    policy = ModelPermissionPolicy(StatelessApp)
    return bool(policy.user_has_any_permission(user, APP_ACTIONS))
