"""The body of this site's pages."""

from __future__ import annotations

from wagtail.blocks import CharBlock, RichTextBlock, StreamBlock

from blocks.dash import DashGridBlock, SiteDashAppBlock

TEXT_FEATURES = ["bold", "italic", "link", "ol", "ul"]


class BodyBlock(StreamBlock):
    """Headings, text and Dash apps, in any order."""

    heading = CharBlock(
        max_length=120,
        icon="title",
        template="blocks/heading.html",
        description="A heading within the page.",
        preview_value="How the picture changed",
    )
    paragraph = RichTextBlock(
        features=TEXT_FEATURES,
        icon="pilcrow",
        template="blocks/paragraph.html",
        description="Text with links and lists.",
        preview_value="<p>Move the slider to see how <b>life expectancy</b> rose.</p>",
    )
    dash_app = SiteDashAppBlock()
    dash_grid = DashGridBlock()
