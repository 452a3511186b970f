"""The forms of the state editor."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from django_plotly_dash.http.json_body import BadBody, decode_json
from django_plotly_dash.models import DashApp
from django_plotly_dash.state.values import component_key
from dpd_wagtail.keys import key_in
from dpd_wagtail.models import SavedState
from dpd_wagtail.state_editor.changes import key_text

NEW = "new"
UNREADABLE = _("What this page sent cannot be read. Load it again.")
_TAKEN = re.compile(r"([0-9a-f]{16}) (.+)\Z", re.DOTALL)


class NameForm(forms.Form):
    """The name of a new state."""

    name = forms.CharField(
        label=_("Name of the new state"),
        max_length=DashApp._meta.get_field("instance_name").max_length,
        validators=[ProhibitNullCharactersValidator()],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        """Reject a name that another state has."""
        name: str = self.cleaned_data["name"]
        if SavedState.objects.filter(instance_name=name).exists():
            raise forms.ValidationError(taken_text(name))
        return name


def taken_text(name: str) -> str:
    """Return the message that a name is taken."""
    return str(_("There is a saved state “%(name)s” already. Choose another name.")) % {"name": name}


class SentField(forms.Field):
    """JSON from the capture script."""

    def to_python(self, value: Any) -> Any:
        """Decode it like the bodies of callbacks, which is safe for any input."""
        if value in self.empty_values:
            return None
        try:
            return decode_json(str(value).encode("utf-8", "surrogatepass"))
        except BadBody:
            raise forms.ValidationError(UNREADABLE) from None


class OpenedField(SentField):
    """Digests of the state's values when the app was opened, by key."""

    def clean(self, value: Any) -> dict[str, str]:
        """Reject anything else."""
        cleaned = super().clean(value) or {}
        if not isinstance(cleaned, dict) or not all(isinstance(digest, str) for digest in cleaned.values()):
            raise forms.ValidationError(UNREADABLE)
        return cleaned


class TakenField(forms.Field):
    """The changes that were ticked: key to the digest of the old value that the editor saw.

    Anything else counts as a box that is not ticked.
    """

    widget = forms.MultipleHiddenInput

    def to_python(self, value: list[str] | None) -> dict[str, str]:
        """Parse the value of each box."""
        found = (_TAKEN.match(text) for text in value or ())
        return {match[2]: match[1] for match in found if match}


class TakenForm(forms.Form):
    """A list of changes, some of which were ticked."""

    take = TakenField(required=False)

    @property
    def taken(self) -> dict[str, str]:
        """Digests of the old values, by key; available whether or not the form is valid."""
        self.is_valid()
        found: dict[str, str] = self.cleaned_data["take"]
        return found


class CaptureForm(TakenForm):
    """The data from the capture script. ``proposal.py`` checks ``captured`` against the app."""

    captured = forms.Field(required=False)
    opened = OpenedField(required=False)
    idle = SentField(required=False)
    too_large = SentField(required=False)
    newest = forms.Field(required=False)
    save_as = forms.Field(required=False)
    url = forms.Field(required=False)
    nth = forms.Field(required=False)

    def clean_newest(self) -> int:
        """Key of the state's newest version when the app was opened, 0 without one."""
        return key_in(self.cleaned_data["newest"]) or 0

    def clean_save_as(self) -> bool:
        """Whether it is to be saved as a new state, although one may be open."""
        return bool(self.cleaned_data["save_as"] == NEW)

    def clean_idle(self) -> frozenset[str]:
        """Keys of the values that have not changed since the app started."""
        pairs = self.cleaned_data["idle"] or []
        if not isinstance(pairs, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
            raise forms.ValidationError(UNREADABLE)
        return frozenset(
            key_text((component_key(component_id), str(name)))
            for component_id, name in pairs
            if isinstance(component_id, str)
        )

    def clean_too_large(self) -> list[str]:
        """``id.property`` of the values that the script left out."""
        names = self.cleaned_data["too_large"] or []
        if not isinstance(names, list):
            raise forms.ValidationError(UNREADABLE)
        return [str(name)[:200] for name in names[:50]]
