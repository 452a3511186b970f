"""The two tables: apps that can be chosen in the database, and saved states of them."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from .registry import UnknownApp, registry

if TYPE_CHECKING:
    from .dash_app import DjangoDash

logger = logging.getLogger("django_plotly_dash.state")


class StatelessApp(models.Model):
    """A registered app, so that editors and saved states can point to it.

    Rows are made after ``migrate``, in the admin and with a saved state; no request of a visitor makes one.
    """

    app_name = models.CharField(_("app name"), max_length=100, unique=True)
    slug = models.SlugField(_("slug"), max_length=110, unique=True, blank=True)

    class Meta:
        verbose_name = _("Dash app")
        verbose_name_plural = _("Dash apps")
        ordering = ["app_name"]

    def __str__(self) -> str:
        return self.app_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with a slug made of the name where there is none."""
        if not self.slug:
            self.slug = free_slug(type(self), slugify(self.app_name) or "app", self.pk)
            if (fields := kwargs.get("update_fields")) is not None:
                kwargs["update_fields"] = {*fields, "slug"}
        super().save(*args, **kwargs)

    def as_dash_app(self) -> DjangoDash:
        """Return the registered app.

        Raises:
            UnknownApp: no app of this name is registered in this process.
        """
        return registry.get(self.app_name)


class DashApp(models.Model):
    """A saved state of an app, with a URL of its own."""

    stateless_app = models.ForeignKey(StatelessApp, on_delete=models.PROTECT, verbose_name=_("Dash app"))
    instance_name = models.CharField(_("name"), max_length=100, unique=True, blank=True)
    slug = models.SlugField(_("slug"), max_length=110, unique=True, blank=True)
    base_state = models.TextField(_("base state"), default="{}")
    creation = models.DateTimeField(_("created"), auto_now_add=True)
    update = models.DateTimeField(_("updated"), auto_now=True)
    save_on_change = models.BooleanField(_("save on change"), default=False)

    class Meta:
        verbose_name = _("saved state")
        verbose_name_plural = _("saved states")
        ordering = ["instance_name"]

    def __str__(self) -> str:
        return self.instance_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with a name and a slug where there are none."""
        added = set()
        if not self.instance_name:
            count = DashApp.objects.filter(stateless_app=self.stateless_app).count() + 1
            self.instance_name = f"{self.stateless_app.app_name[:90]}-{count}"
            added.add("instance_name")
        if not self.slug:
            self.slug = free_slug(type(self), slugify(self.instance_name) or "state", self.pk)
            added.add("slug")
        if added and (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, *added}
        super().save(*args, **kwargs)

    def current_state(self) -> dict[str, dict[str, Any]]:
        """Return the saved values: component id to ``{property: value}``; what is not of that form is left out."""
        try:
            state = json.loads(self.base_state or "{}")
        except (ValueError, RecursionError):
            state = None
        if not isinstance(state, dict):
            logger.warning("The base state of %r is not a JSON object: the app is shown without it.", self.slug)
            return {}
        return {wid: values for wid, values in state.items() if isinstance(values, dict)}


def free_slug(model: type[models.Model], wanted: str, own_pk: object) -> str:
    """Return ``wanted``, with a number behind it where another row of the model has it."""
    taken = set(
        model._default_manager.filter(slug__startswith=wanted[:100]).exclude(pk=own_pk).values_list("slug", flat=True)
    )
    slug, number = wanted[:110], 1
    while slug in taken:
        number += 1
        slug = f"{wanted[:100]}-{number}"
    return slug


def find_stateless_by_name(name: str) -> DjangoDash:
    """Return the registered app with a name.

    Raises:
        UnknownApp: there is none.
    """
    return registry.get(name)


__all__ = ["DashApp", "StatelessApp", "UnknownApp", "find_stateless_by_name", "free_slug"]
