"""The Dash blocks as this site has them."""

from __future__ import annotations

from typing import Any, ClassVar

from wagtail.blocks import BlockGroup, ChoiceBlock, ListBlock, StructBlock, StructValue

from dpd_wagtail.blocks import DashAppBlock

HALF = "half"
# The keys are used in CSS classes; the grid has six columns.
WIDTHS = [("third", "A third"), (HALF, "Half"), ("two-thirds", "Two thirds"), ("full", "All of the row")]


class SiteDashAppBlock(DashAppBlock):
    """The Dash block of dpd_wagtail in this site's card."""

    class Meta:
        """Options of the block."""

        template = "blocks/dash_app.html"


class FullWidthDashAppBlock(SiteDashAppBlock):
    """A Dash app from edge to edge of the window."""

    class Meta:
        """Options of the block."""

        icon = "expand-right"
        label = "Dash app, full width"
        description = "A dashboard from edge to edge of the window, for charts that need room."
        template = "blocks/full_width.html"
        preview_template = "blocks/previews/full_width.html"


class GridDashAppBlock(SiteDashAppBlock):
    """A Dash app in a grid."""

    width = ChoiceBlock(choices=WIDTHS, default=HALF, help_text="Of the row. On phones every app has all of it.")

    def get_api_representation(self, value: StructValue, context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add the width."""
        return {**super().get_api_representation(value, context), "width": value.get("width")}

    class Meta:
        """Options of the block. The form only has the fields that the layout names."""

        form_layout = BlockGroup(
            children=["app", "state", "width", "title", "caption"],
            settings=["display", "aspect_ratio", "height", "initial_arguments", "text_alternative"],
        )


class DashGridBlock(StructBlock):
    """Dash apps side by side, one below the other on phones."""

    apps = ListBlock(GridDashAppBlock(), min_num=2, max_num=6, label="Apps")

    class Meta:
        """Options of the block."""

        icon = "grip"
        label = "Dash apps side by side"
        description = "Two to six dashboards in rows, each as wide as you say. On phones one stands below the other."
        template = "blocks/dash_grid.html"
        preview_template = "blocks/previews/dash_grid.html"
        preview_value: ClassVar[dict[str, Any]] = {"apps": []}
