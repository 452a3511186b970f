"""Apps on pages of the site: in a frame or directly, with the insertions into the page's head and end."""

from django_plotly_dash.embedding.frame import embed

__all__ = ["embed"]
