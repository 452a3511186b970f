"""The values of an app as a browser sent them, and which of them a saved state can store."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from django_plotly_dash.http.json_body import BadBody, decode_json
from django_plotly_dash.state.values import components_by_id, is_storable, is_too_deep, merge
from dpd_wagtail.arguments import holds_component, holds_nul
from dpd_wagtail.refused_properties import NEVER_SAVED, NEVER_SAVED_OF_LOCATION, is_refused

if TYPE_CHECKING:
    from django_plotly_dash.state.values import Values

# Characters of JSON. Django refuses forms of more than 2.5 MB (DATA_UPLOAD_MAX_MEMORY_SIZE).
LARGEST_CAPTURE = 1_000_000


class CaptureError(ValueError):
    """The sent values cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Capture:
    """The part of the sent values that can be saved.

    Attributes:
        values: component id to ``{property: value}``.
        unknown: ids of components that are not in the layout, because callbacks made them.
        refused: ``id.property`` of changes to tracked properties that an editor may not set.
    """

    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def read_capture(text: str) -> dict[str, dict[str, Any]]:
    """Parse what the capture script sent.

    Raises:
        CaptureError: it is too large, not JSON, or not of the form ``{component id: {property: value}}``.
    """
    if len(text) > LARGEST_CAPTURE:
        raise CaptureError(
            _("The app holds too much to be saved: at most %(limit)d characters.") % {"limit": LARGEST_CAPTURE}
        )
    try:
        sent = decode_json(text.encode("utf-8", "surrogatepass"))
    except BadBody as error:
        raise CaptureError(_("The values of the app cannot be read: %(reason)s") % {"reason": error}) from None
    if not isinstance(sent, dict) or not all(isinstance(properties, dict) for properties in sent.values()):
        raise CaptureError(_("The values of the app must be an object of component ids and their properties."))
    if is_too_deep(sent):
        raise CaptureError(_("The values of the app are nested too deeply."))
    if holds_nul(sent):
        raise CaptureError(_("The values of the app hold the character NUL, which databases do not store."))
    return merge(sent)


def settle(sent: Values, layout: Any, tracked: Values) -> Capture:
    """Return which of the values from a browser can be saved.

    Args:
        sent: from :func:`read_capture`.
        layout: the app's layout, with nothing laid over it.
        tracked: the values that the state has now; their properties can be saved even if the layout lacks them.
    """
    components = components_by_id(layout)
    values: dict[str, dict[str, Any]] = {}
    unknown, refused = [], []
    for component_id, properties in sent.items():
        component = components.get(component_id)
        known = tracked.get(component_id, {})
        if component is None and not known:
            unknown.append(component_id)
            continue
        for name, value in properties.items():
            if name not in known and (component is None or not _is_settable(component, name)):
                continue
            if name in NEVER_SAVED or is_refused(name) or holds_component(value):
                if name in known and known[name] != value:
                    refused.append(f"{component_id}.{name}")
                continue
            values.setdefault(component_id, {})[name] = value
    return Capture(values, tuple(sorted(unknown)), tuple(sorted(refused)))


def _is_settable(component: Any, name: str) -> bool:
    is_address = component._type == "Location" and name in NEVER_SAVED_OF_LOCATION
    return is_storable(component, name) and not is_address
