"""App configuration of the site's block library; being an app makes its templates be found."""

from django.apps import AppConfig


class BlocksConfig(AppConfig):
    """Blocks and their templates; no models."""

    name = "blocks"
    label = "site_blocks"
    verbose_name = "Blocks of this site"
