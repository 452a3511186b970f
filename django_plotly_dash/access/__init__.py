"""Who may reach an app: its own rule, the site's ``view_decorator``, and the gate, the only place that applies both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required as django_login_required
from django.http import HttpResponseBase


def login_required(view_function: Callable[..., HttpResponseBase], **_kwargs: Any) -> Callable[..., HttpResponseBase]:
    """A ``view_decorator`` that requires a login (django-plotly-dash's manual: view decoration)."""
    return django_login_required(view_function)
