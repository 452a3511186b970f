"""Plotly Dash apps inside Django, with the site's users, sessions, permissions and database."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from django_plotly_dash.version import __version__

if TYPE_CHECKING:
    from django_plotly_dash.app.django_dash import DjangoDash
    from django_plotly_dash.background.control import stop_if_cancelled
    from django_plotly_dash.background.manager import DjangoTaskManager

__all__ = ["DjangoDash", "DjangoTaskManager", "__version__", "stop_if_cancelled"]

# Dash and our finders read this once one of our components (``components``) is used.
_js_dist = [{"relative_package_path": "components/pipe.js", "namespace": "django_plotly_dash"}]

_HOMES = {
    "DjangoDash": "app.django_dash",
    "DjangoTaskManager": "background.manager",
    "stop_if_cancelled": "background.control",
}


def __getattr__(name: str) -> Any:
    # Every run of pytest imports our plugin, before there are settings, so Dash must not be imported here.
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
