"""The Dash blocks as this site has them."""

from __future__ import annotations

from typing import Any, ClassVar

from wagtail.blocks import ListBlock, StructBlock

from dpd_wagtail.blocks import DashAppBlock


class SiteDashAppBlock(DashAppBlock):
    """The Dash block of dpd_wagtail in this site's card."""

    class Meta:
        """Options of the block."""

        template = "blocks/dash_app.html"


class DashGridBlock(StructBlock):
    """Dash apps side by side: two in a row, one below the other on phones."""

    apps = ListBlock(SiteDashAppBlock(), min_num=2, max_num=6, label="Apps")

    class Meta:
        """Options of the block."""

        icon = "grip"
        label = "Dash apps side by side"
        description = "Two to six dashboards, two in a row. On phones they stand one below the other."
        template = "blocks/dash_grid.html"
        preview_template = "dpd_wagtail/blocks/dash_app_preview.html"
        preview_value: ClassVar[dict[str, Any]] = {"apps": []}
