"""Templates of a site, rendered."""

from django.template import Context, Template


def render(source, request, **context):
    return Template("{% load plotly_dash %}" + source).render(Context({"request": request, **context}))
