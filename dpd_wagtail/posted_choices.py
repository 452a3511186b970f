"""Which apps and states an editor may put on a page: checked again when the form is posted.

The modals offer only what the editor may choose, but a form can be posted with any key. Blocks are cleaned without a
request, so the form field of StreamFields, which knows its form and thereby the editor, tells them who the editor is.
Apps and states that were on the page before may stay: an editor who changes the rest of the page need not be allowed to
choose its apps.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from wagtail.admin.forms.models import register_form_field_override
from wagtail.blocks import BlockField
from wagtail.fields import StreamField

from django_plotly_dash.models import DashApp, StatelessApp
from dpd_wagtail.permissions import may_choose_app, may_choose_state, request_of

if TYPE_CHECKING:
    from django.forms import BaseForm, BoundField
    from django.http import HttpRequest

_editor: ContextVar[Editor | None] = ContextVar("dpd_wagtail_editor", default=None)


class Editor:
    """The editor of a page, and the apps and states that were on it before."""

    def __init__(self, user: Any, kept: frozenset[tuple[type, str]] = frozenset()) -> None:
        """``kept`` are the rows that may stay, each as the core's model and the primary key as text."""
        self.user = user
        self.kept = kept

    @cached_property
    def request(self) -> HttpRequest:
        """The request with which the access rules of apps are evaluated."""
        return request_of(self.user)

    def may_have_app(self, row: StatelessApp) -> bool:
        """Whether the app was there before, or may be chosen."""
        return (StatelessApp, str(row.pk)) in self.kept or may_choose_app(self.request, row)

    def may_have_state(self, state: DashApp) -> bool:
        """Whether the state was there before, or may be chosen."""
        return (DashApp, str(state.pk)) in self.kept or may_choose_state(self.request, state)


def current_editor() -> Editor | None:
    """The editor whose block is being cleaned; None outside of a form of the admin."""
    return _editor.get()


class EditedStreamField(BlockField):
    """The form field of StreamFields: while it cleans its blocks, ``current_editor`` returns the editor."""

    _form: BaseForm | None = None

    def get_bound_field(self, form: BaseForm, field_name: str) -> BoundField:
        """Keep the form; every form has its own copy of the field."""
        self._form, self._name = form, field_name
        return super().get_bound_field(form, field_name)

    def clean(self, value: Any) -> Any:
        """Clean the blocks for the form's user."""
        user = getattr(self._form, "for_user", None)
        if user is None or self._form is None:
            return super().clean(value)
        before = self._form.get_initial_for_field(self, self._name)
        token = _editor.set(Editor(user, frozenset(self._chosen_in(before))))
        try:
            return super().clean(value)
        finally:
            _editor.reset(token)

    def _chosen_in(self, value: Any) -> set[tuple[type, str]]:
        if not value:
            return set()
        return {
            (model, str(key))
            for referenced, key, *_path in self.block.extract_references(value)
            for model in (StatelessApp, DashApp)
            if issubclass(referenced, model)
        }


def register_form_field() -> None:
    """Let the admin's forms use this field for every StreamField."""
    register_form_field_override(StreamField, override={"form_class": EditedStreamField})
