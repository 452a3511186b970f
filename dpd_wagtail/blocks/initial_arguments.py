"""The block for the initial arguments of an app."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import FieldBlock

from dpd_wagtail.argument_form.widget import ArgumentsWidget
from dpd_wagtail.arguments import clean_arguments

Arguments = dict[str, dict[str, Any]]


class InitialArgumentsField(forms.CharField):
    """JSON text in the form, ``{component id: {property: value}}`` in Python."""

    widget = ArgumentsWidget

    def clean(self, value: Any) -> Arguments:
        """Report every error of ``clean_arguments`` at this field."""
        return clean_arguments(super().clean(value))


class InitialArgumentsBlock(FieldBlock):
    """The values that an app starts with. The database stores them as a JSON object, not as text.

    It is not a TextBlock, so that tools which offer texts to translators (wagtail-localize) ignore it.
    While a form is being corrected, its value is the text that was typed.
    """

    def __init__(self, required: bool = False, help_text: Any = None, **kwargs: Any) -> None:
        """``required`` and ``help_text`` are those of the form field."""
        self._field_options = {"required": required, "help_text": help_text}
        super().__init__(**kwargs)

    @cached_property
    def field(self) -> forms.Field:
        """The form field, created when it is first needed, as in Wagtail's field blocks."""
        return InitialArgumentsField(**self._field_options)

    def to_python(self, value: Any) -> Arguments:
        """Return the stored value without what is not an object of objects, so that it cannot break the page."""
        if not isinstance(value, dict):
            return {}
        return {key: properties for key, properties in value.items() if isinstance(properties, dict)}

    def normalize(self, value: Any) -> Any:
        """``None`` as a default or preview value means no arguments."""
        return {} if value is None else value

    def get_default(self) -> Arguments:
        """Return a new dict for every new block."""
        return dict(super().get_default() or {})

    def value_for_form(self, value: Arguments | str | None) -> str:
        """Return JSON for the textarea; text that could not be parsed stays as it was typed."""
        if isinstance(value, str):
            return value
        return json.dumps(value, indent=2, ensure_ascii=False) if value else ""

    def get_searchable_content(self, value: Any) -> list[str]:
        """Nothing: arguments are settings."""
        return []

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Name a block of Wagtail, so that a site's migrations do not depend on classes of this package."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.TextBlock", list(args), {"required": False, **kwargs}

    class Meta:
        """Options of the block."""

        icon = "code"
        label = _("Initial arguments")
        default = None
