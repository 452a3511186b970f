"""Saved states that were deleted past the admin's guards, by code, and still stand in blocks: what editors are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from wagtail.admin import messages

from dpd_wagtail.choosers import GoneState
from dpd_wagtail.pages.placed_apps import placed_apps

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.models import Page


def warn_of_gone_states(request: HttpRequest, page: Page) -> None:
    """Tell who edits a page which apps on it had a state that is gone; a ``before_edit_page`` hook.

    The block's chooser is empty then, and the page, once it is saved, shows the app as its developer made it.
    """
    if request.method != "GET":
        return
    names = {
        str(app)
        for placed in placed_apps(page)
        if isinstance(placed.value.get("state"), GoneState) and (app := placed.value.get("app")) is not None
    }
    if names:
        text = _(
            "The saved state was deleted that this page showed of %(names)s. Visitors see the text alternative "
            "until you choose another state, or none, and publish."
        )
        messages.warning(request, text % {"names": ", ".join(f"“{name}”" for name in sorted(names))})
