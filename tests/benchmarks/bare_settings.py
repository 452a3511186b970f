"""A site without our package, to see what importing it takes."""

from tests.benchmarks.site_settings import *  # noqa: F403
from tests.benchmarks.site_settings import INSTALLED_APPS

INSTALLED_APPS = [app for app in INSTALLED_APPS if app != "django_plotly_dash"]
