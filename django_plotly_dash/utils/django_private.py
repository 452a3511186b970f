"""The private names of Django that we rely on, each used here and nowhere else.

``tests/core/utils/test_django_private.py`` has tests for them, which fail if a release of Django works in another way.
Private names of asgiref are used in ``http/request_thread.py``; the same file tests them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest


def has_body(request: HttpRequest) -> bool:
    """Return whether ``request.body`` has been read, by a middleware for example."""
    return hasattr(request, "_body")


def set_body(request: HttpRequest, body: bytes) -> None:
    """Make ``request.body`` return a body that was read with ``request.read()``.

    Django's property itself refuses bodies that are larger than ``DATA_UPLOAD_MAX_MEMORY_SIZE``.
    """
    request._body = body
