"""The two tables: one for apps, so that other rows can refer to them, and one for their saved states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.apps import apps as global_apps
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, models, router, transaction
from django.http import Http404
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from django_plotly_dash.mount.urls import app_url
from django_plotly_dash.registry.registry import LONGEST_NAME, UnknownApp, load_all_apps, registry
from django_plotly_dash.state.absent import NoSavedState
from django_plotly_dash.state.arguments import parse_arguments
from django_plotly_dash.state.saved import SavedState

if TYPE_CHECKING:
    from django.apps.registry import Apps

    from django_plotly_dash.utils.base_app import BaseApp

EMBED_ONLY_HELP = _("Closes its own URL: it is shown only on pages, to users who may see the page.")

_ATTEMPTS = 20


class SluggedModel(models.Model):
    """A row whose slug is unique, and is made from its name if it has none."""

    name_field: ClassVar[str]
    slug: models.SlugField[str, str]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row, with a new slug and a new name if it has none.

        If another request saves the same slug or name at the same moment, they are made again.
        """
        generated = [name for name in ("slug", self.name_field) if not getattr(self, name)]
        if not generated:
            return super().save(*args, **kwargs)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *generated}
        alias = kwargs.get("using") or router.db_for_write(type(self), instance=self)
        for attempt in range(1, _ATTEMPTS + 1):
            self._generate(alias)
            try:
                # A savepoint, so that a name that is taken does not break a transaction of the caller.
                with transaction.atomic(using=alias):
                    return super().save(*args, **kwargs)
            except IntegrityError:
                rows = type(self)._default_manager.using(alias).exclude(pk=self.pk)
                collided = any(rows.filter(**{name: getattr(self, name)}).exists() for name in generated)
                if not collided or attempt == _ATTEMPTS:
                    raise
                for name in generated:
                    setattr(self, name, "")

    def _generate(self, alias: str) -> None:
        if not self.slug:
            stem = slugify(getattr(self, self.name_field))[:100] or "app"
            self.slug = _free(type(self)._default_manager.using(alias).exclude(pk=self.pk), "slug", stem, 1)


class StatelessApp(SluggedModel):
    """A registered app, so that editors can choose it and saved states can refer to it.

    Rows are created after ``migrate``, in the admin and with a saved state, but never by a visitor's request.
    """

    app_name = models.CharField(_("app name"), max_length=LONGEST_NAME, unique=True)
    slug = models.SlugField(_("slug"), max_length=110, unique=True, blank=True)
    # db_default: code that does not know this column can still add rows.
    embed_only = models.BooleanField(_("only on pages"), default=False, db_default=False, help_text=EMBED_ONLY_HELP)

    name_field = "app_name"

    class Meta:
        verbose_name = _("Dash app")
        verbose_name_plural = _("Dash apps")
        ordering = ["app_name"]

    def __str__(self) -> str:
        return self.app_name

    def as_dash_app(self) -> BaseApp:
        """Return the registered app.

        Raises:
            UnknownApp: the app is not registered in this process.
        """
        return registry.get(self.app_name)


