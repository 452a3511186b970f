"""The Dash apps of this site; importing this package registers them.

django_plotly_dash imports the ``dash_apps`` module of every installed app when Django starts.
Each app lives in a module of its own here, with data that ships with ``plotly.express``; ``manual`` and ``gallery``
hold the apps of the manual's pages and of the gallery.
"""

from cms_demo.dash_apps import gallery, gapminder, hello, live_metric, manual, stocks, tips

__all__ = ["gallery", "gapminder", "hello", "live_metric", "manual", "stocks", "tips"]
