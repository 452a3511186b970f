"""What the StreamField blocks of both choosers have in common."""

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
    """A chooser block that takes from a form only what its editor may choose."""

    frozen_model: ClassVar[str]
    related: ClassVar[tuple[str, ...]] = ()

    def is_permitted(self, editor: Editor, value: Any) -> bool:
        """Whether ``editor`` may put ``value`` on the page."""
        raise NotImplementedError

    def clean(self, value: Any) -> Any:
        """Check the choice too: the key that a form posts need not be one that its modal has offered."""
        if value is None:
            return super().clean(value)
        if not isinstance(value, self.model_class):
            raise ValidationError(_("What was chosen is no longer there. Choose again."), code="gone")
        editor = current_editor()
        if editor is not None and not self.is_permitted(editor, value):
            raise ValidationError(_("You may not choose “%(name)s”.") % {"name": value}, code="forbidden")
        # The row is here already, where Wagtail's own block would ask the database for it again.
        self.field.run_validators(value)
        return value

    def _rows(self) -> QuerySet[Any]:
        rows = self.model_class._default_manager.all()
        return rows.select_related(*self.related) if self.related else rows

    def to_python(self, value: Any) -> Model | None:
        """From the database; what is no key of a row is nothing."""
        return self.bulk_to_python([value])[0]

    def bulk_to_python(self, values: Iterable[Any]) -> list[Model | None]:
        """All rows of a stream in one query, with what they need to be shown; each place has an object of its own."""
        keys = [key_in(value) for value in values]
        rows = self._rows().in_bulk({key for key in keys if key is not None})
        return [self._choice(key, rows) for key in keys]

    def _choice(self, key: int | None, rows: dict[int, Any]) -> Any:
        return copy.copy(rows[key]) if key in rows else None

    def extract_references(self, value: Any) -> Iterable[tuple[type[Model], str, str, str]]:
        """What a key of no row stands for is referred to by nobody."""
        return super().extract_references(value) if isinstance(value, self.model_class) else ()

    def value_from_form(self, value: Any) -> Any:
        """The row that a form names; a key of none stays as it is, for ``clean`` to complain of."""
        if value is None or isinstance(value, self.model_class):
            return value
        return self.to_python(value) or value

    def get_prep_value(self, value: Any) -> Any:
        """The key, also where there is no row for it."""
        return getattr(value, "pk", value)

    def get_form_state(self, value: Any) -> Any:
        """What the form shows again; a key of none is an empty chooser."""
        return super().get_form_state(value if isinstance(value, self.model_class) else None)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Freeze to Wagtail's snippet chooser: a site's migrations never name classes of ours."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.snippets.blocks.SnippetChooserBlock", [self.frozen_model, *args], dict(kwargs)
