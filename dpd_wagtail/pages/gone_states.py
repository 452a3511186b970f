"""A warning for editors: saved states that blocks of the page still use, but that code has deleted.

The admin does not delete a state that is in use."""

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
    """Tell the editor which apps on the page have lost their saved state; a ``before_edit_page`` hook.

    The block's chooser is empty then. Once the page is saved, it shows the app as the developer made it.
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
            "This page shows a saved state of %(names)s that was deleted. Visitors see the text alternative "
            "until you choose another state, or none, and publish."
        )
        messages.warning(request, text % {"names": ", ".join(f"“{name}”" for name in sorted(names))})
