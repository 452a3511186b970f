"""Initial arguments of an app as a block of their own."""

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
        """Every complaint of ``clean_arguments`` is an error of this field."""
        return clean_arguments(super().clean(value))


class InitialArgumentsBlock(FieldBlock):
    """The values that an app starts with. In the database they are a JSON object, not text.

    It is no TextBlock, so that tools which offer texts to translators (wagtail-localize) leave it alone.
    While a form is being corrected its value is the text that was typed.
    """

    def __init__(self, required: bool = False, help_text: Any = None, **kwargs: Any) -> None:
        """``required`` and ``help_text`` are those of the form field."""
        self._field_options = {"required": required, "help_text": help_text}
        super().__init__(**kwargs)

    @cached_property
    def field(self) -> forms.Field:
        """The form field, made late as Wagtail's field blocks do."""
        return InitialArgumentsField(**self._field_options)

    def to_python(self, value: Any) -> Arguments:
        """From the database; what is no object of objects counts as nothing rather than break the page."""
        if not isinstance(value, dict):
            return {}
        return {key: properties for key, properties in value.items() if isinstance(properties, dict)}

    def normalize(self, value: Any) -> Any:
        """``None`` in a default or in a preview value means no arguments."""
        return {} if value is None else value

    def get_default(self) -> Arguments:
        """A dict of its own for every new block."""
        return dict(super().get_default() or {})

    def value_for_form(self, value: Arguments | str | None) -> str:
        """JSON for the textarea; text that could not be read stays as it was typed."""
        if isinstance(value, str):
            return value
        return json.dumps(value, indent=2, ensure_ascii=False) if value else ""

    def get_searchable_content(self, value: Any) -> list[str]:
        """Settings are nothing to search for."""
        return []

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Freeze to a stock block: a site's migrations never name classes of ours."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.TextBlock", list(args), {"required": False, **kwargs}

    class Meta:
        """Options of the block."""

        icon = "code"
        label = _("Initial arguments")
        default = None
