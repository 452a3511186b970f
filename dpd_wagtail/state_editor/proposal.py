"""What captured values would change in the open state; computed anew for the list and for each save."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from django_plotly_dash.callbacks.computed import computed_at_start
from django_plotly_dash.mount.mount import PREFIX_PLACEHOLDER, mounted
from django_plotly_dash.state.values import values_of
from dpd_wagtail.models import StateVersion
from dpd_wagtail.state_editor.capture import Capture, CaptureError, read_capture, settle
from dpd_wagtail.state_editor.changes import StateChange, list_changes
from dpd_wagtail.state_editor.scratch import mount_of

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping

    from django.http import HttpRequest

    from django_plotly_dash.state.values import Values
    from dpd_wagtail.models import SavedState
    from dpd_wagtail.state_editor.subject import Subject

logger = logging.getLogger("dpd_wagtail.state_editor")


@dataclass(frozen=True, slots=True)
class Proposal:
    """The captured values, and what is needed to compare them with the app.

    Attributes:
        sent: the values from the browser.
        layout: the app's layout for this user.
        shown: the values of the layout.
        opened: digests of the state's values when the app was opened, by key.
        is_computed: whether the app computes a property whenever it is opened; gets the component's id and the name.
        idle: keys of values that have not changed since the app started.
    """

    sent: Values
    layout: Any
    shown: Values
    opened: Mapping[str, str]
    is_computed: Callable[[str, str], bool]
    idle: Container[str] = ()

    def capture(self, stored: Values) -> Capture:
        """Return what can be saved if the state has the values ``stored``."""
        return settle(self.sent, self.layout, stored)

    def changes(self, stored: Values) -> list[StateChange]:
        """Return what would change if the state has the values ``stored``."""
        return list_changes(stored, self.capture(stored).values, self.shown, self.opened, self.is_computed, self.idle)


def read_proposal(
    request: HttpRequest,
    subject: Subject,
    text: str,
    opened: Mapping[str, str],
    idle: Container[str] = (),
    prefix: str = "",
) -> Proposal:
    """Read what the capture script sent.

    Args:
        request: the request; layout functions get it.
        subject: what is open.
        text: the values, as JSON.
        opened: digests of the state's values when the app was opened, by key.
        idle: keys of values that have not changed since the app started.
        prefix: URL path of the app in the browser, by default that in the state editor. URLs of the app's own files
            begin with it; a state stores a placeholder instead, because it is also shown at other URLs.

    Raises:
        CaptureError: it cannot be read, or the app's layout fails.
    """
    prefix = prefix or subject.url("scratch")
    sent = read_capture(text.replace(prefix, PREFIX_PLACEHOLDER))
    try:
        is_computed = computed_at_start(subject.app)
        with mounted(mount_of(request, subject, prefix)):
            layout = subject.app.bare_layout()
        shown = values_of(layout)
    except Exception as error:  # whatever the app's own code raises
        logger.exception("The layout of Dash app %r failed in the state editor", subject.app.app_name)
        raise CaptureError(_("The app's layout fails, so that nothing can be checked against it.")) from error
    return Proposal(sent, layout, shown, opened, is_computed, idle)


def last_saver(state: SavedState, since: int) -> StateVersion | None:
    """Return the newest version that a person saved after the version with the key ``since``, if there is one."""
    versions = StateVersion.objects.filter(state_id=state.pk, pk__gt=since).exclude(kind=StateVersion.Kind.FOUND)
    return versions.select_related("user").first()
