"""The same site on django-plotly-dash. It runs with ``tests/benchmarks`` as its path, where our package is not."""

from site_settings import *  # noqa: F403
from site_settings import INSTALLED_APPS, TEMPLATES

ROOT_URLCONF = "predecessor.urls"
# It needs the admin, which needs the rest of this.
INSTALLED_APPS = [
    "django_plotly_dash.apps.DjangoPlotlyDashConfig",
    "django.contrib.admin",
    *(app for app in INSTALLED_APPS if app != "django_plotly_dash"),
]
TEMPLATES[0]["OPTIONS"]["context_processors"] += [
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
