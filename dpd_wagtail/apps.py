"""App configuration of the Wagtail add-on."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DpdWagtailConfig(AppConfig):
    """Adds Dash blocks and choosers to a Wagtail site; it has no tables of its own."""

    name = "dpd_wagtail"
    label = "dpd_wagtail"
    verbose_name = _("Dash apps in Wagtail")
