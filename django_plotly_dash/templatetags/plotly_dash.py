"""``{% load plotly_dash %}``: the template tags (``tags.py``), for Django's templates."""

from __future__ import annotations

from django import template

from .. import tags

register = template.Library()

for function in tags.WITH_CONTEXT:
    register.simple_tag(function, takes_context=True)
for function in tags.WITHOUT_CONTEXT:
    register.simple_tag(function)
