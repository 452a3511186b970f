"""System checks: what is wrong with a site's settings, and what to write instead."""

from __future__ import annotations

from importlib.metadata import packages_distributions
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from .conf import SETTING, problems


@register("django_plotly_dash")
def check_settings(**_kwargs: Any) -> list[CheckMessage]:
    """Values of ``PLOTLY_DASH`` that have the wrong type, and keys that are not known."""
    messages: list[CheckMessage] = []
    for level, sentence in problems(getattr(settings, SETTING, {}) or {}):
        if level == "error":
            messages.append(Error(sentence, id="django_plotly_dash.E001"))
        else:
            messages.append(Warning(sentence, id="django_plotly_dash.W001"))
    return messages


@register("django_plotly_dash")
def check_distributions(**_kwargs: Any) -> list[CheckMessage]:
    """The predecessor's distribution installed beside ours: both own the import package ``django_plotly_dash``."""
    owners = {owner.lower() for owner in packages_distributions().get("django_plotly_dash", [])}
    if "django-plotly-dash" in owners and "dpd-wagtail" in owners:
        return [
            Error(
                "Both django-plotly-dash and dpd-wagtail are installed, and both own the package django_plotly_dash.",
                hint="pip uninstall -y django-plotly-dash, then pip install --force-reinstall --no-deps dpd-wagtail",
                id="django_plotly_dash.E002",
            )
        ]
    return []
