"""Apps that are open to everybody although the page that shows them is not: what editors are told of them."""

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
    """Return the names of the apps and saved states on a page that everybody can open at the URL of their own.

    The page is taken as it was saved last, not as the form has it.
    """
    keys: dict[int, set[str]] = {}
    for kind, key in ReferenceIndex.get_references_for_object(page).values_list("to_content_type", "to_object_id"):
        keys.setdefault(kind, set()).add(key)
    # A block with a saved state refers to its app too, which is as open as it is for blocks without one.
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
    """Tell who edits a restricted page which apps on it are open beside it; a ``before_edit_page`` hook."""
    if request.method != "GET" or not is_restricted(page):
        return
    names = open_apps_of(page)
    if names:
        text = _(
            "This page is private, but everybody who knows its address can open what it shows: %(names)s. "
            "Have it shown on pages only to close that."
        )
        messages.warning(request, text % {"names": ", ".join(f"“{name}”" for name in names)})
