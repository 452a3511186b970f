"""Plotly Dash apps inside Django: the site's users, sessions, permissions and database around them."""

from .dash_app import DjangoDash
from .version import __version__

__all__ = ["DjangoDash", "__version__"]
