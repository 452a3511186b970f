"""Who may reach an app: its rule, the site's decorator and the gate that asks them. No other room decides that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required as django_login_required
from django.http import HttpResponseBase


def login_required(view_function: Callable[..., HttpResponseBase], **_kwargs: Any) -> Callable[..., HttpResponseBase]:
    """A ``view_decorator`` that lets only logged-in users in (django-plotly-dash's manual: view decoration)."""
    return django_login_required(view_function)
