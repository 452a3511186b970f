"""An app's own access rule: ``DjangoDash(..., login_required=, permission=, access=)``."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django_plotly_dash.models import DashApp
    from django_plotly_dash.utils.base_app import BaseApp

# Arguments: the request, the app, and its saved state or None.
AccessFunction = Callable[[HttpRequest, "BaseApp", "DashApp | None"], bool]


@dataclass(frozen=True, slots=True)
class AccessRule:
    """An app's own rule, which guards every route of the app. A rule without any part lets everybody in.

    Attributes:
        login_required: whether users must be logged in.
        permissions: the permissions that users must have, all of them (``"app_label.codename"``).
        function: returns whether a request may reach the app.
    """

    login_required: bool = False
    permissions: tuple[str, ...] = ()
    function: AccessFunction | None = None

    @classmethod
    def from_keywords(cls, name: str, login_required: Any, permission: Any, access: Any) -> AccessRule:
        """Check the keywords of ``DjangoDash`` and make a rule of them.

        Raises:
            ImproperlyConfigured: one of them has the wrong type or form.
        """
        several = isinstance(permission, (list, tuple, set, frozenset))
        permissions = tuple(permission) if several else () if permission is None else (permission,)
        if not isinstance(login_required, bool):
            raise ImproperlyConfigured(f"DjangoDash({name!r}, login_required=...) must be True or False.")
        for codename in permissions:
            if not isinstance(codename, str) or codename.count(".") != 1:
                raise ImproperlyConfigured(
                    f"DjangoDash({name!r}, permission={codename!r}) must have the form 'app_label.codename'."
                )
        if several and not permissions:
            raise ImproperlyConfigured(
                f"DjangoDash({name!r}, permission=...) is empty: name a permission, or leave it out."
            )
        if access is not None and (not callable(access) or inspect.iscoroutinefunction(access)):
            raise ImproperlyConfigured(
                f"DjangoDash({name!r}, access=...) must be a function of request, app and saved state, and not async."
            )
        return cls(login_required, permissions, access)

    def __bool__(self) -> bool:
        return self.login_required or bool(self.permissions) or self.function is not None

    def __str__(self) -> str:
        parts = [_("login")] * self.login_required + list(self.permissions)
        if self.function is not None:
            parts.append(getattr(self.function, "__qualname__", repr(self.function)))
        return ", ".join(parts) or _("everybody")

    def allows(self, request: HttpRequest, app: BaseApp, instance: DashApp | None) -> bool:
        """Return whether the user may reach the app; a function that raises ``PermissionDenied`` refuses.

        Raises:
            TypeError: the function does not return a bool.
        """
        user = getattr(request, "user", None)
        if self.login_required and not (user is not None and user.is_authenticated):
            return False
        if self.permissions and not (user is not None and user.has_perms(self.permissions)):
            return False
        if self.function is None:
            return True
        try:
            answer = self.function(request, app, instance)
        except PermissionDenied:
            return False
        if not isinstance(answer, bool):
            raise TypeError(f"The access function of {app.app_name!r} must return True or False, not {answer!r}.")
        return answer
