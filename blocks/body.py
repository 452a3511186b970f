"""The body of this site's pages."""

from __future__ import annotations

from wagtail.blocks import StreamBlock

from blocks.dash import DashGridBlock, FullWidthDashAppBlock, SiteDashAppBlock
from blocks.tabs import TabsBlock
from blocks.text import TEXT_FEATURES, FigureTextBlock, HeadingBlock, ParagraphBlock


class BodyBlock(StreamBlock):
    """Headings, text and Dash apps, in any order."""

    heading = HeadingBlock(max_length=120)
    paragraph = ParagraphBlock(features=TEXT_FEATURES)
    dash_app = SiteDashAppBlock()
    dash_full_width = FullWidthDashAppBlock()
    dash_grid = DashGridBlock()
    figure_text = FigureTextBlock()
    tabs = TabsBlock()

    class Meta:
        """Options of the block."""

        template = "blocks/body.html"
