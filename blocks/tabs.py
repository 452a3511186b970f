"""Content behind tabs; the script is that of dpd_wagtail."""

from __future__ import annotations

from typing import Any, ClassVar

from wagtail.blocks import CharBlock, ListBlock, StreamBlock, StructBlock

from blocks.dash import DashGridBlock, SiteDashAppBlock
from blocks.text import TEXT_FEATURES, ParagraphBlock


class TabContentBlock(StreamBlock):
    """The content of one tab."""

    paragraph = ParagraphBlock(features=TEXT_FEATURES)
    dash_app = SiteDashAppBlock()
    dash_grid = DashGridBlock()

    class Meta:
        """Options of the block."""

        template = "blocks/body.html"


class TabBlock(StructBlock):
    """One tab."""

    title = CharBlock(max_length=40, help_text="A word or two.")
    content = TabContentBlock()

    class Meta:
        """Options of the block."""

        icon = "table"
        label = "Tab"
        label_format = "{title}"


class TabsBlock(StructBlock):
    """Tabs, of which one is open. The frames in the other tabs are loaded when these are opened."""

    title = CharBlock(max_length=80, help_text="Read out by screen readers before the tabs.")
    tabs = ListBlock(TabBlock(), min_num=2, max_num=8, label="Tabs")

    class Meta:
        """Options of the block."""

        icon = "table"
        label = "Tabs"
        description = "Dashboards and text in tabs, of which visitors see one at a time."
        template = "blocks/tabs.html"
        preview_template = "blocks/previews/tabs.html"
        preview_value: ClassVar[dict[str, Any]] = {"title": "", "tabs": []}