class DashApp(SavedState, SluggedModel):
    """A saved state of an app, with its own URL."""

    stateless_app = models.ForeignKey(StatelessApp, on_delete=models.PROTECT, verbose_name=_("Dash app"))
    instance_name = models.CharField(_("name"), max_length=100, unique=True, blank=True)
    slug = models.SlugField(_("slug"), max_length=110, unique=True, blank=True)
    embed_only = models.BooleanField(_("only on pages"), default=False, db_default=False, help_text=EMBED_ONLY_HELP)
    creation = models.DateTimeField(_("created"), auto_now_add=True)
    update = models.DateTimeField(_("updated"), auto_now=True)

    name_field = "instance_name"
    _copied_from = ""

    class Meta:
        verbose_name = _("saved state")
        verbose_name_plural = _("saved states")
        ordering = ["instance_name"]

    def __str__(self) -> str:
        return self.instance_name

    def get_absolute_url(self) -> str:
        """Return the URL path of the app with this state."""
        return app_url(self.slug, stateless=False)

    def clean(self) -> None:
        """Check the base state.

        Raises:
            ValidationError: it is not JSON of the form ``{component id: {property: value}}``.
        """
        try:
            parse_arguments(self.base_state)
        except ValueError as error:
            raise ValidationError({"base_state": str(error)}) from error

    def name_of_copy(self) -> str:
        """Return a name for a copy that no other row has."""
        return _free(DashApp.objects.all(), "instance_name", f"{self.instance_name[:80]} copy", 1)

    def _generate(self, alias: str) -> None:
        if not self.instance_name:
            others = DashApp.objects.using(alias).exclude(pk=self.pk)
            if self._copied_from:
                self.instance_name = _free(others, "instance_name", f"{self._copied_from[:80]} copy", 1)
            else:
                stem, count = self.stateless_app.app_name[:90], others.filter(stateless_app=self.stateless_app).count()
                self.instance_name = _free(others, "instance_name", stem, count + 1, numbered=True)
        super()._generate(alias)

    def unsaved_copy(self) -> Self:
        """Return an unsaved copy, which gets its own name and slug when it is saved."""
        copy = type(self)(
            stateless_app=self.stateless_app,
            base_state=self.base_state,
            save_on_change=self.save_on_change,
            embed_only=self.embed_only,
        )
        copy._copied_from = self.instance_name
        return copy

    def clone(self) -> Self:
        """Save a copy with its own name and slug, and return it."""
        copy = self.unsaved_copy()
        copy.save()
        return copy

    def as_dash_instance(self) -> BaseApp:
        """Return the registered app.

        Raises:
            UnknownApp: the app is not registered in this process.
        """
        return self.stateless_app.as_dash_app()

    @staticmethod
    def locate_item(
        ident: str, stateless: bool = False, cache_id: str | None = None
    ) -> tuple[DashApp | NoSavedState, BaseApp]:
        """Return the saved state that a URL names, or a ``NoSavedState``, and its app.

        Args:
            ident: slug of a saved state; name, ident or slug of a registered app if ``stateless`` is true.
            stateless: whether the URL names a registered app.
            cache_id: id of initial arguments; not used, since they belong to a request.

        Raises:
            Http404: there is no such saved state or app.
        """
        instance, app = find_app(ident, stateless=stateless)
        return instance if instance is not None else NoSavedState(app), app


def find_app(ident: str, *, stateless: bool) -> tuple[DashApp | None, BaseApp]:
    """Return the saved state that a URL names, if it names one, and its app.

    Args:
        ident: slug of a saved state; name, ident or slug of a registered app if ``stateless`` is true.
        stateless: whether the URL names a registered app.

    Raises:
        Http404: there is no such saved state or app.
    """
    try:
        if stateless:
            return None, registry.get(ident)
        instance = DashApp.objects.select_related("stateless_app").get(slug=ident)
        return instance, instance.as_dash_instance()
    except (ObjectDoesNotExist, UnknownApp) as error:
        # The error's own message lists the registered apps.
        raise Http404(str(error) if settings.DEBUG else f"There is no {ident!r}.") from error


def _free(rows: models.QuerySet[Any], field: str, stem: str, number: int, numbered: bool = False) -> str:
    """Return ``stem``, followed by a number if another row already has this text in ``field``.

    Args:
        rows: the other rows.
        field: a unique field of these rows.
        stem: the text; ten characters shorter than ``max_length`` of the field, or more.
        number: the first number to try.
        numbered: whether to add a number in any case.
    """
    taken = set(rows.filter(**{f"{field}__startswith": stem}).values_list(field, flat=True))
    text = f"{stem}-{number}" if numbered else stem
    while text in taken:
        number += 1
        text = f"{stem}-{number}"
    return text


def find_stateless_by_name(name: str) -> BaseApp:
    """Return the registered app with this name.

    Raises:
        UnknownApp: there is no such app.
    """
    return registry.get(name)


def add_missing_rows(using: str = "default", apps: Apps = global_apps, **_kwargs: Any) -> list[str]:
    """Create the missing rows of registered apps, and return the names of these apps.

    Args:
        using: alias of the database.
        apps: the models as ``migrate`` left them; after a migration backwards, the table or some columns are missing.
    """
    try:
        migrated = apps.get_model(StatelessApp._meta.label)
    except LookupError:
        return []
    if {field.column for field in StatelessApp._meta.fields} - {field.column for field in migrated._meta.fields}:
        return []
    if not router.allow_migrate_model(using, StatelessApp):
        return []
    load_all_apps()
    rows = StatelessApp.objects.using(using)
    known = set(rows.values_list("app_name", flat=True))
    missing = [name for name in registry.names() if name not in known]
    for name in missing:
        rows.get_or_create(app_name=name)
    return missing


__all__ = ["DashApp", "StatelessApp", "UnknownApp", "add_missing_rows", "find_stateless_by_name"]
