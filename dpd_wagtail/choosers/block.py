"""The base class of the StreamField blocks of both choosers."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks import ChooserBlock

from dpd_wagtail.keys import key_in
from dpd_wagtail.posted_choices import current_editor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model, QuerySet

    from dpd_wagtail.posted_choices import Editor


class PermittedChooserBlock(ChooserBlock):
    """A chooser block that only accepts from a form what the editor may choose."""

    frozen_model: ClassVar[str]
    related: ClassVar[tuple[str, ...]] = ()

    def is_permitted(self, editor: Editor, value: Any) -> bool:
        """Whether ``editor`` may put ``value`` on the page."""
        raise NotImplementedError

    def clean(self, value: Any) -> Any:
        """Check the choice as well: a form can be posted with a key that the modal did not offer."""
        if value is None:
            return super().clean(value)
        if not isinstance(value, self.model_class):
            raise ValidationError(_("What was chosen is no longer there. Choose again."), code="gone")
        editor = current_editor()
        if editor is not None and not self.is_permitted(editor, value):
            raise ValidationError(_("You may not choose “%(name)s”.") % {"name": value}, code="forbidden")
        # Not super().clean(): Wagtail's own block would look up the row again.
        self.field.run_validators(value)
        return value

    def _rows(self) -> QuerySet[Any]:
        rows = self.model_class._default_manager.all()
        return rows.select_related(*self.related) if self.related else rows

    def to_python(self, value: Any) -> Model | None:
        """Return the row for a stored key; None if there is none."""
        return self.bulk_to_python([value])[0]

    def bulk_to_python(self, values: Iterable[Any]) -> list[Model | None]:
        """Return all rows of a stream with one query; each place gets its own object."""
        keys = [key_in(value) for value in values]
        rows = self._rows().in_bulk({key for key in keys if key is not None})
        return [self._choice(key, rows) for key in keys]

    def _choice(self, key: int | None, rows: dict[int, Any]) -> Any:
        return copy.copy(rows[key]) if key in rows else None

    def extract_references(self, value: Any) -> Iterable[tuple[type[Model], str, str, str]]:
        """A key without a row is not a reference."""
        return super().extract_references(value) if isinstance(value, self.model_class) else ()

    def value_from_form(self, value: Any) -> Any:
        """Return the row that a form names. A key without a row stays as it is, so that ``clean`` can reject it."""
        if value is None or isinstance(value, self.model_class):
            return value
        return self.to_python(value) or value

    def get_prep_value(self, value: Any) -> Any:
        """Return the key, also if it has no row."""
        return getattr(value, "pk", value)

    def get_form_state(self, value: Any) -> Any:
        """A key without a row is shown as an empty chooser."""
        return super().get_form_state(value if isinstance(value, self.model_class) else None)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Name Wagtail's snippet chooser, so that a site's migrations do not depend on classes of this package."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.snippets.blocks.SnippetChooserBlock", [self.frozen_model, *args], dict(kwargs)
