"""Plotly Dash apps inside Django: the site's users, sessions, permissions and database around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .version import __version__

if TYPE_CHECKING:
    from .dash_app import DjangoDash

__all__ = ["DjangoDash", "__version__"]

# What Dash and our finders read once a component of ours (``components``) is in use.
_js_dist = [{"relative_package_path": "components/pipe.js", "namespace": "django_plotly_dash"}]


def __getattr__(name: str) -> Any:
    # Our pytest plugin is imported with every run of pytest, before there are settings: it must not bring in Dash.
    if name == "DjangoDash":
        from .dash_app import DjangoDash

        return DjangoDash
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
