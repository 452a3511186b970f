"""The widget of initial arguments: a textarea with JSON, which a script replaces by the form of the app."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import register
from wagtail.admin.telepath.widgets import WidgetAdapter

VIEW_NAME = "dpd_argument_form"


class ArgumentsWidget(forms.Textarea):
    """Initial arguments, linked to the chooser of the app beside it in the same block.

    The textarea is what is posted. Without JavaScript, it is the whole widget.
    """

    template_name = "dpd_wagtail/argument_form/widget.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """``attrs`` are those of the textarea."""
        super().__init__(
            {"rows": 6, "spellcheck": "false", "placeholder": '{"year": {"value": 1977}}', **(attrs or {})}
        )

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the URL of the form and the texts of its script."""
        context = super().get_context(name, value, attrs)
        context["form_url"] = reverse(VIEW_NAME)
        context["texts"] = {
            "choose": _("Choose an app to see what can be set."),
            "loading": _("Loading the form…"),
            "failed": _("The form could not be loaded. The values can be edited as JSON."),
            "refused": _("You may not use this app. The values can be edited as JSON."),
            "unreadable": _(
                'This is not JSON of the form {"component": {"property": value}}: the form cannot show it.'
            ),
            "rest": _("Also set, in JSON alone: %s."),
            "kept": _("Set in JSON to %s, which this input cannot show. It is kept."),
            "aside": _(
                "Set aside, since this app does not take them: %s. They come back with the app that they were for."
            ),
        }
        return context

    class Media:
        """Its script and style sheet."""

        js = ["dpd_wagtail/argument-form.js"]
        css = {"all": ["dpd_wagtail/argument-form.css"]}


class ArgumentsWidgetAdapter(WidgetAdapter):
    """Tells Wagtail's script for blocks that the widget shows its value in more than the textarea."""

    js_constructor = "dpd_wagtail.ArgumentsWidget"

    @cached_property
    def media(self) -> forms.Media:
        """Wagtail's script comes first, because the script of the widget extends it."""
        return forms.Media(js=[versioned_static("wagtailadmin/js/telepath/widgets.js"), *ArgumentsWidget.Media.js])


register(ArgumentsWidgetAdapter(), ArgumentsWidget)
