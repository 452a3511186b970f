"""Who may open, save and bring back states in the state editor, beside those whom the app's own rule keeps out.

``embed_only`` is not asked: the editor is the place where a state that is only for pages is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from wagtail.permission_policies import ModelPermissionPolicy

from django_plotly_dash.models import DashApp
from dpd_wagtail.models import SavedState

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.contrib.auth.models import User as DjangoUser
Action = Literal["add", "change"]


def may(user: DjangoUser | AnonymousUser, action: Action) -> bool:
    """Whether ``user`` may add or change saved states: by a permission on SavedState or on the core's DashApp."""
    return any(ModelPermissionPolicy(model).user_has_permission(user, action) for model in (SavedState, DashApp))
