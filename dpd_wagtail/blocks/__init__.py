"""StreamField blocks for Dash apps: use them as they are, or subclass them in your site's own library.

::

    from dpd_wagtail.blocks import DashAppBlock

    body = StreamField([("dash_app", DashAppBlock())])

They know the choosers, the form of initial arguments and the apps on pages, but neither the snippets nor the editor of
saved states.
"""

from dpd_wagtail.blocks.dash_app import DashAppBlock
from dpd_wagtail.blocks.initial_arguments import InitialArgumentsBlock

__all__ = ["DashAppBlock", "InitialArgumentsBlock"]
