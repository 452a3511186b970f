"""Plotly Dash apps inside Django: the site's users, sessions, permissions and database around them."""

from .dash_app import DjangoDash
from .version import __version__

__all__ = ["DjangoDash", "__version__"]

# What Dash and our finders read once a component of ours (``components``) is in use.
_js_dist = [{"relative_package_path": "components/pipe.js", "namespace": "django_plotly_dash"}]
