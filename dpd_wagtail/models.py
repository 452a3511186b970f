"""Proxy models of Dash apps and saved states for Wagtail, and the versions of saved states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.admin import display
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import PreviewableMixin

from django_plotly_dash.embedding.frame import EmbedError, embed
from django_plotly_dash.models import DashApp, StatelessApp
from django_plotly_dash.registry.registry import UnknownApp, registry

if TYPE_CHECKING:
    from django.http import HttpRequest

    from django_plotly_dash.utils.base_app import BaseApp


class App(StatelessApp):
    """A registered Dash app, with permissions of its own in the Wagtail admin.

    It is not an ``Indexed`` model: rows are also saved as the core's model, and an index of the proxy would not notice
    that. Names are searched in the database.
    """

    class Meta:
        """A proxy: the table is the core's."""

        proxy = True
        verbose_name = _("Dash app")
        verbose_name_plural = _("Dash apps")

    @property
    def registered(self) -> BaseApp | None:
        """The app itself; None if it is no longer in the code."""
        try:
            return registry.get(self.app_name)
        except UnknownApp:
            return None

    @property
    @display(description=_("title"))
    def title(self) -> str:
        """What visitors see as the title of its page."""
        return str(self.registered.title or "") if self.registered is not None else ""

    @property
    @display(description=_("description"))
    def description(self) -> str:
        """Its description by the developer: ``DjangoDash(..., description=)``, an argument of Dash."""
        return str(self.registered.config.get("description") or "") if self.registered is not None else ""

    @property
    @display(description=_("open to"))
    def open_to(self) -> str:
        """Its access rule, in words."""
        if self.registered is None:
            return gettext("nobody: it is no longer in the code of the site")
        rule = self.registered.access_rule
        return str(rule) if rule else gettext("everybody")


class SavedState(PreviewableMixin, DashApp):
    """A saved state of a Dash app, with a preview and permissions of its own in the Wagtail admin."""

    class Meta:
        """A proxy: the table is the core's."""

        proxy = True
        verbose_name = _("saved state")
        verbose_name_plural = _("saved states")

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """A template with the app and nothing around it."""
        return "dpd_wagtail/saved_state_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """The app in the stored state: the form changes the name and the access, not the values."""
        context: dict[str, Any] = super().get_preview_context(request, mode_name)
        stored = SavedState.objects.select_related("stateless_app").filter(pk=self.pk).first()
        name = self.stateless_app.app_name if self.stateless_app_id else None
        try:
            context["embed"] = embed(None if stored is not None else name, da=stored, request=request).render()
        except EmbedError as error:
            context["problem"] = str(error) if name else gettext("Choose an app to see it here.")
        return context


class StateVersion(models.Model):
    """The values of a saved state after a save in the state editor; a version is never changed.

    Saves by visitors' callbacks and by the Django admin make no versions. Before the state editor overwrites such
    values, it stores them as a version of the kind ``FOUND``.
    """

    class Kind(models.TextChoices):
        """Why the version was stored."""

        SAVED = "saved", _("Saved")
        BROUGHT_BACK = "brought_back", _("Brought back")
        FOUND = "found", _("As it was found")

    state = models.ForeignKey(DashApp, on_delete=models.CASCADE, related_name="versions", verbose_name=_("saved state"))
    values = models.JSONField(_("values"), help_text=_("Component id to {property: value}."))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("saved by"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.SAVED)
    saved_at = models.DateTimeField(_("saved at"), auto_now_add=True)

    class Meta:
        """The newest version comes first."""

        ordering = ["-pk"]
        verbose_name = _("version of a saved state")
        verbose_name_plural = _("versions of saved states")

    def __str__(self) -> str:
        return f"{self.state} ({self.saved_at:%Y-%m-%d %H:%M})"
