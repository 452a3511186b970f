"""Who may save what the apps of a page show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views import View
from wagtail.models import Page

from dpd_wagtail.permissions import has_state_permission

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.contrib.auth.models import User as DjangoUser
    from django.http import HttpRequest


def may_capture(user: DjangoUser | AnonymousUser, page: Page) -> bool:
    """Whether ``user`` may add states and edit the page."""
    return has_state_permission(user, "add") and page.permissions_for_user(user).can_edit()


class PageView(View):
    """A view about a page, for users who may edit it and add states."""

    page: Page

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Check the permissions.

        Raises:
            PermissionDenied: the user may not add states or edit the page.
        """
        if not has_state_permission(request.user, "add"):
            raise PermissionDenied
        self.page = get_object_or_404(Page, pk=kwargs["page_pk"]).specific
        if not may_capture(request.user, self.page):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
