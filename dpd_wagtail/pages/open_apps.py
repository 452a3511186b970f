"""A warning for editors: apps that everybody can open although the page that shows them is private."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import ReferenceIndex

from django_plotly_dash.access.embed_only import is_embed_only
from django_plotly_dash.models import DashApp, StatelessApp
from django_plotly_dash.registry.registry import UnknownApp
from dpd_wagtail.pages.page_access import is_restricted

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.models import Page


def open_apps_of(page: Page) -> list[str]:
    """Return the names of the apps and saved states on a page that everybody can open at their own URLs.

    The page is as it was last saved, not as it is in the form.
    """
    keys: dict[int, set[str]] = {}
    for kind, key in ReferenceIndex.get_references_for_object(page).values_list("to_content_type", "to_object_id"):
        keys.setdefault(kind, set()).add(key)
    # A block with a saved state refers to the app as well, which can be opened without the state.
    rows = StatelessApp.objects.filter(pk__in=keys.get(_content_type(StatelessApp), ()))
    states = DashApp.objects.filter(pk__in=keys.get(_content_type(DashApp), ())).select_related("stateless_app")
    found: list[StatelessApp | DashApp] = [*rows, *states]
    return [str(row) for row in found if _is_open(row)]


def _content_type(model: type[StatelessApp | DashApp]) -> int:
    return ContentType.objects.get_for_model(model).pk


def _is_open(row: StatelessApp | DashApp) -> bool:
    state = row if isinstance(row, DashApp) else None
    try:
        app = state.as_dash_instance() if state is not None else row.as_dash_app()  # type: ignore[union-attr]
    except UnknownApp:
        return False
    return not app.access_rule and not is_embed_only(app, state)


def warn_of_open_apps(request: HttpRequest, page: Page) -> None:
    """Tell the editor of a private page which apps on it everybody can open; a ``before_edit_page`` hook."""
    if request.method != "GET" or not is_restricted(page):
        return
    names = open_apps_of(page)
    if names:
        text = _(
            "This page is private, but everybody who knows the URL can open these apps on it: %(names)s. "
            "To prevent this, set them to be shown on pages only."
        )
        messages.warning(request, text % {"names": ", ".join(f"“{name}”" for name in names)})
