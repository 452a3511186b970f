"""The URLs of this package's own scripts and style sheets, for pages that must work whatever was collected."""

from __future__ import annotations

from django.conf import settings
from django.templatetags.static import static


def own_file_url(name: str) -> str:
    """Return the URL of a file in ``static/django_plotly_dash``.

    Where it was not collected, a storage that names files by their content knows none: then it is the plain one.

    Args:
        name: ``"storage.js"``, for instance.
    """
    path = f"django_plotly_dash/{name}"
    try:
        return static(path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"
