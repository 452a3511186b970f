"""Headings and text, alone and beside a Dash app."""

from __future__ import annotations

from typing import Any, ClassVar

from wagtail.blocks import CharBlock, ChoiceBlock, RichTextBlock, StructBlock

from blocks.dash import SiteDashAppBlock

TEXT_FEATURES = ["bold", "italic", "link", "ol", "ul"]


class HeadingBlock(CharBlock):
    """A heading within the page."""

    class Meta:
        """Options of the block."""

        icon = "title"
        template = "blocks/heading.html"
        description = "A heading within the page."
        preview_value = "How the picture changed"


class ParagraphBlock(RichTextBlock):
    """Text with links and lists."""

    class Meta:
        """Options of the block."""

        icon = "pilcrow"
        template = "blocks/paragraph.html"
        description = "Text with links and lists."
        preview_value = "<p>Move the slider to see how <b>life expectancy</b> rose.</p>"


class FigureTextBlock(StructBlock):
    """A Dash app and, beside it, the text that explains it."""

    text = RichTextBlock(features=TEXT_FEATURES)
    app_side = ChoiceBlock(
        choices=[("right", "Right of the text"), ("left", "Left of the text")],
        default="right",
        label="The app stands",
        help_text="On phones it stands below the text.",
    )
    app = SiteDashAppBlock(label="Dash app")

    class Meta:
        """Options of the block."""

        icon = "doc-full"
        label = "Text beside a Dash app"
        description = "A dashboard with text beside it that explains what it shows."
        template = "blocks/figure_text.html"
        preview_template = "blocks/previews/figure_text.html"
        preview_value: ClassVar[dict[str, Any]] = {"text": "", "app_side": "right", "app": {}}
