"""Render the templates among the documentation's code blocks."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.test import RequestFactory
from sybil import Example


def _context(example: Example) -> dict[str, Any]:
    return {name: value for name, value in example.namespace.items() if not name.startswith("_")}


def render_django(example: Example) -> None:
    """Render a template of Django with the names of the document; something must come of it."""
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    source = str(example.parsed)
    if "{% static " in source and "{% load static %}" not in source:
        source = "{% load static %}" + source
    assert engines["django"].from_string(source).render(_context(example), request).strip()


def render_jinja(example: Example) -> None:
    """Render a template of Jinja2 with our extension."""
    from jinja2 import Environment

    environment = Environment(extensions=["django_plotly_dash.jinja2.PlotlyDash"], autoescape=True)
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert environment.from_string(str(example.parsed)).render({**_context(example), "request": request}).strip()
