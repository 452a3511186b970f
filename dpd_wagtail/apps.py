"""App configuration of the Wagtail add-on."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DpdWagtailConfig(AppConfig):
    """Adds Dash blocks, choosers and the editor of saved states to a Wagtail site."""

    name = "dpd_wagtail"
    default_auto_field = "django.db.models.BigAutoField"
    label = "dpd_wagtail"
    verbose_name = _("Dash apps in Wagtail")

    def ready(self) -> None:
        """Register the form field and the guard of pages, and index references so that used apps are not deleted."""
        from wagtail.models import ReferenceIndex

        from django_plotly_dash.models import DashApp

        from .pages.page_access import register_page_guard
        from .posted_choices import register_form_field

        register_form_field()
        register_page_guard()
        ReferenceIndex.register_model(DashApp)
