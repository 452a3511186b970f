"""The configuration of the Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from django_plotly_dash.app import django_dash as dash_app  # noqa: F401  before the site's apps: from then on Dash keeps pages and callbacks of apps apart
from django_plotly_dash.conf import plotly_dash_settings


class DjangoPlotlyDashConfig(AppConfig):
    """``django_plotly_dash``: its dotted path, or just its name, goes into ``INSTALLED_APPS``."""

    name = "django_plotly_dash"
    verbose_name = _("Plotly Dash apps")
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        """Import the apps, register the checks, and add missing rows for apps after each ``migrate``."""
        from django_plotly_dash.checks import background, deployment, settings  # noqa: F401  importing registers them
        from django_plotly_dash.models import add_missing_rows
        from django_plotly_dash.registry.registry import autodiscover

        if plotly_dash_settings().autodiscover:
            autodiscover()
        post_migrate.connect(add_missing_rows, sender=self, dispatch_uid="django_plotly_dash.models")
