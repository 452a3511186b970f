"""The sizes that an editor can choose for an embedded app, and the displays that they fit."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from django_plotly_dash.embedding.frame import ASPECTS, Sizing

FRAME = "frame"
BOOTSTRAP = "bootstrap"
DIRECT = "direct"
DISPLAYS = [
    (FRAME, _("Frame")),
    (BOOTSTRAP, _("Frame with Bootstrap's ratio classes")),
    (DIRECT, _("Direct: part of the page, in its own styles")),
]

AUTO = "auto"
FIXED = "fixed"
# The ratio of width to height as editors write it, with the quotient of height and width.
RATIOS = {aspect.replace("by", ":"): ratio for aspect, ratio in ASPECTS.items()}
ASPECT_RATIOS = [
    (AUTO, _("Automatic: as high as the app")),
    *((ratio, ratio) for ratio in RATIOS),
    (FIXED, _("Fixed height")),
]

LOWEST = 50
HIGHEST = 5000


def size_errors(display: str, aspect_ratio: str, height: int | None) -> dict[str, ValidationError]:
    """Return the errors of a combination of sizes, by the field at which an editor can correct them.

    Without a frame, an app has its own height: sizes are neither used nor checked.
    """
    errors: dict[str, ValidationError] = {}
    if display == DIRECT:
        return errors
    if display == BOOTSTRAP and aspect_ratio not in RATIOS:
        errors["aspect_ratio"] = ValidationError(
            gettext("Bootstrap has %(ratios)s only. Choose one of them, or “Frame” as the display.")
            % {"ratios": ", ".join(RATIOS)}
        )
    if aspect_ratio == FIXED and display != BOOTSTRAP and height is None:
        errors["height"] = ValidationError(gettext("A fixed height needs a number of pixels."))
    return errors


def sizing_of(display: str, aspect_ratio: str, height: int | None) -> Sizing:
    """Return the core's sizing for the editor's choices; an incomplete draft gets the automatic height."""
    if display == DIRECT:
        return Sizing.auto()
    if display == BOOTSTRAP and aspect_ratio in RATIOS:
        return Sizing.bootstrap(aspect_ratio.replace(":", "by"))
    if aspect_ratio in RATIOS:
        return Sizing.ratio(RATIOS[aspect_ratio])
    if aspect_ratio == FIXED and height is not None:
        return Sizing.fixed(height)
    return Sizing.auto()
