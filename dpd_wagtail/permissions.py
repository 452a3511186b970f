"""Who may choose which Dash apps and saved states in the Wagtail admin.

The user needs a permission on the model, because the names of a site's apps can reveal a lot, and the app's own access
rule must allow the user. Access to the admin alone is not enough.
"""

from __future__ import annotations

import logging
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from django.conf import settings
from django.contrib.auth import get_permission_codename
from django.http import HttpRequest
from wagtail.permission_policies import ModelPermissionPolicy

from django_plotly_dash.models import DashApp, StatelessApp
from django_plotly_dash.registry.registry import UnknownApp, registry
from dpd_wagtail.models import App, SavedState

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
    from django.db.models import Model, QuerySet

    from django_plotly_dash.utils.base_app import BaseApp

    AnyUser = AbstractBaseUser | AnonymousUser

logger = logging.getLogger("dpd_wagtail")

ACTIONS = ("view", "add", "change", "delete")


def may_choose_apps(user: AnyUser) -> bool:
    """Whether ``user`` may see the list of apps: any permission on ``App`` or on the core's model is enough."""
    return _has_any(user, App, StatelessApp)


def may_choose_states(user: AnyUser) -> bool:
    """Whether ``user`` may see the list of saved states: any permission on ``SavedState`` or on the core's model."""
    return _has_any(user, SavedState, DashApp)


def has_state_permission(user: AnyUser, action: Literal["add", "change"]) -> bool:
    """Whether ``user`` may add or change saved states: by a permission on ``SavedState`` or on the core's model.

    In the state editor, ``embed_only`` is not asked: it is where states are made that are shown on pages only.

    Args:
        user: a user of the site.
        action: what the user wants to do.
    """
    return any(ModelPermissionPolicy(model).user_has_permission(user, action) for model in (SavedState, DashApp))


def _has_any(user: AnyUser, *models: type[Model]) -> bool:
    names = (
        f"{model._meta.app_label}.{get_permission_codename(action, model._meta)}"
        for model in models
        for action in ACTIONS
    )
    return any(user.has_perm(name) for name in names)  # type: ignore[union-attr]  # every user model of Wagtail has it


def apps_in_reach(request: HttpRequest) -> QuerySet[App]:
    """The rows of the apps whose access rule allows the user, and of apps that are no longer in the code."""
    closed = [app.app_name for app in registry.apps() if not _lets_in(request, app, None)]
    return App.objects.exclude(app_name__in=closed)


def states_in_reach(request: HttpRequest) -> QuerySet[SavedState]:
    """The saved states of which the access rule of the app allows the user."""
    apps = {app.app_name: app for app in registry.apps() if app.access_rule}
    # Only an access function of the site can decide differently for two states of one app.
    asking = [name for name, app in apps.items() if app.access_rule.function is not None]
    closed = [name for name, app in apps.items() if name not in asking and not _lets_in(request, app, None)]
    states = SavedState.objects.exclude(stateless_app__app_name__in=closed)
    if not asking:
        return states
    each = SavedState.objects.filter(stateless_app__app_name__in=asking).select_related("stateless_app")
    return states.exclude(
        pk__in=[state.pk for state in each if not _lets_in(request, apps[state.stateless_app.app_name], state)]
    )


def apps_for(request: HttpRequest) -> QuerySet[App]:
    """The apps that the user may choose: those in reach that are in the code."""
    if not may_choose_apps(request.user):
        return App.objects.none()
    return apps_in_reach(request).filter(app_name__in=registry.names())


def states_for(request: HttpRequest) -> QuerySet[SavedState]:
    """The saved states that the user may choose: those in reach whose app is in the code."""
    if not may_choose_states(request.user):
        return SavedState.objects.none()
    return states_in_reach(request).filter(stateless_app__app_name__in=registry.names())


def is_in_reach(request: HttpRequest, row: StatelessApp | DashApp) -> bool:
    """Whether the app's access rule allows the user; it always does for an app that is no longer in the code."""
    state = row if isinstance(row, DashApp) else None
    name = row.stateless_app.app_name if isinstance(row, DashApp) else row.app_name
    try:
        app = registry.get(name)
    except UnknownApp:
        return True
    return _lets_in(request, app, state)


def may_choose_app(request: HttpRequest, row: StatelessApp) -> bool:
    """Whether the user may choose this app."""
    return may_choose_apps(request.user) and row.app_name in registry.names() and is_in_reach(request, row)


def may_choose_state(request: HttpRequest, state: DashApp) -> bool:
    """Whether the user may choose this saved state."""
    is_registered = state.stateless_app.app_name in registry.names()
    return may_choose_states(request.user) and is_registered and is_in_reach(request, state)


def request_of(user: AnyUser) -> HttpRequest:
    """A request of ``user``, for the access functions of apps where a form has the user but no request.

    Its session is empty.
    """
    request = HttpRequest()
    request.method = "GET"
    request.user = user  # type: ignore[assignment]  # the stubs only know the default user model
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    return request


def _lets_in(request: HttpRequest, app: BaseApp, state: DashApp | None) -> bool:
    """Evaluate the app's access rule. If it fails, nobody is allowed, and lists still show the other apps."""
    if not app.access_rule:
        return True
    try:
        return app.access_rule.allows(request, app, state)
    except Exception:
        logger.exception(
            "The access rule of Dash app %r failed for %s: the app is not offered.", app.app_name, request.user
        )
        return False
