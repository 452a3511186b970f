"""Apps on pages of the site, in a frame or directly, and what they insert into the page's head and end."""

from django_plotly_dash.embedding.frame import embed

__all__ = ["embed"]
