"""Who may reach the views of apps: the one place that decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required as django_login_required
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from .conf import plotly_dash_settings

View = Callable[..., Any]


def login_required(view_function: View, **_kwargs: Any) -> View:
    """A ``view_decorator`` that lets only logged-in users in (manual: view decoration)."""
    return django_login_required(view_function)


def decorated(view: View, *, route_name: str, url_part: str, name: str) -> View:
    """Return a view inside the site's ``view_decorator``, called as the manual says.

    Args:
        view: the view.
        route_name: its name, for ``reverse``.
        url_part: the fragment of the URL below the app.
        name: the type of view: main, layout, dependencies, update-component, component-suites, ...

    Raises:
        ImproperlyConfigured: ``PLOTLY_DASH["view_decorator"]`` names nothing that can be imported.
    """
    path = plotly_dash_settings().view_decorator
    if not path:
        return view
    try:
        decorator = import_string(path)
    except ImportError as error:
        raise ImproperlyConfigured(f"PLOTLY_DASH['view_decorator'] = {path!r} cannot be imported: {error}") from error
    wrapped: View = decorator(view, route_name=route_name, url_part=url_part, name=name)
    return wrapped
