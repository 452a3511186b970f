"""App configuration of the demonstration site."""

from django.apps import AppConfig


class CmsDemoConfig(AppConfig):
    """The demonstration site: its pages, its Dash apps and the command that loads its content."""

    name = "cms_demo"
    verbose_name = "Demonstration site"
    default_auto_field = "django.db.models.BigAutoField"
