"""Django's task framework, which is imported only here.

This is ``django.tasks`` (Django 6.0) or, for older versions, the equivalent package django-tasks.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured

try:
    from django.tasks import task, task_backends
except ImportError:
    try:
        from django_tasks import task, task_backends  # type: ignore[assignment,no-redef]
    except ImportError as error:
        raise ImproperlyConfigured(
            "Background callbacks need Django's task framework, which is not part of Django 5.2: "
            "pip install django-tasks django-tasks-db"
        ) from error

__all__ = ["is_dummy", "is_immediate", "task", "task_backends"]


def is_immediate(alias: str) -> bool:
    """Return whether a task backend runs each task immediately, in the process that enqueues it.

    Args:
        alias: its name in ``TASKS``.
    """
    return _is_a(alias, "ImmediateBackend")


def is_dummy(alias: str) -> bool:
    """Return whether a task backend only stores tasks, for tests, and never runs them.

    Args:
        alias: its name in ``TASKS``.
    """
    return _is_a(alias, "DummyBackend")


def _is_a(alias: str, name: str) -> bool:
    # By name: with Django 6, TASKS may have classes of either framework (Wagtail uses django-tasks).
    backend: Any = task_backends[alias]
    return any(base.__name__ == name for base in type(backend).__mro__)
